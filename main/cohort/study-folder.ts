// A study on disk: a folder with its database, its objects and a separate key table. One process at a time holds it.

import { mkdir, readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { DamagedDatabaseError } from '../database/integrity/database-errors.ts';
import { readSettings, writeSettings, type StudySettings } from '../database/settings.ts';
import { connectStudyDatabase, openStudyDatabase, settleDatabase, type StudyDatabase } from '../database/study-database.ts';
import { takeStudyLock, type StudyLock } from '../database/study-lock.ts';
import { failed, FailureError, success, type Failure, type Result } from '../domain/failure.ts';
import { codeOf, folderFailure } from '../files/file-failure.ts';
import { buildWhole } from '../files/write-whole.ts';
import { openObjectStore, readOnlyObjectStore, type ObjectStore } from '../files/object-store.ts';
import { openStudyKey, type StudyKey } from './pseudonyms.ts';
import { refuseLinksOutside } from './safekeeping/links-outside.ts';
import { copyForReading, mayChange } from './safekeeping/reading-copy.ts';
import { studyFault } from './safekeeping/study-faults.ts';
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
  readonly close: () => void;
}

const DATABASE = 'study.sqlite';
const KEYS = 'identities.sqlite';

/** Creates a study in a new or empty folder. It appears complete or not at all. */
export async function createStudy(folder: string, settings: StudySettings): Promise<Result<Study>> {
  try {
    if (await holdsSomething(folder)) return alreadyThere(folder);
    await mkdir(dirname(folder), { recursive: true });
    await buildWhole(folder, async (draft) => {
      await mkdir(join(draft, 'objects'), { recursive: true });
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
  return openStudy(folder);
}

function alreadyThere(folder: string): Result<never> {
  return failed('study-exists', studyText.exists(basename(folder)));
}

/** Whether the folder holds a study, even one that cannot be opened. */
export async function isStudyFolder(folder: string): Promise<boolean> {
  return stat(join(folder, DATABASE)).then(
    () => true,
    () => false,
  );
}

export interface OpenChoices {
  /** Opens the study for reading only, even where it could be changed. */
  readonly readOnly?: boolean;
}

/**
 * Opens a study for this process alone, or for reading only where its folder cannot be written. Fails with `study-damaged`,
 * `study-newer` or `study-foreign` if its database cannot be used.
 */
export async function openStudy(folder: string, { readOnly = false }: OpenChoices = {}): Promise<Result<Study>> {
  const name = basename(folder);
  if (!(await isStudyFolder(folder))) return failed('study-not-found', studyText.notAStudy(name, DATABASE));
  try {
    await refuseLinksOutside(folder);
    if (readOnly) return await openForReading(folder, failed('study-read-only', safekeepingText.openedForReading(name)).failure);
    if (!(await mayChange([folder, join(folder, DATABASE), join(folder, KEYS), join(folder, 'objects')])))
      return await openForReading(folder, failed('study-read-only', safekeepingText.notWritable(name)).failure);
    const lock = takeStudyLock(join(folder, 'study.lock'));
    if (lock === null) return failed('study-busy', studyText.busy(name));
    return await openLocked(folder, lock);
  } catch (error) {
    const failure = studyFault(error, folder);
    if (failure === null) throw error;
    return { ok: false, failure };
  }
}

async function openLocked(folder: string, lock: StudyLock): Promise<Result<Study>> {
  const opened: { close: () => unknown }[] = [{ close: lock.release }];
  const close = closerOf(opened);
  try {
    const database = openStudyDatabase(join(folder, DATABASE));
    opened.push(database);
    const settings = settingsOf(database);
    const key = openStudyKey(database, join(folder, KEYS));
    opened.push(key.identities);
    const objects = await openObjectStore(join(folder, 'objects'));
    return success({ folder, settings, database, ...key, objects, readOnly: false, whyReadOnly: null, close });
  } catch (error) {
    close();
    throw error;
  }
}

/** Opens a private copy of the databases, so that the study's folder stays as it is. */
async function openForReading(folder: string, whyReadOnly: Failure): Promise<Result<Study>> {
  const copy = await copyForReading(folder);
  const opened: { close: () => unknown }[] = [{ close: copy.remove }];
  const close = closerOf(opened);
  try {
    const path = join(copy.folder, DATABASE);
    openStudyDatabase(path).close();
    settleDatabase(path);
    const database = connectStudyDatabase(path, { readonly: true });
    opened.push(database);
    const settings = settingsOf(database);
    const key = openStudyKey(database, join(copy.folder, KEYS));
    opened.push(key.identities);
    copy.remove();
    const objects = readOnlyObjectStore(join(folder, 'objects'), () => cannotSave());
    return success({ folder, settings, database, ...key, objects, readOnly: true, whyReadOnly, close });
  } catch (error) {
    close();
    throw error;
  }
}

function closerOf(opened: { close: () => unknown }[]): () => void {
  return () => {
    for (const one of opened.splice(0).reverse()) one.close();
  };
}

function settingsOf(database: StudyDatabase): StudySettings {
  const settings = readSettings(database);
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
