// A private copy of a study's databases, for a study that can only be read. SQLite needs write access beside a database with a journal,
// an older schema must be migrated, and nobody may change the original while it is read.

import { constants, rmSync } from 'node:fs';
import { access, chmod, copyFile, mkdtemp, open, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { failed, FailureError } from '../../domain/failure.ts';
import { codeOf } from '../../files/file-failure.ts';
import { safekeepingText } from '../text/safekeeping.ts';

export interface ReadingCopy {
  readonly folder: string;
  /** Removes the copy. Call it when the databases are open, so that a killed process leaves no keys behind, and again after closing. */
  readonly remove: () => void;
  /** This user may not read the key table, so it was not copied. */
  readonly keyClosed: boolean;
}

/** Copies the databases with their journals into a folder that only this user can read. The caller removes it. */
export async function copyForReading(folder: string): Promise<ReadingCopy> {
  const copy = await mkdtemp(join(tmpdir(), 'osteograde-reading-'));
  const remove = (): void => {
    try {
      rmSync(copy, { recursive: true, force: true });
    } catch (error) {
      // Windows does not remove open files.
      if (!['EBUSY', 'EPERM', 'ENOTEMPTY'].includes(codeOf(error))) throw error;
    }
  };
  try {
    await copyUnchanged(folder, copy, filesOf('study.sqlite'));
    const keyClosed = await copyUnchanged(folder, copy, filesOf('identities.sqlite')).then(
      () => false,
      (error: unknown) => {
        if (!['EACCES', 'EPERM'].includes(codeOf(error))) throw error;
        return true;
      },
    );
    return { folder: copy, keyClosed, remove };
  } catch (error) {
    remove();
    throw error;
  }
}

function filesOf(database: string): readonly string[] {
  return [database, `${database}-wal`];
}

/** Copies the files. Tries again if another program changed them meanwhile, because the copies would not belong together. */
async function copyUnchanged(folder: string, copy: string, names: readonly string[]): Promise<void> {
  for (let attempt = 0; attempt < 3; attempt++) {
    const before = await stampsOf(folder, names);
    for (const name of names) await copyIfThere(join(folder, name), join(copy, name));
    if (before === (await stampsOf(folder, names))) return;
  }
  throw new FailureError(failed('study-busy', safekeepingText.changingMeanwhile(basename(folder))).failure);
}

async function stampsOf(folder: string, names: readonly string[]): Promise<string> {
  const stamps = names.map(async (name) =>
    stat(join(folder, name)).then(
      ({ size, mtimeMs }) => [size, mtimeMs],
      () => null, // missing, or copying it fails with the reason
    ),
  );
  return JSON.stringify(await Promise.all(stamps));
}

async function copyIfThere(from: string, to: string): Promise<void> {
  await rm(to, { force: true });
  try {
    await copyFile(from, to, constants.COPYFILE_FICLONE);
    await chmod(to, 0o600); // the original may be write-protected
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
  }
}

/** Whether this process may change every one of the files and folders. One that does not exist does not count. */
export async function mayChange(paths: readonly string[]): Promise<boolean> {
  const answers = paths.map(async (path) =>
    tryToChange(path).then(
      () => true,
      (error: unknown) => codeOf(error) === 'ENOENT',
    ),
  );
  return (await Promise.all(answers)).every(Boolean);
}

async function tryToChange(path: string): Promise<void> {
  if ((await stat(path)).isDirectory()) return access(path, constants.W_OK);
  await (await open(path, 'r+')).close();
}
