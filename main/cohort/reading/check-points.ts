// Checks that the points of a film can be read, in a reader process.

import { basename } from 'node:path';
import { success, type Result } from '../../domain/failure.ts';
import { sidesFromPoints, type MarkedImage } from '../../imaging/landmark-sides.ts';
import { parsePoints } from '../../imaging/parse-points.ts';
import { readPoints, type LandmarkFile } from '../read-points.ts';
import type { CheckedPoints, FilmPoints } from './reader-calls.ts';

/** Fails if a file of points cannot be read. */
export async function checkPoints({ points, ground }: FilmPoints): Promise<Result<CheckedPoints>> {
  const files = await readPoints(points);
  if (!files.ok) return files;
  const ambiguous = ground !== null && ground !== 'spacing-unknown' && files.value.some((file) => fitsBoth(file, ground));
  return success({ ambiguous });
}

/** True if the points fit both numberings. */
function fitsBoth({ path, text }: LandmarkFile, ground: MarkedImage): boolean {
  const parsed = parsePoints(text);
  const placed = parsed.ok ? sidesFromPoints(parsed.value, ground, { fileName: basename(path) }) : parsed;
  return !placed.ok && placed.failure.code === 'numbering-ambiguous';
}
