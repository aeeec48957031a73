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

/** The separator that stands in the most of the first lines; of several, the one that splits most of them alike, and into the most columns. */
function separatorOf(text: string): string {
  const lines = text
    .slice(0, PROBED_CHARACTERS)
    .split(/\r\n|\r|\n/)
    .filter((line) => line.trim() !== '')
    .slice(0, PROBED_LINES);
  return SEPARATORS.map((separator) => {
    const counts = lines.map((line) => countSeparators(line, separator)).filter((count) => count > 0);
    const alike = [...Map.groupBy(counts, (count) => count)].map(([count, same]) => ({ count, lines: same.length }));
    const usual = alike.reduce((most, one) => (one.lines > most.lines ? one : most), { count: 0, lines: 0 });
    return { separator, rank: [counts.length, usual.lines, usual.count] };
  }).reduce((best, one) => (isHigher(one.rank, best.rank) ? one : best)).separator;
}

function isHigher(rank: readonly number[], than: readonly number[]): boolean {
  const at = rank.findIndex((value, index) => value !== than[index]);
  return at >= 0 && (rank[at] ?? 0) > (than[at] ?? 0);
}

/** Counts separators outside quotation marks. */
function countSeparators(line: string, separator: string): number {
  return line.replace(/"[^"]*"/g, '').split(separator).length - 1;
}
