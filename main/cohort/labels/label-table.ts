// A label table as text: its columns by name and its rows with their line numbers, whatever the separator.

import { parse } from 'csv-parse/sync';
import { failed, success, type Failure, type Result } from '../../domain/failure.ts';

export interface LabelTable {
  readonly columns: readonly string[];
  readonly rows: readonly LabelRow[];
}

export interface LabelRow {
  /** As an editor counts: the header is line 1. */
  readonly line: number;
  readonly cells: Readonly<Record<string, string>>;
}

/** Something wrong in one line of a file; the rest of the file is taken. */
export interface LineProblem {
  readonly line: number;
  readonly failure: Failure;
}

/** Beyond this a text is no label table: a hundred times the largest cohort. */
const LONGEST_TEXT = 512 * 1024 * 1024;

/** Reads a table with one header line, separated by commas, semicolons, tabs or `|`. */
export function parseTable(text: string): Result<LabelTable> {
  if (text.length > LONGEST_TEXT)
    return failed('labels-malformed', 'The table is larger than 512 MB. Leave out the columns that are no labels.');
  const plain = text.replace(/^\uFEFF/, '');
  try {
    const lines: number[] = [];
    const records = parse(plain, {
      delimiter: separatorOf(plain),
      trim: true,
      skip_empty_lines: true,
      relax_column_count: true,
      relax_quotes: true,
      on_record: (cells: string[], { lines: line }) => {
        lines.push(line);
        return cells;
      },
    });
    const [header, ...body] = records.map((cells, index) => ({ cells, line: lines[index] }));
    if (header === undefined)
      return failed('labels-malformed', 'The table is empty. A header line and a line for each hip were expected.');
    const columns = header.cells.map((name) => name.trim());
    const twice = columns.find((name, index) => name !== '' && columns.indexOf(name) !== index);
    if (twice !== undefined)
      return failed('labels-malformed', `The table has two columns named "${twice}". Rename or remove one of them.`);
    const rows = body.map(({ cells, line }) => ({
      line,
      cells: Object.fromEntries(columns.flatMap((name, index) => (name === '' ? [] : [[name, cells[index] ?? '']]))),
    }));
    return success({ columns: columns.filter((name) => name !== ''), rows });
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error)) throw error;
    return failed('labels-malformed', 'The file is not a table of columns with one header line. Save it as CSV and try again.');
  }
}

/** The separator that cuts the header into most columns. */
function separatorOf(text: string): string {
  const [header] = text.split(/\r\n|\r|\n/, 1);
  const counts = [',', ';', '\t', '|'].map((separator) => ({ separator, columns: header.split(separator).length }));
  return counts.toSorted((a, b) => b.columns - a.columns)[0].separator;
}
