// A table from its text: columns by name and rows with line numbers, for any separator.

import { parse } from 'csv-parse/sync';
import { failed, FailureError, success, type Failure, type Result } from '../../domain/failure.ts';
import { tableText } from '../text/tables.ts';
import { plainCell } from './plain-cell.ts';
import { separatedText } from './separator.ts';

export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly TableRow[];
  /** The lines that were left out. */
  readonly problems: readonly LineProblem[];
}

export interface TableRow {
  /** As an editor counts it: the first line of the file is line 1. */
  readonly line: number;
  /** A cell for every column of the table. */
  readonly cells: Readonly<Record<string, string>>;
}

/** What is wrong in one line of a file. The rest of the file is used. */
export interface LineProblem {
  readonly line: number;
  readonly failure: Failure;
}

/** One line that is not blank. */
export interface TableLine {
  readonly line: number;
  readonly cells: readonly string[];
}

/** What a table may hold. Each bound is far above the released tables of the cohorts, whose widest has about 1,200 columns. **(ours)** */
export const MOST_TABLE_BYTES = 128_000_000;
const LONGEST_LINE = 1_000_000;
const MOST_COLUMNS = 5000;
const MOST_ROWS = 500_000;
const MOST_CELLS = 10_000_000;
/** How many lines may stand above the header. **(ours)** */
const LINES_ABOVE_HEADER = 20;

const END_OF_DOS_FILE = /\u001A$/; // oxlint-disable-line no-control-regex -- the character itself

/**
 * Reads a table with one header line, separated by commas, semicolons, tabs or `|`. Titles and remarks above the header are passed over if
 * a line among the first is known as a header.
 */
export function parseTable(text: string, isHeader: (columns: readonly string[]) => boolean = () => false): Result<Table> {
  const lines = parseLines(text);
  if (!lines.ok) return lines;
  const at = lines.value.slice(0, LINES_ABOVE_HEADER).findIndex(({ cells }) => isHeader(cells));
  const [header, ...body] = lines.value.slice(Math.max(0, at));
  if (header === undefined) return failed('labels-malformed', tableText.empty);
  const columns = withRowNames(header.cells, body);
  const named = columns.filter((name) => name !== '');
  const seen = new Set<string>();
  const twice = named.find((name) => seen.size === seen.add(name).size);
  if (twice !== undefined) return failed('labels-malformed', tableText.duplicateColumn(twice));
  const rows: TableRow[] = [];
  const problems: LineProblem[] = [];
  for (const { line, cells } of body) {
    // A cell too many usually means a separator inside a cell: the cells after it stand under the wrong names.
    if (cells.slice(columns.length).some((cell) => cell !== '')) {
      const message = tableText.tooManyCellsInLine(line, cells.length, columns.length);
      problems.push({ line, failure: failed('labels-line', message).failure });
      continue;
    }
    rows.push({
      line,
      cells: Object.fromEntries(columns.flatMap((name, index) => (name === '' ? [] : [[name, cells[index] ?? '']]))),
    });
  }
  return success({ columns: named, rows, problems });
}

/**
 * The lines that are not blank, with plain cells. A spreadsheet that took every line for one cell writes each in quotation marks: such
 * lines are read again.
 */
export function parseLines(text: string): Result<readonly TableLine[]> {
  const lines = parseOnce(text);
  if (!lines.ok || !lines.value.every(({ cells }) => cells.length === 1 && /[,;\t|]/.test(cells[0] ?? ''))) return lines;
  const whole: string[] = [];
  for (const { line, cells } of lines.value) whole[line - 1] = cells[0] ?? '';
  return parseOnce(Array.from(whole, (line) => line ?? '').join('\n'));
}

function parseOnce(text: string): Result<readonly TableLine[]> {
  if (text.length > MOST_TABLE_BYTES) return failed('labels-malformed', tableText.tooLarge(text.length, MOST_TABLE_BYTES));
  const separated = separatedText(text.replace(/^\uFEFF/, '').replace(END_OF_DOS_FILE, ''));
  const lines: TableLine[] = [];
  let cellCount = 0;
  try {
    parse(separated.text, {
      delimiter: separated.separator,
      record_delimiter: ['\r\n', '\n', '\r'],
      trim: true,
      skip_empty_lines: true,
      relax_column_count: true,
      relax_quotes: true,
      max_record_size: LONGEST_LINE,
      on_record: (cells: string[], { lines: at }) => {
        const line = at + separated.skipped;
        if (cells.length > MOST_COLUMNS) throw tooMuch(tableText.tooManyColumns(cells.length, MOST_COLUMNS, line));
        if (lines.length > MOST_ROWS) throw tooMuch(tableText.tooManyRows(MOST_ROWS));
        if ((cellCount += cells.length) > MOST_CELLS) throw tooMuch(tableText.tooManyCells(MOST_CELLS));
        const plain = cells.map(plainCell);
        if (plain.some((cell) => cell !== '')) lines.push({ line, cells: plain });
        return null; // `lines` has it
      },
    });
    return success(lines);
  } catch (error) {
    if (error instanceof FailureError) return { ok: false, failure: error.failure };
    if (!(error instanceof Error) || !('code' in error)) throw error;
    const tooLong = error.code === 'CSV_MAX_RECORD_SIZE';
    return failed('labels-malformed', tooLong ? tableText.lineTooLong(LONGEST_LINE) : tableText.notATable);
  }
}

/** R leaves the column of its row names without a name, so that every line has one cell more than the header. */
function withRowNames(header: readonly string[], body: readonly TableLine[]): readonly string[] {
  const numbered = body.every(({ cells }, index) => cells.length === header.length + 1 && cells[0] === String(index + 1));
  return numbered && body.length > 0 ? ['', ...header] : header;
}

function tooMuch(message: string): FailureError {
  return new FailureError(failed('labels-malformed', message).failure);
}
