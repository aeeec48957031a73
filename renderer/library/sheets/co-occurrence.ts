// Builds tables from the workstation's counts for pairs of quadrants and grades.

import { GRADES, type Grade } from '../../../main/domain/grade.ts';
import { perQuadrant, QUADRANTS, type PerQuadrant, type Quadrant } from '../../../main/domain/quadrant.ts';

/** One value for each grade. */
export type PerGrade<T> = Readonly<Record<Grade, T>>;

/** Hips with at least grade `threshold` in both quadrants, from joint counts. // joint [quadrant 4, quadrant 4, grade 4, grade 4] */
export function togetherCounts(joint: readonly number[], threshold: number): PerQuadrant<PerQuadrant<number>> {
  const from = GRADES.filter((grade) => grade >= threshold);
  return perQuadrant((a) => perQuadrant((b) => sum(from.flatMap((g) => from.map((h) => jointCount(joint, a, b, g, h))))));
}

/** Hips of each grade in each quadrant, from joint counts. */
export function gradeCounts(joint: readonly number[]): PerQuadrant<PerGrade<number>> {
  return perQuadrant((quadrant) => perGrade((grade) => jointCount(joint, quadrant, quadrant, grade, grade)));
}

/** Label grades against model grades over all quadrants. // agreement [quadrant 4, label 4, model 4] */
export function agreementCounts(agreement: readonly number[]): PerGrade<PerGrade<number>> {
  return perGrade((label) =>
    perGrade((model) => sum(QUADRANTS.map((_, quadrant) => countAt(agreement, quadrant * 16 + label * 4 + model)))),
  );
}

function jointCount(joint: readonly number[], a: Quadrant, b: Quadrant, g: Grade, h: Grade): number {
  return countAt(joint, QUADRANTS.indexOf(a) * 64 + QUADRANTS.indexOf(b) * 16 + g * 4 + h);
}

/** The contract fixes how many counts arrive, so a missing one is a bug. */
function countAt(counts: readonly number[], index: number): number {
  const count = counts[index];
  if (count === undefined) throw new Error(`Expected a count at ${index}, but only ${counts.length} arrived.`);
  return count;
}

function perGrade<T>(valueOf: (grade: Grade) => T): PerGrade<T> {
  return { 0: valueOf(0), 1: valueOf(1), 2: valueOf(2), 3: valueOf(3) };
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}
