// Files for the user's own folders, each of which appears whole or not at all.

import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { folderFailure } from './file-failure.ts';
import { FailureError } from '../domain/failure.ts';

export interface WholeFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Writes files into a folder that may hold others, made where it is missing. Gives their paths. Throws a `FailureError` when it cannot. */
export async function writeWholeFiles(folder: string, files: readonly WholeFile[]): Promise<readonly string[]> {
  const paths: string[] = [];
  for (const { name, bytes } of files) {
    const path = join(folder, name);
    const passing = `${path}.partial`;
    try {
      await mkdir(folder, { recursive: true });
      await writeFile(passing, bytes);
      await rename(passing, path);
    } catch (error) {
      await rm(passing, { force: true }).catch(() => undefined); // the first error is the one to tell
      const failure = folderFailure(error, folder);
      if (failure === null) throw error;
      throw new FailureError(failure);
    }
    paths.push(path);
  }
  return paths;
}
