// Saves the problems of each file as CSV, so they can be fixed outside the workstation.

import type { FileProblem } from '../../main/domain/failure.ts';
import { saveFile } from './save-file.ts';

export function saveProblems(problems: readonly FileProblem[]): void {
  saveFile('problems.csv', problemsCsv(problems));
}

/** Returns file, code and message as CSV, quoted as RFC 4180 requires. */
export function problemsCsv(problems: readonly FileProblem[]): string {
  const rows = problems.map(({ file, failure }) => [file, failure.code, failure.message]);
  return [['file', 'code', 'message'], ...rows].map((row) => row.map(quote).join(',')).join('\r\n');
}

/** Quotes a value. An apostrophe before a leading sign stops spreadsheets from running a file name as a formula; before an apostrophe it
 * keeps the two apart. */
function quote(value: string): string {
  const safe = /^[=+\-@\t\r']/.test(value) ? `'${value}` : value;
  return `"${safe.replaceAll('"', '""')}"`;
}
