// Finds the BoneFinder points of a radiograph: beside it, or where the user says.

import { readFile, stat } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';

/** Where landmarks are looked for: null for beside the image, else a file for every image or a folder of files. */
export type LandmarkSource = string | null;

export interface LandmarkFile {
  readonly path: string;
  readonly text: string;
}

/** The points of an image: one file for both hips, or up to two files of one hip each; none where there are none. */
export async function findLandmarks(image: string, source: LandmarkSource): Promise<readonly LandmarkFile[]> {
  if (source !== null && !(await isFolder(source))) return existing([source]);
  const folder = source ?? dirname(image);
  const name = basename(image);
  const stem = basename(image, extname(image));
  // `film.dcm` has its points in `film.dcm.pts` or `film.pts`; a file without an ending also in `film.dcm.pts`.
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
