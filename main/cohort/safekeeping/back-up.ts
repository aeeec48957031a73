// Makes a backup of an open study.

import { rm, stat, writeFile } from 'node:fs/promises';
import { createReadStream, existsSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { auditHead, type AuditHead } from '../../database/audit.ts';
import { asDamage } from '../../database/integrity/check-database.ts';
import { DamagedDatabaseError, ForeignDatabaseError } from '../../database/integrity/database-errors.ts';
import { closedAuditHead } from '../../database/integrity/copy-database.ts';
import type { StudyDatabase } from '../../database/study-database.ts';
import { success, type Result } from '../../domain/failure.ts';
import { codeOf, folderFailure } from '../../files/file-failure.ts';
import { buildWhole, flush, makeFolder, removeDrafts } from '../../files/write-whole.ts';
import { BACKUP_RECORD, backupName, backupsFolder, studyBackups, type BackupRecord, type StudyBackup } from './backup-files.ts';
import { checkWholeFile, copyDatabaseFile } from './database-files.ts';
import { outdatedBackups } from './kept-backups.ts';
import { studyFault } from './study-faults.ts';

/** What a backup needs of an open study. */
export interface BackedUpStudy {
  readonly folder: string;
  readonly database: StudyDatabase;
}

const DAY_MS = 86_400_000;

/**
 * Backs the study up if something changed since its newest backup and that is older than `olderThanMs`, a day by default. Returns null
 * if no backup is due.
 */
export async function backUpIfDue(
  study: BackedUpStudy,
  { now, olderThanMs = DAY_MS }: { readonly now: () => Date; readonly olderThanMs?: number },
): Promise<Result<StudyBackup | null>> {
  const [newest] = await studyBackups(study.folder);
  const due =
    newest === undefined
      ? auditHead(study.database).rows > 0
      : now().getTime() - Date.parse(newest.at) >= olderThanMs && (await changedSince(study, newest));
  return due ? backUpStudy(study, { now, why: 'regular' }) : success(null);
}

/** Backs the study up, checks the copies and removes backups that are no longer needed. Fails if the disk is full or cannot be written. */
export async function backUpStudy(
  { folder }: Pick<BackedUpStudy, 'folder'>,
  { now, why }: { readonly now: () => Date; readonly why: BackupRecord['why'] },
): Promise<Result<StudyBackup>> {
  const backups = backupsFolder(folder);
  const at = now();
  const name = backupName(at);
  try {
    await makeFolder(backups);
    await removeDrafts(backups);
    const record = await buildWhole(join(backups, name), async (draft) => {
      await makeFolder(draft);
      const head = await copyStudy(folder, draft);
      const files = await filesOf(draft);
      const written: BackupRecord = { at: at.toISOString(), why, audit: head, files };
      await writeFile(join(draft, BACKUP_RECORD), `${JSON.stringify(written, null, 2)}\n`, { mode: 0o600 });
      await flush(join(draft, BACKUP_RECORD));
      return written;
    });
    for (const outdated of outdatedBackups(await studyBackups(folder)))
      await rm(join(backups, outdated.name), { recursive: true, force: true });
    return success({ name, ...record });
  } catch (error) {
    const failure = studyFault(error, folder) ?? folderFailure(error, backups);
    if (failure === null) throw error;
    return { ok: false, failure };
  }
}

/** Copies both databases, checks the copies, and returns the head of the copied audit chain. */
async function copyStudy(folder: string, draft: string): Promise<AuditHead> {
  const copy = join(draft, 'study.sqlite');
  await copyDatabaseFile(join(folder, 'study.sqlite'), copy);
  await copyKeys(join(folder, 'identities.sqlite'), join(draft, 'identities.sqlite'));
  await checkWholeFile(copy, 'study.sqlite'); // a damaged backup would take the place of a whole one
  await flush(copy);
  return closedAuditHead(copy);
}

/** Copies the key table if it is there and whole. A damaged one must not take the place of a whole one in an older backup. */
async function copyKeys(path: string, copy: string): Promise<void> {
  if (!existsSync(path)) return;
  try {
    await copyDatabaseFile(path, copy);
    await checkWholeFile(copy, 'identities.sqlite');
    await flush(copy);
  } catch (error) {
    if (!(asDamage(error) instanceof DamagedDatabaseError || error instanceof ForeignDatabaseError)) throw error;
    await rm(copy, { force: true }); // opening the study reports the damage
  }
}

async function filesOf(draft: string): Promise<BackupRecord['files']> {
  const files: BackupRecord['files'] = [];
  for (const name of ['study.sqlite', 'identities.sqlite'] as const) {
    const entry = await stat(join(draft, name)).catch(() => null);
    if (entry !== null) files.push({ name, bytes: entry.size, sha256: await digestOf(join(draft, name)) });
  }
  return files;
}

/** SHA-256 of a file of any size. */
export async function digestOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), async (parts: AsyncIterable<Buffer>) => {
    for await (const part of parts) hash.update(part);
  });
  return hash.digest('hex');
}

/** Whether the files of a backup are there and have their digests. */
export async function backupIsIntact(folder: string, { name, files }: StudyBackup): Promise<boolean> {
  for (const file of files) {
    const digest = await digestOf(join(backupsFolder(folder), name, file.name)).catch((error: unknown) => {
      if (codeOf(error) !== '') return null; // missing or unreadable
      throw error;
    });
    if (digest !== file.sha256) return false;
  }
  return files.some((file) => file.name === 'study.sqlite');
}

async function changedSince({ folder }: BackedUpStudy, { at }: StudyBackup): Promise<boolean> {
  const times = ['study.sqlite', 'study.sqlite-wal', 'identities.sqlite', 'identities.sqlite-wal'].map(async (name) =>
    stat(join(folder, name)).then(
      ({ mtimeMs }) => mtimeMs,
      () => 0, // a journal that does not exist
    ),
  );
  return Math.max(...(await Promise.all(times))) > Date.parse(at);
}
