// A study on disk: a folder with its database, its objects and a separate key table. One process at a time holds it.

import { statSync } from 'node:fs';
import { readdir, stat, statfs, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { brokenAmongNewestAuditRows } from '../database/audit.ts';
import { DamagedDatabaseError } from '../database/integrity/database-errors.ts';
import { requireOwnNames } from '../database/integrity/stored-names.ts';
import { readSettings, writeSettings, type StudySettings } from '../database/settings.ts';
import { settleDatabase } from '../database/integrity/copy-database.ts';
import {
  bringToNewestSchema,
  connectStudyDatabase,
  isUnused,
  lacksMigrations,
  openStudyDatabase,
  type StudyDatabase,
} from '../database/study-database.ts';
import { takeStudyLock, type StudyLock } from '../database/study-lock.ts';
import { failed, FailureError, success, valueOrThrow, type Failure, type Result } from '../domain/failure.ts';
import { codeOf, folderFailure } from '../files/file-failure.ts';
import { buildWhole, makeFolder } from '../files/write-whole.ts';
import { openObjectStore, readOnlyObjectStore, type ObjectStore } from '../files/object-store.ts';
import { cleanStudy } from './identity/clean-study.ts';
import { openStudyKey, type StudyKey } from './pseudonyms.ts';
import { backUpIfDue, backUpStudy } from './safekeeping/back-up.ts';
import { studyBackups } from './safekeeping/backup-files.ts';
import { checkDatabaseFile } from './safekeeping/database-files.ts';
import { closedKey, keyFault } from './safekeeping/key-fault.ts';
import { refuseLinksOutside } from './safekeeping/links-outside.ts';
import { copyForReading, mayChange } from './safekeeping/reading-copy.ts';
import { damagedStudy, studyFault } from './safekeeping/study-faults.ts';
import { safekeepingText } from './text/safekeeping.ts';
import { studyText } from './text/study.ts';

export interface Study extends StudyKey {
  readonly folder: string;
  readonly settings: StudySettings;
  readonly database: StudyDatabase;
  readonly objects: ObjectStore;
  /** Whether the study can only be read. Its database then refuses to be written. */
  readonly readOnly: boolean;
  /** Why it can only be read. Null if it can be changed. */
  readonly whyReadOnly: Failure | null;
  /** Why the backup that was due at opening could not be made. The study is open all the same. */
  readonly backupFailure: Failure | null;
  /** False once the database on the disk was deleted, moved or replaced. */
  readonly stillThere: () => boolean;
  readonly close: () => void;
}

const DATABASE = 'study.sqlite';
const KEYS = 'identities.sqlite';
const LOCK = 'study.lock';

/** Opening checks the seals of this many of the newest audit rows. The daily backup checks all of them. */
const CHECKED_AUDIT_ROWS = 100;

/** Creates a study in a new or empty folder. It appears complete or not at all. */
export async function createStudy(
  folder: string,
  settings: StudySettings,
  { now }: Pick<OpenChoices, 'now'> = {},
): Promise<Result<Study>> {
  try {
    if (await holdsSomething(folder)) return alreadyThere(folder);
    await makeFolder(dirname(folder));
    await buildWhole(folder, async (draft) => {
      await makeFolder(join(draft, 'objects'));
      await writeFile(join(draft, DATABASE), '', { mode: 0o600 }); // SQLite gives its journal the same mode
      const database = openStudyDatabase(join(draft, DATABASE));
      writeSettings(database, settings);
      database.close();
    });
  } catch (error) {
    if (codeOf(error) === 'ENOTEMPTY') return alreadyThere(folder); // filled since it was checked
    const failure = folderFailure(error, folder);
    if (failure === null) throw error;
    return { ok: false, failure };
  }
  return openStudy(folder, now === undefined ? {} : { now });
}

function alreadyThere(folder: string): Result<never> {
  return failed('study-exists', studyText.exists(basename(folder)));
}

/** Whether the folder holds a study, even one that cannot be opened. */
export async function isStudyFolder(folder: string): Promise<boolean> {
  return stat(join(folder, DATABASE)).then(
    (entry) => entry.isFile(),
    () => false,
  );
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (entry) => entry.isDirectory(),
    () => false,
  );
}

