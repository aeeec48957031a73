// Backups and the restoring of a study's folder.

import { backupIsIntact } from '../../cohort/safekeeping/back-up.ts';
import { studyBackups, type StudyBackup } from '../../cohort/safekeeping/backup-files.ts';
import { restoreStudy, type RestoreReport } from '../../cohort/safekeeping/restore.ts';
import { valueOrThrow } from '../../domain/failure.ts';
import type { Backup, Restoring } from '../../domain/study/study-backup.ts';
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

/** The same backups for a page, each compared with the digests of its files. */
export async function comparedBackups(folder: string): Promise<Backup[]> {
  const compared: Backup[] = [];
  for (const backup of await studyBackups(folder)) {
    const { name, at, why, audit } = backup;
    compared.push({ name, at, why, changes: audit.rows, whole: await backupIsIntact(folder, backup) });
  }
  return compared;
}

/** What a page says of a restored study. */
export function restoringOf({ backup, keysFrom, setAside, lost, damagedBackups }: RestoreReport): Restoring {
  return {
    backupAt: backup?.at ?? null,
    keysAt: keysFrom?.at ?? null,
    setAside,
    readingsSaved: lost?.readingsSaved ?? 0,
    lost: { ...lost?.lost },
    unreadable: lost === null ? 0 : lost.unreadable,
    damagedBackups: damagedBackups.length,
  };
}
