// Which grades occur together: within a hip across the four quadrants, and between its label and the model.

import { GRADES, isGrade } from '../../domain/grade.ts';
import { QUADRANTS } from '../../domain/quadrant.ts';
import type { CodeColumn, HipColumns } from './columns.ts';

export interface CoOccurrence {
  readonly hips: number;
  /** How many hips have grade g in quadrant a and grade h in quadrant b. // [a 4, b 4, g 4, h 4] */
  readonly label: number[];
  readonly model: number[];
  /** How many hips are labelled g and graded h by the model in quadrant a. // [a 4, g 4, h 4] */
  readonly agreement: number[];
}

export function coOccurrenceOf({ columnOf }: HipColumns, positions: Uint32Array): CoOccurrence {
  const label = QUADRANTS.map((quadrant) => gradesOf(columnOf(`reader.${quadrant}`), positions));
  const model = QUADRANTS.map((quadrant) => gradesOf(columnOf(`model.${quadrant}`), positions));
  return {
    hips: positions.length,
    label: label.flatMap((a) => label.flatMap((b) => pairs(a, b))),
    model: model.flatMap((a) => model.flatMap((b) => pairs(a, b))),
    agreement: QUADRANTS.flatMap((_, q) => pairs(label[q], model[q])),
  };
}

const NO_GRADE = 4;

/** The grade of each hip, or `NO_GRADE`. */
function gradesOf({ codes, values }: CodeColumn, positions: Uint32Array): Uint8Array {
  const grades = values.map((value) => (isGrade(Number(value)) ? Number(value) : NO_GRADE));
  const own = new Uint8Array(positions.length); // filled by hand: `from` takes ten times as long
  for (let i = 0; i < positions.length; i++) own[i] = grades[codes[positions[i]]];
  return own;
}

/** // [g 4, h 4] */
function pairs(a: Uint8Array, b: Uint8Array): number[] {
  const counts = new Uint32Array(25);
  for (let i = 0; i < a.length; i++) counts[a[i] * 5 + b[i]] += 1;
  return GRADES.flatMap((g) => GRADES.map((h) => counts[g * 5 + h]));
}
