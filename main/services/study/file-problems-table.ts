// The problems of an import as a CSV table.

import type { FailureCode } from '../../domain/failure.ts';
import { stringify } from 'csv-stringify/sync';
import { SPREADSHEET_CELLS } from '../../report/spreadsheet-cells.ts';

export interface ProblemRow {
  readonly file: string;
  readonly code: FailureCode;
  readonly message: string;
}

/** Returns a table with the columns file, code and message. */
export function fileProblemsTable(problems: readonly ProblemRow[]): string {
  const columns = ['file', 'code', 'message'];
  return stringify(
    problems.map((problem) => ({ ...problem })),
    { header: true, columns, ...SPREADSHEET_CELLS },
  );
}
