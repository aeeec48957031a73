// Restores a damaged study from its newest whole backup. `checkWholeFile` judges both, and the result. The damaged files are set aside in
// `damaged/<time>/`, never deleted. Readings made after the backup are saved again if the damaged database still holds their sealed audit
// rows. The report says what is lost.

import { copyFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { DamagedDatabaseError, ForeignDatabaseError } from '../../database/integrity/database-errors.ts';
import { settleDatabase } from '../../database/integrity/copy-database.ts';
import { NewerDatabaseError } from '../../database/migration.ts';
import { takeStudyLock } from '../../database/study-lock.ts';
import { failed, success, type Result } from '../../domain/failure.ts';
import { codeOf } from '../../files/file-failure.ts';
import { flush, makeFolder } from '../../files/write-whole.ts';
import { safekeepingText } from '../text/safekeeping.ts';
import { digestOf } from './back-up.ts';
import { backupName, backupsFolder, studyBackups, type StudyBackup } from './backup-files.ts';
import { checkWholeFile, copyDatabaseFile } from './database-files.ts';
import type { StudyDatabaseName } from './database-task.ts';
import { saveLostReadings, type LostChanges } from './lost-changes.ts';
import { studyFault } from './study-faults.ts';

export interface RestoreOrder {
  /** The name of a backup. By default the newest one that is whole. */
  readonly backup?: string | undefined;
  /** Who restores, for the audit. */
  readonly who: string;
  readonly now: () => Date;
}

export interface RestoreReport {
  readonly restored: readonly StudyDatabaseName[];
  /** The backup of the restored study. Null if its own database is whole up to a damaged journal, or only its keys were restored. */
  readonly backup: StudyBackup | null;
  /** The backup of the restored keys. Null if they were not restored. */
  readonly keysFrom: StudyBackup | null;
  /** The folder of the damaged files, below the study's folder. */
  readonly setAside: string;
  /** Changes after the backup. Null if only keys were restored. */
  readonly lost: LostChanges | null;
  /** Newer backups that are damaged themselves. */
  readonly damagedBackups: readonly string[];
}

/** Fails with `study-busy`, `study-damaged` if no backup is whole, or `bad-request` if nothing is damaged and no backup is named. */
export async function restoreStudy(folder: string, order: RestoreOrder): Promise<Result<RestoreReport>> {
  try {
    const lock = takeStudyLock(join(folder, 'study.lock'));
    if (lock === null) return failed('study-busy', safekeepingText.busyToRestore);
    try {
      return await restoreLocked(folder, order);
    } finally {
      lock.release();
    }
  } catch (error) {
    const failure = studyFault(error, folder);
    if (failure === null) throw error;
    return { ok: false, failure };
  }
}

async function restoreLocked(folder: string, order: RestoreOrder): Promise<Result<RestoreReport>> {
  const draft = join(folder, '.restoring.part');
  await rm(draft, { recursive: true, force: true });
  await makeFolder(draft);
  try {
    if (order.backup !== undefined && !(await studyBackups(folder)).some(({ name }) => name === order.backup))
      return failed('file-not-found', safekeepingText.unknownBackup(order.backup));
    const damage = await damageOf(folder, 'study.sqlite', order.backup !== undefined);
    const keys = await damageOf(folder, 'identities.sqlite');
    const restored: StudyDatabaseName[] = [];
    let source: Source | null = null;
    let lost: LostChanges | null = null;
    let keysFrom: StudyBackup | null = null;
    if (damage !== null || order.backup !== undefined) {
      source = await wholeCopy(folder, { draft, database: 'study.sqlite', backup: order.backup, damage });
      if (source === null) return failed('study-damaged', safekeepingText.noWholeBackup('study.sqlite'));
      lost = await saveLostReadings({ folder, draft }, { ...order, backup: source.backup });
      restored.push('study.sqlite');
    }
    const damagedBackups = new Set(source?.damaged);
    if (keys !== null && keys !== 'missing') {
      const keySource = await wholeCopy(folder, { draft, database: 'identities.sqlite', backup: undefined, damage: keys });
      if (keySource === null && source === null) return failed('key-damaged', safekeepingText.noWholeBackup('identities.sqlite'));
      keysFrom = keySource?.backup ?? null;
      if (keySource !== null) restored.push('identities.sqlite');
      for (const name of keySource?.damaged ?? []) damagedBackups.add(name);
    }
    if (restored.length === 0) return failed('bad-request', safekeepingText.nothingDamaged);
    const setAside = join('damaged', backupName(order.now()));
    for (const database of restored) await putInPlace(folder, { draft, setAside: join(folder, setAside), database });
    return success({ restored, backup: source?.backup ?? null, keysFrom, setAside, lost, damagedBackups: [...damagedBackups] });
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

/**
 * What is wrong with a database of the study. Null if it is whole. A foreign schema counts as damage, and a schema of a later version does
 * if somebody asks for a backup: the number of the version may be what is damaged.
 */
async function damageOf(
  folder: string,
  database: StudyDatabaseName,
  evenIfNewer = false,
): Promise<DamagedDatabaseError['damage'] | null> {
  try {
    await checkWholeFile(join(folder, database), database);
    return null;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return 'missing';
    if (error instanceof DamagedDatabaseError) return error.damage;
    if (error instanceof ForeignDatabaseError) return 'pages';
    if (evenIfNewer && error instanceof NewerDatabaseError) return 'version';
    throw error;
  }
}

interface Source {
  /** Null for the study's own database. */
  readonly backup: StudyBackup | null;
  readonly damaged: readonly string[];
}

interface CopyOrder {
  readonly draft: string;
  readonly database: StudyDatabaseName;
  readonly backup: string | undefined;
  readonly damage: DamagedDatabaseError['damage'] | null;
}

/** Puts a whole database into the draft: the study's own up to a damaged journal, or that of the newest whole backup. Null if there is none. */
async function wholeCopy(folder: string, { draft, database, backup, damage }: CopyOrder): Promise<Source | null> {
  const copy = join(draft, database);
  if (backup === undefined && damage === 'journal') {
    await copyWithJournal(folder, draft, database);
    settleDatabase(copy); // SQLite keeps the changes before the damage
    if (await isWhole(copy, database)) return { backup: null, damaged: [] };
  }
  const damaged: string[] = [];
  for (const candidate of await studyBackups(folder)) {
    if (backup !== undefined && candidate.name !== backup) continue;
    const file = candidate.files.find(({ name }) => name === database);
    if (file === undefined) continue;
    const path = join(backupsFolder(folder), candidate.name, database);
    if ((await digestIfThere(path)) === file.sha256) {
      await removeDatabase(copy);
      await copyDatabaseFile(path, copy);
      if (await isWhole(copy, database)) return { backup: candidate, damaged };
    }
    damaged.push(candidate.name);
  }
  return null;
}

async function isWhole(path: string, database: StudyDatabaseName): Promise<boolean> {
  try {
    await checkWholeFile(path, database);
    return true;
  } catch (error) {
    if (error instanceof DamagedDatabaseError || error instanceof ForeignDatabaseError) return false;
    throw error;
  }
}

async function digestIfThere(path: string): Promise<string | null> {
  return digestOf(path).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  });
}

const FILES_OF = (database: string): readonly string[] => [database, `${database}-wal`, `${database}-shm`, `${database}-journal`];

async function copyWithJournal(folder: string, target: string, database: string): Promise<void> {
  for (const name of [database, `${database}-wal`]) await ignoreMissing(copyFile(join(folder, name), join(target, name)));
}

async function removeDatabase(path: string): Promise<void> {
  for (const file of FILES_OF(path)) await rm(file, { force: true });
}

/**
 * Moves the damaged database with its journal away before the whole one takes its place: SQLite would apply a journal that was left behind.
 */
async function putInPlace(
  folder: string,
  { draft, setAside, database }: { readonly draft: string; readonly setAside: string; readonly database: StudyDatabaseName },
): Promise<void> {
  settleDatabase(join(draft, database));
  await checkWholeFile(join(draft, database), database); // the readings that were saved again are part of it
  await flush(join(draft, database));
  await makeFolder(setAside);
  for (const name of FILES_OF(database)) await ignoreMissing(rename(join(folder, name), join(setAside, name)));
  await rename(join(draft, database), join(folder, database));
  await flush(setAside);
  await flush(folder);
}

async function ignoreMissing(work: Promise<void>): Promise<void> {
  await work.catch((error: unknown) => {
    if (codeOf(error) !== 'ENOENT') throw error;
  });
}
