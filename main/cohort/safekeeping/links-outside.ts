// A link in a study from a stranger could lead a read or a write to any file of this computer.

import type { Dirent } from 'node:fs';
import { readdir, realpath } from 'node:fs/promises';
import { basename, join, sep } from 'node:path';
import { failed, FailureError } from '../../domain/failure.ts';
import { codeOf } from '../../files/file-failure.ts';
import { safekeepingText } from '../text/safekeeping.ts';

/** Throws a `FailureError` if a link in the study's folder, at any depth, leads out of the study. */
export async function refuseLinksOutside(folder: string): Promise<void> {
  const root = await realpath(folder);
  for (const link of await linksIn(root, '')) {
    const target = await realpath(join(root, link)).catch(() => null); // a link to nothing
    if (target === null || !target.startsWith(root + sep))
      throw new FailureError(failed('study-foreign', safekeepingText.linkOutside(basename(folder), link)).failure);
  }
}

/** The paths of the links below this part of the study. Objects are left out: there may be hundreds of thousands, and none is used without its digest. */
async function linksIn(root: string, part: string): Promise<readonly string[]> {
  const links: string[] = [];
  for (const entry of await entriesIn(join(root, part))) {
    const path = join(part, entry.name);
    if (entry.isSymbolicLink()) links.push(path);
    else if (entry.isDirectory() && part !== 'objects') links.push(...(await linksIn(root, path)));
  }
  return links;
}

async function entriesIn(folder: string): Promise<readonly Dirent[]> {
  return readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    if (['ENOENT', 'ENOTDIR', 'EACCES', 'ENAMETOOLONG'].includes(codeOf(error))) return [];
    throw error;
  });
}
