// Finds the points of a film and checks that they can be read, in a reader process.

import { success, type Result } from '../../domain/failure.ts';
import type { MarkedImage } from '../../imaging/landmark-sides.ts';
import { sidesFromPoints } from '../../imaging/landmark-sides.ts';
import { parsePoints } from '../../imaging/parse-points.ts';
import { basename } from 'node:path';
import { landmarkPaths, LONGEST_POINTS_BYTES, type LandmarkFile } from '../find-landmarks.ts';
import { diskFile, readSource, type SourceFile } from '../sources/source-file.ts';
import type { FoundPoints, WantedPoints } from './reader-calls.ts';

/** Fails if a file of points cannot be read. */
export async function findPoints({ image, points, landmarks, ground }: WantedPoints): Promise<Result<FoundPoints>> {
  const found =
    points ?? (image.path === null ? [] : (await landmarkPaths(image.path, landmarks)).map((path) => diskFile(path, 0)));
  const files = await readPoints(found);
  if (!files.ok) return files;
  const ambiguous = ground !== null && ground !== 'spacing-unknown' && files.value.some((file) => fitsBoth(file, ground));
  return success({ points: found, ambiguous });
}

export async function readPoints(points: readonly SourceFile[]): Promise<Result<readonly LandmarkFile[]>> {
  const files: LandmarkFile[] = [];
  for (const file of points) {
    const bytes = await readSource(file, LONGEST_POINTS_BYTES);
    if (!bytes.ok) return bytes;
    files.push({ path: file.location, text: Buffer.from(bytes.value).toString('utf8') });
  }
  return success(files);
}

/** True if the points fit both numberings. */
function fitsBoth({ path, text }: LandmarkFile, ground: MarkedImage): boolean {
  const parsed = parsePoints(text);
  const placed = parsed.ok ? sidesFromPoints(parsed.value, ground, { fileName: basename(path) }) : parsed;
  return !placed.ok && placed.failure.code === 'numbering-ambiguous';
}
