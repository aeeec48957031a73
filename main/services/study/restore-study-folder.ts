// Backups and the restoring of a study's folder, for the command line.

import { studyBackups, type StudyBackup } from '../../cohort/safekeeping/backup-files.ts';
import { restoreStudy, type RestoreReport } from '../../cohort/safekeeping/restore.ts';
import { valueOrThrow } from '../../domain/failure.ts';
import { THE_READER } from '../../domain/study/reader.ts';
import type { Environment } from '../environment.ts';

/** The backups of the study in a folder, newest first. */
export async function backupsOfFolder(folder: string): Promise<readonly StudyBackup[]> {
  return studyBackups(folder);
}

/** Restores the study from the named backup, or from the newest whole one. Throws a `FailureError`. */
export async function restoreStudyFolder(
  folder: string,
  backup: string | undefined,
  { now }: Pick<Environment, 'now'>,
): Promise<RestoreReport> {
  return valueOrThrow(await restoreStudy(folder, { backup, now, who: THE_READER }));
}
