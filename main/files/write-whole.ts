// Files and folders that appear complete or not at all, even after a crash of the machine. Each is written under a temporary name beside
// its target, flushed to the disk and renamed. Then its folder is flushed too (rename(2), fsync(2)).

import { randomUUID } from 'node:crypto';
import { mkdir, open, readdir, rename, rm, rmdir, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { FailureError } from '../domain/failure.ts';
import { codeOf, folderFailure } from './file-failure.ts';

/** Ends a temporary name, so that `removeDrafts` recognises what a killed process left behind. */
const DRAFT = '.part';

export type Content = Uint8Array | string | Readable;

interface WhoMayRead {
  /** True lets others read it if the process's own mask does: for figures and tables that name nobody, in a place of the user's choice. */
  readonly shared?: boolean;
}

interface WriteChoices extends WhoMayRead {
  /** The temporary name, on the same disk. By default a hidden name beside the target. */
  readonly draft?: string;
}

/** Replaces the file at `path`, whose folder must exist. Only this user may read it. Throws errors of the file system unchanged. */
export async function writeWhole(path: string, content: Content, { draft, shared = false }: WriteChoices = {}): Promise<void> {
  const mode = shared ? 0o666 : 0o600;
  await buildWhole(path, (file) => writeFile(file, content, { mode }), draft);
}

/** Creates a folder and its missing parents so that they survive a crash of the machine. Only this user may enter them. */
export async function makeFolder(path: string, { shared = false }: WhoMayRead = {}): Promise<void> {
  const first = await mkdir(path, { recursive: true, mode: shared ? 0o777 : 0o700 });
  if (first === undefined) return;
  for (let created = path; created.length >= first.length; created = dirname(created)) await flush(dirname(created));
}

/**
 * Lets `build` create a file or a folder under the temporary name `draft`, on the same disk, then renames it to `path`. Removes an older
 * `draft` first, and the new one if `build` fails. A folder can replace only an empty one. Throws errors of the file system unchanged.
 */
export async function buildWhole<T>(
  path: string,
  build: (draft: string) => Promise<T>,
  draft: string = join(dirname(path), `.${basename(path)}-${randomUUID()}${DRAFT}`),
): Promise<T> {
  try {
    await rm(draft, { recursive: true, force: true });
    const built = await build(draft);
    await placeWhole(draft, path);
    return built;
  } catch (error) {
    await rm(draft, { recursive: true, force: true }).catch(() => undefined); // report the first error, not this one
    throw error;
  }
}

/** Flushes a complete file or folder that stands under a temporary name on the same disk, and renames it to `path`. */
export async function placeWhole(draft: string, path: string): Promise<void> {
  await flush(draft);
  if ((await stat(draft)).isDirectory()) await removeFolder(path);
  await rename(draft, path);
  await flush(dirname(path));
}

/** Removes an empty folder, because Windows does not rename a folder onto another. Throws ENOTEMPTY if it holds anything. */
async function removeFolder(path: string): Promise<void> {
  await rmdir(path).catch((error: unknown) => {
    if (codeOf(error) !== 'ENOENT') throw error;
  });
}

export interface WholeFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Writes files that only this user may read into a folder, creates it if missing, and returns their paths. Throws a `FailureError`. */
export async function writeWholeFiles(folder: string, files: readonly WholeFile[]): Promise<readonly string[]> {
  const paths: string[] = [];
  try {
    await makeFolder(folder);
    for (const { name, bytes } of files) {
      const path = join(folder, name);
      await writeWhole(path, bytes);
      paths.push(path);
    }
    return paths;
  } catch (error) {
    const failure = folderFailure(error, folder);
    throw failure === null ? error : new FailureError(failure);
  }
}

/** Removes the drafts of killed processes from a folder. The caller must be the folder's only writer. */
export async function removeDrafts(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (name.endsWith(DRAFT)) await rm(join(folder, name), { recursive: true, force: true });
  }
}

/** Flushes a file or a folder to the disk. Does nothing where a folder cannot be flushed: on Windows and on some file systems. */
export async function flush(path: string): Promise<void> {
  const handle = await open(path, 'r').catch(() => null);
  if (handle === null) return;
  try {
    await handle.sync();
  } catch (error) {
    if (!CANNOT_FLUSH.includes(codeOf(error))) throw error;
  } finally {
    await handle.close();
  }
}

/** What a file system answers that cannot flush a folder or a file opened for reading. */
const CANNOT_FLUSH = ['EINVAL', 'EPERM', 'EACCES', 'EBADF', 'ENOTSUP', 'EROFS', 'EISDIR'];
