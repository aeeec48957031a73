// Queries for training: every hip with a crop, and the newest reading of each of its quadrants.

import { z } from 'zod';
import { isGrade, NotGradableReasonSchema, type QuadrantLabel } from '../domain/grade.ts';
import { QuadrantSchema, type Quadrant } from '../domain/quadrant.ts';
import { hipById, type HipRecord } from './hips.ts';
import type { StudyDatabase } from './study-database.ts';

/** All hips with a crop, by subject, visit and side. */
export function hipsWithCrops(database: StudyDatabase): readonly HipRecord[] {
  const query = 'SELECT hip_id FROM crops JOIN hips USING (hip_id) ORDER BY subject, visit, side DESC';
  const ids = z.array(z.string()).parse(database.prepare(query).pluck().all());
  return ids.flatMap((hipId) => hipById(database, hipId) ?? []);
}

const Row = z.object({
  hip_id: z.string(),
  quadrant: QuadrantSchema,
  grade: z.number().nullable(),
  reason: NotGradableReasonSchema.nullable(),
});

/** The newest reading by hip and quadrant, of any reader. Quadrants never read are absent. */
export function newestReadings(database: StudyDatabase): ReadonlyMap<string, ReadonlyMap<Quadrant, QuadrantLabel>> {
  const rows = database.prepare('SELECT hip_id, quadrant, grade, reason FROM readings ORDER BY read_at, reader').all();
  const found = new Map<string, Map<Quadrant, QuadrantLabel>>();
  for (const row of z.array(Row).parse(rows)) {
    const own = found.get(row.hip_id) ?? new Map<Quadrant, QuadrantLabel>();
    own.set(row.quadrant, labelOf(row));
    found.set(row.hip_id, own);
  }
  return found;
}

function labelOf({ grade, reason }: z.infer<typeof Row>): QuadrantLabel {
  if (grade !== null && isGrade(grade)) return { kind: 'graded', grade };
  return { kind: 'not-gradable', reason: reason ?? 'technical' };
}
