// Refuses class folders whose test folder shares subjects with the folders that a model learns from.

import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileFailure } from '../../files/file-failure.ts';
import { classFolderPicture } from '../../cohort/labels/class-folder.ts';
import { success, type Result } from '../../domain/failure.ts';
import { leakBetween } from '../../training/refusals.ts';
import { findClassPictures, type ClassFolderOptions } from './class-folder-set.ts';
import { dataText } from '../text/data.ts';

/** Fails with `split-leak` if a subject of `test` is in `train` or `val` too. Reads file names only: it opens no test picture. */
export async function testFolderLeak(options: Omit<ClassFolderOptions, 'cache' | 'part'>): Promise<Result<never> | undefined> {
  const test = await subjectsOf(join(options.folder, 'test'));
  if (!test.ok) return test;
  for (const part of ['train', 'val'] as const) {
    const found = test.value.size === 0 ? success([]) : await findClassPictures({ ...options, part });
    if (!found.ok) continue; // reported when the part is read
    const leaked = [...new Set(found.value.map(({ subject }) => subject))].filter((subject) => test.value.has(subject));
    const refusal = leakBetween(dataText.classFolders.partAndTest(part), leaked);
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}

/** Returns an empty set if the folder does not exist. */
async function subjectsOf(folder: string): Promise<Result<ReadonlySet<string>>> {
  try {
    const names = await readdir(folder, { recursive: true });
    return success(new Set(names.flatMap((name) => classFolderPicture(join(folder, name))?.subject ?? [])));
  } catch (error) {
    const failure = fileFailure(error, folder);
    if (failure === null) throw error;
    return failure.code === 'file-not-found' ? success(new Set()) : { ok: false, failure };
  }
}
