// A link in a study from a stranger could lead a read or a write to any file of this computer.

import { lstat, readdir, realpath } from 'node:fs/promises';
import { basename, join, sep } from 'node:path';
import { failed, FailureError } from '../../domain/failure.ts';
import { codeOf } from '../../files/file-failure.ts';
import { safekeepingText } from '../text/safekeeping.ts';

/** Throws a `FailureError` if a link in the study's folder, or among its folders of objects, leads out of the study. */
export async function refuseLinksOutside(folder: string): Promise<void> {
  const root = await realpath(folder);
  const entries = [
    ...(await namesIn(root)),
    ...(await namesIn(join(root, 'objects'))).map((name) => join('objects', name)),
    ...(await namesIn(join(root, 'runs'))).map((name) => join('runs', name)),
    ...(await namesIn(join(root, 'reports'))).map((name) => join('reports', name)),
  ];
  for (const entry of entries) {
    const path = join(root, entry);
    if (!(await isLink(path))) continue;
    const target = await realpath(path).catch(() => null); // a link to nothing
    if (target === null || !target.startsWith(root + sep))
      throw new FailureError(failed('study-foreign', safekeepingText.linkOutside(basename(folder), entry)).failure);
  }
}

async function isLink(path: string): Promise<boolean> {
  return lstat(path).then(
    (entry) => entry.isSymbolicLink(),
    () => false,
  );
}

async function namesIn(folder: string): Promise<readonly string[]> {
  return readdir(folder).catch((error: unknown) => {
    if (['ENOENT', 'ENOTDIR', 'EACCES'].includes(codeOf(error))) return [];
    throw error;
  });
}
