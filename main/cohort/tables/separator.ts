// Which character separates the cells of a table: the first line may say so, or else the lines show it.

export interface SeparatedText {
  /** The text without a first line that only names the separator. */
  readonly text: string;
  readonly separator: string;
  /** How many lines were skipped. */
  readonly skipped: number;
}

const SEPARATORS = [',', ';', '\t', '|'];

/** How much of a table shows its separator. */
const PROBED_CHARACTERS = 100_000;
const PROBED_LINES = 20;

/** Spreadsheets read and write a first line such as `sep=;`. It is obeyed and left out. */
export function separatedText(text: string): SeparatedText {
  const [line = '', named] = /^\s*"?sep=(.|\\t)?"?[,;|\t ]*(?:\r\n|\r|\n|$)/i.exec(text) ?? [];
  if (line === '') return { text, separator: separatorOf(text), skipped: 0 };
  const rest = text.slice(line.length);
  const separator = named === undefined || named === '"' ? separatorOf(rest) : named === '\\t' ? '\t' : named;
  return { text: rest, separator, skipped: line.match(/\r\n|\r|\n/g)?.length ?? 0 };
}

/**
 * The separator that splits the first lines into the most columns, the same number in each. If none splits them alike, the one that splits
 * the header most.
 */
function separatorOf(text: string): string {
  const lines = text
    .slice(0, PROBED_CHARACTERS)
    .split(/\r\n|\r|\n/)
    .filter((line) => line.trim() !== '')
    .slice(0, PROBED_LINES);
  const counted = SEPARATORS.map((separator) => {
    const [header = 0, ...rows] = lines.map((line) => countSeparators(line, separator));
    const alike = rows.filter((count) => count === header).length;
    return { separator, header, alike: rows.length === 0 ? 1 : alike / rows.length };
  });
  const even = counted.filter(({ header, alike }) => header > 0 && alike >= MOSTLY);
  return (even.length > 0 ? even : counted).reduce((best, one) => (one.header > best.header ? one : best)).separator;
}

/** The share of lines that must have as many columns as the header. */
const MOSTLY = 0.8;

/** Counts separators outside quotation marks. */
function countSeparators(line: string, separator: string): number {
  return line.replace(/"[^"]*"/g, '').split(separator).length - 1;
}
