// Finds the BoneFinder points of a radiograph: beside it, or in the place that the user names.

import { stat } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { success, type Result } from '../domain/failure.ts';
import { codeOf } from '../files/file-failure.ts';
import { readRegularFile } from '../files/regular-file.ts';

/** Where to look for landmarks: null for beside the image, otherwise a file for all images or a folder of files. */
export type LandmarkSource = string | null;

export interface LandmarkFile {
  readonly path: string;
  readonly text: string;
}

/** Longer than any points file. Curves of 3D Slicer are the longest. */
export const LONGEST_POINTS_BYTES = 16_000_000;

/** The points of an image, as `landmarkPaths` finds them. */
export async function findLandmarks(image: string, source: LandmarkSource): Promise<Result<readonly LandmarkFile[]>> {
  const files: LandmarkFile[] = [];
  for (const path of await landmarkPaths(image, source)) {
    const bytes = await readRegularFile(path, LONGEST_POINTS_BYTES);
    if (!bytes.ok) return bytes;
    files.push({ path, text: Buffer.from(bytes.value).toString('utf8') });
  }
  return success(files);
}

/** The files with the points of an image: one for both hips, or up to two for one hip each. Empty if there are none. */
export async function landmarkPaths(image: string, source: LandmarkSource): Promise<readonly string[]> {
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

async function existing(paths: readonly string[]): Promise<readonly string[]> {
  const found = await Promise.all(paths.map(exists));
  return paths.filter((_, index) => found[index]);
}

/** True for everything but a missing path, so that a file that may not be read is reported and not left out. */
async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    (error: unknown) => !['ENOENT', 'ENOTDIR', 'ENAMETOOLONG'].includes(codeOf(error)),
  );
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (entry) => entry.isDirectory(),
    () => false,
  );
}
