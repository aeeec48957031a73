// A label table from its text: columns by name and rows with line numbers, for any separator.

import { parse } from 'csv-parse/sync';
import { failed, success, type Failure, type Result } from '../../domain/failure.ts';
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

/** A longer text is not a label table: this is a hundred times the largest cohort. */
const LONGEST_TEXT = 512 * 1024 * 1024;

/** Reads a table with one header line, separated by commas, semicolons, tabs or `|`. */
export function parseTable(text: string): Result<LabelTable> {
  if (text.length > LONGEST_TEXT) return failed('labels-malformed', labelText.table.tooLarge);
  const plain = text.replace(/^\uFEFF/, '');
  try {
    const records: { cells: string[]; line: number }[] = [];
    parse(plain, {
      delimiter: separatorOf(plain),
      trim: true,
      skip_empty_lines: true,
      relax_column_count: true,
      relax_quotes: true,
      on_record: (cells: string[], { lines: line }) => {
        records.push({ cells, line });
        return null; // `records` has it
      },
    });
    const [header, ...body] = records;
    if (header === undefined) return failed('labels-malformed', labelText.table.empty);
    const columns = header.cells.map((name) => name.trim());
    const twice = columns.find((name, index) => name !== '' && columns.indexOf(name) !== index);
    if (twice !== undefined) return failed('labels-malformed', labelText.table.duplicateColumn(twice));
    const rows = body.map(({ cells, line }) => ({
      line,
      cells: Object.fromEntries(columns.flatMap((name, index) => (name === '' ? [] : [[name, cells[index] ?? '']]))),
    }));
    return success({ columns: columns.filter((name) => name !== ''), rows });
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error)) throw error;
    return failed('labels-malformed', labelText.table.notATable);
  }
}

/** The separator that splits the header into the most columns. */
function separatorOf(text: string): string {
  const [header = ''] = text.split(/\r\n|\r|\n/, 1);
  const columns = (separator: string): number => header.split(separator).length;
  return [';', '\t', '|'].reduce((best, separator) => (columns(separator) > columns(best) ? separator : best), ',');
}
