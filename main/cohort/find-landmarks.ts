// Finds the BoneFinder points of a radiograph: beside it, or in the place that the user names.

import { readFile, stat } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';

/** Where to look for landmarks: null for beside the image, otherwise a file for all images or a folder of files. */
export type LandmarkSource = string | null;

export interface LandmarkFile {
  readonly path: string;
  readonly text: string;
}

/** The points of an image: one file for both hips, or up to two files for one hip each. Empty if there are none. */
export async function findLandmarks(image: string, source: LandmarkSource): Promise<readonly LandmarkFile[]> {
  if (source !== null && !(await isFolder(source))) return existing([source]);
  const folder = source ?? dirname(image);
  const name = basename(image);
  const stem = basename(image, extname(image));
  // The points of `film.dcm` are in `film.dcm.pts` or `film.pts`; those of `film` may also be in `film.dcm.pts`.
  const names = [...new Set([name, stem, `${stem}.dcm`])];
  const both = await existing(names.map((one) => join(folder, `${one}.pts`)));
  if (both.length > 0) return both.slice(0, 1);
  const right = await existing(names.map((one) => join(folder, `${one}_R.pts`)));
  const left = await existing(names.flatMap((one) => [join(folder, `${one}_L.pts`), join(folder, `${one}_rasl.pts`)]));
  return [...right.slice(0, 1), ...left.slice(0, 1)];
}

async function existing(paths: readonly string[]): Promise<readonly LandmarkFile[]> {
  const files = await Promise.all(paths.map(async (path) => ({ path, text: await textOf(path) })));
  return files.flatMap(({ path, text }) => (text === null ? [] : [{ path, text }]));
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (entry) => entry.isDirectory(),
    () => false,
  );
}

async function textOf(path: string): Promise<string | null> {
  return readFile(path, 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) return null;
    throw error;
  });
}
