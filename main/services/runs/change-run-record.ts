// Changes of run records. A run that ends and an export that adds a model change one file, so each change starts from the last one.

import { readRunRecord, writeRunRecord, type RunRecord } from '../../learning/run/run-records.ts';
import { openReservations } from '../exclusive.ts';

/** Reads a run's record, changes it and writes it, one change at a time. Starts from `record` if there is no readable one. */
export type ChangeRunRecord = (studyFolder: string, record: RunRecord, change: (stored: RunRecord) => RunRecord) => Promise<void>;

export function openRunRecordChanges(): ChangeRunRecord {
  const turns = openReservations();
  return async (studyFolder, record, change) => {
    const release = await turns.take(`${studyFolder}/${record.runId}`);
    try {
      const stored = await readRunRecord(studyFolder, record.runId);
      await writeRunRecord(studyFolder, change(stored.ok ? stored.value : record));
    } finally {
      release();
    }
  };
}
