// Whether the test folder beside class folders holds subjects that a model learns from or is chosen by.

import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileFailure } from '../../files/file-failure.ts';
import { classFolderPicture } from '../../cohort/labels/class-folder.ts';
import { success, type Result } from '../../domain/failure.ts';
import { leakBetween } from '../../training/refusals.ts';
import { findClassPictures, type ClassFolderOptions } from './class-folder-set.ts';

/** `split-leak` where a subject of `test` stands in `train` or `val` too. By names alone: no picture of the test is opened. */
export async function testFolderLeak(options: Omit<ClassFolderOptions, 'cache' | 'part'>): Promise<Result<never> | undefined> {
  const test = await subjectsOf(join(options.folder, 'test'));
  if (!test.ok) return test;
  for (const part of ['train', 'val'] as const) {
    const found = test.value.size === 0 ? success([]) : await findClassPictures({ ...options, part });
    if (!found.ok) continue; // said when the part is read
    const leaked = [...new Set(found.value.map(({ subject }) => subject))].filter((subject) => test.value.has(subject));
    const refusal = leakBetween(`the folders ${part} and test`, leaked);
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}

/** None where there is no such folder. */
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
