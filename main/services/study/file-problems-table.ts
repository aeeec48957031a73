// The problems of an import as a CSV table.

import { stringify } from 'csv-stringify/sync';
import { SPREADSHEET_CELLS } from '../../report/spreadsheet-cells.ts';

/** Returns a table with the columns file, code and message. */
export function fileProblemsTable(
  problems: readonly { readonly file: string; readonly code: string; readonly message: string }[],
): string {
  const columns = ['file', 'code', 'message'];
  return stringify(
    problems.map((problem) => ({ ...problem })),
    { header: true, columns, ...SPREADSHEET_CELLS },
  );
}
