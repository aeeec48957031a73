// What each model said of each hip: its newest answer, also if another model's grading is in force.

import { z } from 'zod';
import { perQuadrantOf, type PerQuadrant } from '../domain/quadrant.ts';
import type { StudyDatabase } from './study-database.ts';

const Graded = z.object({ probabilities: z.array(z.number()) }).transform(({ probabilities }) => probabilities);
const Present = z.object({ probability: z.number() }).transform(({ probability }) => [1 - probability, probability]);
const Answers = perQuadrantOf(z.union([Graded, Present]));
const Row = z.object({ hip_id: z.string(), answers: z.string() });

/** By hip, the probabilities of the grades by each model that answers quadrants. */
export function answersOfModels(database: StudyDatabase): ReadonlyMap<string, readonly PerQuadrant<readonly number[]>[]> {
  const rows = database
    .prepare(
      `SELECT hip_id, answers FROM gradings WHERE kind IN ('grades', 'presence') AND grading_id IN
         (SELECT max(grading_id) FROM gradings GROUP BY hip_id, model_sha256) ORDER BY hip_id, model_sha256`,
    )
    .all();
  const found = new Map<string, PerQuadrant<readonly number[]>[]>();
  for (const row of z.array(Row).parse(rows)) {
    const answers = Answers.parse(JSON.parse(row.answers));
    found.set(row.hip_id, [...(found.get(row.hip_id) ?? []), answers]);
  }
  return found;
}
