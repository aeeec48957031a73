// A study on disk: a folder with its database, its objects and a separate key table. One process at a time holds it.

import { mkdir, readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { NewerDatabaseError } from '../database/migration.ts';
import { readSettings, writeSettings, type StudySettings } from '../database/settings.ts';
import { openStudyDatabase, type StudyDatabase } from '../database/study-database.ts';
import { takeStudyLock, type StudyLock } from '../database/study-lock.ts';
import { failed, success, type Result } from '../domain/failure.ts';
import { codeOf, fileFailure, folderFailure } from '../files/file-failure.ts';
import { buildWhole } from '../files/write-whole.ts';
import { openObjectStore, type ObjectStore } from '../files/object-store.ts';
import { openStudyKey, type StudyKey } from './pseudonyms.ts';
import { studyText } from './text/study.ts';

export interface Study extends StudyKey {
  readonly folder: string;
  readonly settings: StudySettings;
  readonly database: StudyDatabase;
  readonly objects: ObjectStore;
  readonly close: () => void;
}

const DATABASE = 'study.sqlite';

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

/** Opens a study for this process alone. */
export async function openStudy(folder: string): Promise<Result<Study>> {
  const name = basename(folder);
  if (!(await isStudyFolder(folder))) return failed('study-not-found', studyText.notAStudy(name, DATABASE));
  try {
    const lock = takeStudyLock(join(folder, 'study.lock'));
    if (lock === null) return failed('study-busy', studyText.busy(name));
    return await openLocked(folder, lock);
  } catch (error) {
    if (error instanceof NewerDatabaseError) return failed('study-not-found', studyText.newer(name));
    const failure = fileFailure(error, folder);
    if (failure === null) throw error;
    return { ok: false, failure };
  }
}

async function openLocked(folder: string, lock: StudyLock): Promise<Result<Study>> {
  const opened: { close: () => unknown }[] = [];
  const close = (): void => {
    for (const one of opened.reverse()) one.close();
    lock.release();
  };
  try {
    const database = openStudyDatabase(join(folder, DATABASE));
    opened.push(database);
    const settings = readSettings(database);
    if (settings === null) {
      close();
      return failed('study-not-found', studyText.noSettings(basename(folder)));
    }
    const key = openStudyKey(database, join(folder, 'identities.sqlite'));
    opened.push(key.identities);
    const objects = await openObjectStore(join(folder, 'objects'));
    return success({ folder, settings, database, ...key, objects, close });
  } catch (error) {
    close();
    throw error;
  }
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
