// A label table from its text: columns by name and rows with line numbers, for any separator.

import { parse } from 'csv-parse/sync';
import { failed, FailureError, success, type Failure, type Result } from '../../domain/failure.ts';
import { labelText } from '../text/labels.ts';

export interface LabelTable {
  readonly columns: readonly string[];
  readonly rows: readonly LabelRow[];
}

export interface LabelRow {
  /** As an editor counts it: the header is line 1. */
  readonly line: number;
  /** A cell for every column of the table. */
  readonly cells: Readonly<Record<string, string>>;
}

/** What is wrong in one line of a file. The rest of the file is used. */
export interface LineProblem {
  readonly line: number;
  readonly failure: Failure;
}

/** What a table may hold. Each bound is far above the released tables of the cohorts, whose widest has about 1,200 columns. **(ours)** */
export const MOST_TABLE_BYTES = 128_000_000;
const LONGEST_LINE = 1_000_000;
const MOST_COLUMNS = 5000;
const MOST_ROWS = 500_000;
const MOST_CELLS = 10_000_000;

/** Reads a table with one header line, separated by commas, semicolons, tabs or `|`. */
export function parseTable(text: string): Result<LabelTable> {
  if (text.length > MOST_TABLE_BYTES) return failed('labels-malformed', labelText.table.tooLarge(text.length, MOST_TABLE_BYTES));
  const plain = text.replace(/^\uFEFF/, '');
  try {
    const records: { cells: string[]; line: number }[] = [];
    let cellCount = 0;
    parse(plain, {
      delimiter: separatorOf(plain),
      trim: true,
      skip_empty_lines: true,
      relax_column_count: true,
      relax_quotes: true,
      max_record_size: LONGEST_LINE,
      on_record: (cells: string[], { lines: line }) => {
        if (cells.length > MOST_COLUMNS) throw tooMuch(labelText.table.tooManyColumns(cells.length, MOST_COLUMNS, line));
        if (records.length > MOST_ROWS) throw tooMuch(labelText.table.tooManyRows(MOST_ROWS));
        if ((cellCount += cells.length) > MOST_CELLS) throw tooMuch(labelText.table.tooManyCells(MOST_CELLS));
        records.push({ cells, line });
        return null; // `records` has it
      },
    });
    const [header, ...body] = records;
    if (header === undefined) return failed('labels-malformed', labelText.table.empty);
    const columns = header.cells.map((name) => name.trim());
    const named = columns.filter((name) => name !== '');
    const seen = new Set<string>();
    const twice = named.find((name) => seen.size === seen.add(name).size);
    if (twice !== undefined) return failed('labels-malformed', labelText.table.duplicateColumn(twice));
    const rows = body.map(({ cells, line }) => ({
      line,
      cells: Object.fromEntries(columns.flatMap((name, index) => (name === '' ? [] : [[name, cells[index] ?? '']]))),
    }));
    return success({ columns: named, rows });
  } catch (error) {
    if (error instanceof FailureError) return { ok: false, failure: error.failure };
    if (!(error instanceof Error) || !('code' in error)) throw error;
    const { lineTooLong, notATable } = labelText.table;
    return failed('labels-malformed', error.code === 'CSV_MAX_RECORD_SIZE' ? lineTooLong(LONGEST_LINE) : notATable);
  }
}

function tooMuch(message: string): FailureError {
  return new FailureError(failed('labels-malformed', message).failure);
}

/** The separator that splits the header into the most columns. */
function separatorOf(text: string): string {
  const [header = ''] = text.slice(0, LONGEST_LINE).split(/\r\n|\r|\n/, 1);
  const columns = (separator: string): number => header.split(separator).length;
  return [';', '\t', '|'].reduce((best, separator) => (columns(separator) > columns(best) ? separator : best), ',');
}
