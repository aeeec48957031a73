// Exports the key of a study as a table: who stands behind each pseudonym.

import { stringify } from 'csv-stringify/sync';
import { keyRows } from '../../cohort/identity/key-rows.ts';
import { openStudy, type Study } from '../../cohort/study-folder.ts';
import { FailureError, valueOrThrow } from '../../domain/failure.ts';
import { folderFailure } from '../../files/file-failure.ts';
import { writeWhole } from '../../files/write-whole.ts';
import { SPREADSHEET_CELLS } from '../../report/spreadsheet-cells.ts';

/** The key as CSV with the columns kind, name, original, issuer, cohort and first date. Throws a `FailureError` without the key table. */
export function keyTable(study: Study): { readonly csv: string; readonly subjects: number } {
  const { rows, subjects } = valueOrThrow(keyRows(study));
  const columns = [
    { key: 'kind' },
    { key: 'name' },
    { key: 'original' },
    { key: 'issuer' },
    { key: 'cohort' },
    { key: 'firstDate', header: 'first_date' },
  ];
  const csv = stringify(
    rows.map((row) => ({ ...row })),
    { header: true, columns, ...SPREADSHEET_CELLS },
  );
  return { csv, subjects };
}

/** Writes the key of the study in a folder, readable by its owner alone. Returns the number of subjects. Throws a `FailureError`. */
export async function exportKey(folder: string, file: string): Promise<number> {
  const study = valueOrThrow(await openStudy(folder, { readOnly: true }));
  try {
    const { csv, subjects } = keyTable(study);
    await writeWhole(file, Buffer.from(csv));
    return subjects;
  } catch (error) {
    const failure = folderFailure(error, file);
    if (failure === null) throw error;
    throw new FailureError(failure);
  } finally {
    study.close();
  }
}