export interface OpenChoices {
  /** Opens the study for reading only, even where it could be changed. Another process may have it open, but not this one. */
  readonly readOnly?: boolean;
  /** The time by which a backup is due and named. */
  readonly now?: () => Date;
}

/**
 * Opens a study for this process alone, or for reading only if its folder cannot be written, or its key table or its newest audit rows are damaged. Fails with
 * `study-damaged`, `study-newer` or `study-foreign` if its database cannot be used.
 */
export async function openStudy(
  folder: string,
  { readOnly = false, now = () => new Date() }: OpenChoices = {},
): Promise<Result<Study>> {
  const name = basename(folder);
  try {
    if (!(await isStudyFolder(folder))) {
      if ((await studyBackups(folder)).length > 0) return { ok: false, failure: damagedStudy(folder, 'missing') };
      return failed('study-not-found', studyText.notAStudy(name, DATABASE));
    }
    await refuseLinksOutside(folder);
    if (readOnly) return await openForReading(folder, readOnlyBecause(safekeepingText.openedForReading(name)));
    if (await isFolder(join(folder, LOCK))) return failed('folder-not-writable', safekeepingText.lockIsFolder(name, LOCK));
    const lock = lockOf(folder);
    if (lock === null) return failed('study-busy', studyText.busy(name));
    if (lock !== 'read-only' && (await mayChange(['.', DATABASE, KEYS, 'objects'].map((entry) => join(folder, entry)))))
      return await openLocked(folder, lock, now);
    if (lock !== 'read-only') lock.release();
    return await openForReading(folder, readOnlyBecause(safekeepingText.notWritable(name)));
  } catch (error) {
    const failure = studyFault(error, folder);
    if (failure === null) throw error;
    return (await isDiskFull(error, folder)) ? openOnFullDisk(folder) : { ok: false, failure };
  }
}

/** Opening a study writes a little, for which a full disk has no room. */
async function openOnFullDisk(folder: string): Promise<Result<Study>> {
  try {
    return await openForReading(folder, failed('disk-full', safekeepingText.diskFull(basename(folder))).failure);
  } catch (error) {
    const failure = studyFault(error, folder);
    if (failure === null) throw error;
    return { ok: false, failure };
  }
}

/** SQLite reports a full disk as an error of input and output where it maps a file into memory. */
async function isDiskFull(error: unknown, folder: string): Promise<boolean> {
  const code = codeOf(error);
  if (['ENOSPC', 'EDQUOT', 'SQLITE_FULL'].includes(code)) return true;
  if (!code.startsWith('SQLITE_IOERR')) return false;
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize < LEAST_ROOM_BYTES;
}

/** The shared memory that SQLite keeps beside an open database. */
const LEAST_ROOM_BYTES = 64 * 1024;

function lockOf(folder: string): StudyLock | 'read-only' | null {
  try {
    return takeStudyLock(join(folder, LOCK));
  } catch (error) {
    if (['EACCES', 'EPERM', 'EROFS', 'SQLITE_READONLY'].includes(codeOf(error))) return 'read-only';
    throw error;
  }
}

