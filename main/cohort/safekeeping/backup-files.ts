// The backups of a study: `backups/<time>/` holds copies of its databases and `backup.json`, which says what they are. A backup appears
// complete or not at all. It contains the keys to people, so whoever passes a study on leaves the folder `backups` out.

import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { readJson } from '../../files/read-json.ts';
import { z } from 'zod';
import { codeOf } from '../../files/file-failure.ts';

const BackupRecordSchema = z.object({
  at: z.iso.datetime(),
  /** Regularly, before the schema changed, or because somebody asked for it. */
  why: z.enum(['regular', 'migration', 'asked']),
  /** The head of the audit chain, which the backup ends with. */
  audit: z.object({ rows: z.number(), hash: z.string() }),
  files: z.array(z.object({ name: z.enum(['study.sqlite', 'identities.sqlite']), bytes: z.number(), sha256: z.string() })),
});

export type BackupRecord = Readonly<z.infer<typeof BackupRecordSchema>>;

export interface StudyBackup extends BackupRecord {
  /** The name of its folder, which begins with its time. */
  readonly name: string;
}

export const BACKUP_RECORD = 'backup.json';

export function backupsFolder(studyFolder: string): string {
  return join(studyFolder, 'backups');
}

/** The backups of the study in a folder, newest first. A backup whose record cannot be read is left out. */
export async function studyBackups(studyFolder: string): Promise<readonly StudyBackup[]> {
  const folder = backupsFolder(studyFolder);
  const names = await readdir(folder).catch((error: unknown) => {
    if (['ENOENT', 'ENOTDIR'].includes(codeOf(error))) return [];
    throw error;
  });
  const backups = await Promise.all(names.filter(isBackupName).map(async (name) => readBackup(folder, name)));
  return backups.filter((backup) => backup !== null).toSorted((a, b) => b.name.localeCompare(a.name));
}

async function readBackup(folder: string, name: string): Promise<StudyBackup | null> {
  const record = BackupRecordSchema.safeParse(await readJson(join(folder, name, BACKUP_RECORD)));
  return record.success ? { name, ...record.data } : null;
}

/** The name of a backup's folder, such as `2026-11-26T23-59-00-000Z`. Sorted by name they are sorted by time. */
export function backupName(at: Date): string {
  return at.toISOString().replaceAll(/[:.]/g, '-');
}

function isBackupName(name: string): boolean {
  return /^\d{4}-\d\d-\d\dT[\d-]+Z$/.test(name);
}
