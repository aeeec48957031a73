// Which grades occur together: within a hip across the four quadrants, and between its label and the model.

import { GRADES, isGrade } from '../../domain/grade.ts';
import { QUADRANTS } from '../../domain/quadrant.ts';
import type { CoOccurrence } from '../../domain/study/co-occurrence.ts';
import type { CodeColumn, HipColumns } from './columns.ts';

export function coOccurrenceOf({ columnOf }: HipColumns, positions: Uint32Array): CoOccurrence {
  const label = QUADRANTS.map((quadrant) => gradesOf(columnOf(`reader.${quadrant}`), positions));
  const model = QUADRANTS.map((quadrant) => gradesOf(columnOf(`model.${quadrant}`), positions));
  return {
    hips: positions.length,
    label: everyPair(jointCounts(label)),
    model: everyPair(jointCounts(model)),
    agreement: QUADRANTS.flatMap((_, q) => pairs(label[q], model[q])),
  };
}

const NO_GRADE = 4;
const CODES = 5;

/** The grade of each hip, or `NO_GRADE`. */
function gradesOf({ codes, values }: CodeColumn, positions: Uint32Array): Uint8Array {
  const grades = values.map((value) => (isGrade(Number(value)) ? Number(value) : NO_GRADE));
  const own = new Uint8Array(positions.length); // filled by hand: `from` takes ten times as long
  for (let i = 0; i < positions.length; i++) own[i] = grades[codes[positions[i]]];
  return own;
}

/** How many hips have each combination of four grades: one pass over the hips serves every pair of quadrants. // [5 ** 4] */
function jointCounts([first, second, third, fourth]: readonly Uint8Array[]): Uint32Array {
  const counts = new Uint32Array(CODES ** 4);
  for (let i = 0; i < first.length; i++) counts[((first[i] * CODES + second[i]) * CODES + third[i]) * CODES + fourth[i]] += 1;
  return counts;
}

/** // [a 4, b 4, g 4, h 4] */
function everyPair(joint: Uint32Array): number[] {
  const digit = (combination: number, quadrant: number): number => Math.trunc(combination / CODES ** (3 - quadrant)) % CODES;
  return QUADRANTS.flatMap((_, a) =>
    QUADRANTS.flatMap((__, b) => {
      const counts = new Uint32Array(CODES * CODES);
      joint.forEach((hips, combination) => (counts[digit(combination, a) * CODES + digit(combination, b)] += hips));
      return bothGraded(counts);
    }),
  );
}

/** // [g 4, h 4] */
function pairs(a: Uint8Array, b: Uint8Array): number[] {
  const counts = new Uint32Array(CODES * CODES);
  for (let i = 0; i < a.length; i++) counts[a[i] * CODES + b[i]] += 1;
  return bothGraded(counts);
}

function bothGraded(counts: Uint32Array): number[] {
  return GRADES.flatMap((g) => GRADES.map((h) => counts[g * CODES + h]));
}