async function openLocked(folder: string, lock: StudyLock, now: () => Date): Promise<Result<Study>> {
  const opened: { close: () => unknown }[] = [{ close: lock.release }];
  const close = closerOf(opened);
  try {
    await checkDatabaseFile(join(folder, DATABASE), 'quick');
    const damagedKey = await keyFault(join(folder, KEYS), folder);
    if (damagedKey !== null) return await openForReading(folder, damagedKey, opened);
    const database = connectStudyDatabase(join(folder, DATABASE));
    opened.push(database);
    const settings = settingsOf(database);
    if (brokenAmongNewestAuditRows(database, CHECKED_AUDIT_ROWS) !== null) {
      opened.pop()?.close();
      return await openForReading(folder, damagedAudit(folder), opened);
    }
    if (lacksMigrations(database)) {
      const backup = await backUpStudy({ folder }, { now, why: 'migration' });
      if (!backup.ok && backup.failure.code === 'study-damaged') {
        opened.pop()?.close();
        return await openForReading(folder, backup.failure, opened);
      }
      valueOrThrow(backup);
    }
    bringToNewestSchema(database);
    requireOwnNames(database);
    const key = openStudyKey(database, join(folder, KEYS));
    opened.push(key.identities);
    await cleanStudy({ ...key, folder, database }, now);
    const backup = await backUpIfDue({ folder, database }, { now });
    const backupFailure = backup.ok ? null : backup.failure;
    const objects = await openObjectStore(join(folder, 'objects'));
    return success({
      folder,
      settings,
      database,
      ...key,
      objects,
      readOnly: false,
      whyReadOnly: null,
      backupFailure,
      stillThere: presenceOf(folder),
      close,
    });
  } catch (error) {
    close();
    throw error;
  }
}

/** Opens a private copy of the databases, so that the study's folder stays as it is. */
async function openForReading(
  folder: string,
  whyReadOnly: Failure,
  opened: { close: () => unknown }[] = [],
): Promise<Result<Study>> {
  const close = closerOf(opened);
  try {
    const copy = await copyForReading(folder);
    opened.push({ close: copy.remove });
    const path = join(copy.folder, DATABASE);
    await checkDatabaseFile(path, 'quick');
    const damagedKey = copy.keyClosed ? closedKey() : await keyFault(join(copy.folder, KEYS), folder);
    const migrated = connectStudyDatabase(path);
    opened.push(migrated);
    const settings = settingsOf(migrated);
    const chainBroken = brokenAmongNewestAuditRows(migrated, CHECKED_AUDIT_ROWS) !== null;
    bringToNewestSchema(migrated);
    requireOwnNames(migrated);
    const key = openStudyKey(migrated, join(copy.folder, damagedKey === null ? KEYS : 'no-keys.sqlite'));
    opened.push(key.identities);
    migrated.close();
    settleDatabase(path);
    const database = connectStudyDatabase(path, { readonly: true });
    opened.push(database);
    copy.remove();
    const objects = readOnlyObjectStore(join(folder, 'objects'), cannotSave);
    const withheld = damagedKey ?? key.withheld;
    return success({
      folder,
      settings,
      database,
      ...key,
      withheld,
      objects,
      readOnly: true,
      backupFailure: null,
      whyReadOnly: chainBroken ? damagedAudit(folder) : copy.keyClosed ? closedKey() : whyReadOnly,
      stillThere: presenceOf(folder),
      close,
    });
  } catch (error) {
    close();
    throw error;
  }
}

/** Remembers which file the database is. A file of the same name that was put in its place is another one. */
function presenceOf(folder: string): () => boolean {
  const fileNow = (): string | null => {
    const entry = statSync(join(folder, DATABASE), { bigint: true, throwIfNoEntry: false });
    return entry === undefined ? null : `${entry.dev}:${entry.ino}`;
  };
  const file = fileNow();
  return () => file !== null && fileNow() === file;
}

function readOnlyBecause(sentence: string): Failure {
  return failed('study-read-only', sentence).failure;
}

function damagedAudit(folder: string): Failure {
  return failed('study-damaged', safekeepingText.openedDamaged(basename(folder), folder)).failure;
}

function closerOf(opened: { close: () => unknown }[]): () => void {
  return () => {
    for (const one of opened.splice(0).reverse()) one.close();
  };
}

function settingsOf(database: StudyDatabase): StudySettings {
  const settings = isUnused(database) ? null : readSettings(database);
  if (settings === null) throw new DamagedDatabaseError('empty', 'The study has no name.');
  return settings;
}

function cannotSave(): FailureError {
  return new FailureError(failed('study-read-only', safekeepingText.cannotSave).failure);
}

async function holdsSomething(folder: string): Promise<boolean> {
  return readdir(folder).then(
    (entries) => entries.length > 0,
    (error: unknown) => {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return false;
      throw error;
    },
  );
}
