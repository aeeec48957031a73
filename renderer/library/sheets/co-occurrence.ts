// Tables out of the counts that the workstation gives for pairs of quadrants and grades.

import { GRADES } from '../../../main/domain/grade.ts';
import { QUADRANTS } from '../../../main/domain/quadrant.ts';

/** Hips with at least grade `threshold` in both quadrants, from joint counts [a 4, b 4, g 4, h 4]. // [4][4] */
export function togetherCounts(joint: readonly number[], threshold: number): readonly (readonly number[])[] {
  const from = GRADES.filter((grade) => grade >= threshold);
  return QUADRANTS.map((_, a) =>
    QUADRANTS.map((__, b) => sum(from.flatMap((g) => from.map((h) => joint[a * 64 + b * 16 + g * 4 + h])))),
  );
}

/** Hips of each grade in each quadrant. // [quadrant 4][grade 4] */
export function gradeCounts(joint: readonly number[]): readonly (readonly number[])[] {
  return QUADRANTS.map((_, a) => GRADES.map((g) => joint[a * 64 + a * 16 + g * 4 + g]));
}

/** Labels against model grades over all quadrants, from counts [a 4, g 4, h 4]. // [label 4][model 4] */
export function agreementCounts(agreement: readonly number[]): readonly (readonly number[])[] {
  return GRADES.map((g) => GRADES.map((h) => sum(QUADRANTS.map((_, a) => agreement[a * 16 + g * 4 + h]))));
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}
