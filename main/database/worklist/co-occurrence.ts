// Which grades occur together: within a hip across the four quadrants, and between reading or label and the model.
// The loops run over every hip, so they index typed arrays. The index is always inside; `?? 0` is for the compiler and costs nothing.

import { GRADES, isGrade } from '../../domain/grade.ts';
import { perQuadrant, QUADRANTS, type PerQuadrant } from '../../domain/quadrant.ts';
import type { CoOccurrence } from '../../domain/study/co-occurrence.ts';
import type { CodeColumn, HipColumns } from './columns.ts';

export function coOccurrenceOf({ columnOf }: HipColumns, positions: Uint32Array): CoOccurrence {
  const reading = perQuadrant((quadrant) => gradesOf(columnOf(`reader.${quadrant}`), positions));
  const label = perQuadrant((quadrant) => gradesOf(columnOf(`label.${quadrant}`), positions));
  const model = perQuadrant((quadrant) => gradesOf(columnOf(`model.${quadrant}`), positions));
  return {
    hips: positions.length,
    reading: everyPair(jointCounts(reading)),
    label: everyPair(jointCounts(label)),
    model: everyPair(jointCounts(model)),
    readingAgreement: QUADRANTS.flatMap((quadrant) => pairs(reading[quadrant], model[quadrant])),
    labelAgreement: QUADRANTS.flatMap((quadrant) => pairs(label[quadrant], model[quadrant])),
  };
}

const NO_GRADE = 4;
const CODES = 5;

/** The grade of each hip, or `NO_GRADE`. */
function gradesOf({ codes, values }: CodeColumn, positions: Uint32Array): Uint8Array {
  const grades = values.map((value) => (isGrade(Number(value)) ? Number(value) : NO_GRADE));
  const own = new Uint8Array(positions.length); // a counted loop: `from` takes ten times as long
  for (let i = 0; i < positions.length; i++) own[i] = grades[codes[positions[i] ?? 0] ?? 0] ?? NO_GRADE;
  return own;
}

/** How many hips have each combination of four grades. One pass over the hips serves every pair of quadrants. // [5 ** 4] */
function jointCounts(grades: PerQuadrant<Uint8Array>): Uint32Array {
  const counts = new Uint32Array(CODES ** QUADRANTS.length);
  const first = grades['femur-superior'];
  const second = grades['femur-inferior'];
  const third = grades['acetabulum-superior'];
  const fourth = grades['acetabulum-inferior'];
  for (let i = 0; i < first.length; i++) {
    addTo(counts, (((first[i] ?? 0) * CODES + (second[i] ?? 0)) * CODES + (third[i] ?? 0)) * CODES + (fourth[i] ?? 0), 1);
  }
  return counts;
}

/** // [a 4, b 4, g 4, h 4] */
function everyPair(joint: Uint32Array): number[] {
  const digit = (combination: number, quadrant: number): number => Math.trunc(combination / CODES ** (3 - quadrant)) % CODES;
  return QUADRANTS.flatMap((_, a) =>
    QUADRANTS.flatMap((__, b) => {
      const counts = new Uint32Array(CODES * CODES);
      joint.forEach((hips, combination) => addTo(counts, digit(combination, a) * CODES + digit(combination, b), hips));
      return bothGraded(counts);
    }),
  );
}

/** // [g 4, h 4] */
function pairs(a: Uint8Array, b: Uint8Array): number[] {
  const counts = new Uint32Array(CODES * CODES);
  for (let i = 0; i < a.length; i++) addTo(counts, (a[i] ?? 0) * CODES + (b[i] ?? 0), 1);
  return bothGraded(counts);
}

function addTo(counts: Uint32Array, at: number, hips: number): void {
  counts[at] = (counts[at] ?? 0) + hips;
}

function bothGraded(counts: Uint32Array): number[] {
  return GRADES.flatMap((g) => GRADES.map((h) => counts[g * CODES + h] ?? 0));
}
