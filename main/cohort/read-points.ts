// The text of files with points, from disk or from an archive.

import { success, type Result } from '../domain/failure.ts';
import { readSource, type SourceFile } from './sources/source-file.ts';

export interface LandmarkFile {
  readonly path: string;
  readonly text: string;
}

/** Longer than any points file. Curves of 3D Slicer are the longest. */
const LONGEST_POINTS_BYTES = 16_000_000;

/** Fails if a file cannot be read. */
export async function readPoints(points: readonly SourceFile[]): Promise<Result<readonly LandmarkFile[]>> {
  const files: LandmarkFile[] = [];
  for (const file of points) {
    const bytes = await readSource(file, LONGEST_POINTS_BYTES);
    if (!bytes.ok) return bytes;
    files.push({ path: file.location, text: Buffer.from(bytes.value).toString('utf8') });
  }
  return success(files);
}
