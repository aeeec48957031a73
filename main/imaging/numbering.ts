// Detects which of the two numberings a points file uses. Only in the right one do the head's points lie on a small circle.

import { failed, success, type Result } from '../domain/failure.ts';
import type { ImagePoint } from '../domain/geometry.ts';
import { LANDMARK_TABLES, type LandmarkTable, type Numbering } from '../domain/landmark-table.ts';
import { fitCircle } from '../domain/measure/circle-fit.ts';
import { MAX_HEAD_RADIUS_MM, MAX_HEAD_RESIDUAL_MM } from './plausibility.ts';
import { imagingText } from './text.ts';

const NUMBERINGS: readonly Numbering[] = ['original', 'renumbered'];

/** Returns the numbering in which more of the file's hips have a plausible femoral head. */
export function detectNumbering(sides: readonly (readonly ImagePoint[])[], spacingMm: number): Result<Numbering> {
  const [original, renumbered] = NUMBERINGS.map(
    (numbering) => sides.filter((landmarks) => isHead(landmarks, LANDMARK_TABLES[numbering], spacingMm)).length,
  );
  if (original !== renumbered) return success(original > renumbered ? 'original' : 'renumbered');
  if (original === 0) {
    return failed('landmarks-implausible', imagingText.numbering.neither(MAX_HEAD_RADIUS_MM));
  }
  return failed('numbering-ambiguous', imagingText.numbering.both);
}

function isHead(landmarks: readonly ImagePoint[], table: LandmarkTable, spacingMm: number): boolean {
  const head = fitCircle(table.femoralHeadArc.map((index) => landmarks[index]));
  return head !== undefined && head.radius * spacingMm < MAX_HEAD_RADIUS_MM && head.residual * spacingMm < MAX_HEAD_RESIDUAL_MM;
}
