// Two simulated readers of a cohort. Each sees an osteophyte's size with an error of their own and grades it by the same limits. The errors
// give the agreement of the OAI baseline readers, by linear kappa: femoral osteophytes .77, acetabular .56. von Schacky, 2020.

import type { Grade } from '../domain/grade.ts';
import { perQuadrant, type PerQuadrant } from '../domain/quadrant.ts';
import { seededRandom } from '../domain/random.ts';
import { SIZE_LIMITS } from './coupled-pathology.ts';

export const READERS = ['first', 'second'] as const;

export type PhantomReader = (typeof READERS)[number];

/** Standard deviations in mm. Found by simulation with published grades of version 2; `readers.test.ts` checks the agreement. */
const ERROR_MM = { femur: 0.52, acetabulum: 0.89 } as const;

/** The grades that a reader gives to one hip. The same hip, named by `hip`, is always read the same way. */
export function readHip(
  sizesMm: PerQuadrant<number>,
  { reader, hip }: { reader: PhantomReader; hip: string },
): PerQuadrant<Grade> {
  const random = seededRandom(`${hip} read by the ${reader}`);
  return perQuadrant((quadrant) => {
    const error = quadrant.startsWith('femur') ? ERROR_MM.femur : ERROR_MM.acetabulum;
    return gradeOfSize(sizesMm[quadrant] + error * random.normal());
  });
}

function gradeOfSize(sizeMm: number): Grade {
  const [one, two, three] = SIZE_LIMITS;
  if (sizeMm < one) return 0;
  if (sizeMm < two) return 1;
  return sizeMm < three ? 2 : 3;
}
