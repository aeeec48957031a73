// Queries on the points that a network found, and on the radiographs that still need points.

import { z } from 'zod';
import type { StudyDatabase } from './study-database.ts';

export interface FoundPointsRecord {
  readonly hipId: string;
  /** Name and version of the network. */
  readonly network: string;
  readonly probability: number;
  readonly foundAt: string;
}

/** Marks the points of a hip's present crop as found by a network. */
export function putFoundPoints(database: StudyDatabase, { hipId, network, probability, foundAt }: FoundPointsRecord): void {
  database
    .prepare('INSERT OR REPLACE INTO found_points (hip_id, network, probability, found_at) VALUES (?, ?, ?, ?)')
    .run(hipId, network, probability, foundAt);
}

const Row = z.object({ hip_id: z.string(), network: z.string(), probability: z.number(), found_at: z.string() });

/** Null if the points came from a file, or if there are none. */
export function foundPointsOf(database: StudyDatabase, hipId: string): FoundPointsRecord | null {
  const row = database.prepare('SELECT * FROM found_points WHERE hip_id = ?').get(hipId);
  if (row === undefined) return null;
  const { network, probability, found_at: foundAt } = Row.parse(row);
  return { hipId, network, probability, foundAt };
}

/** Sets the spacing estimated from the femoral heads, on a radiograph whose file has none. */
export function putEstimatedSpacing(database: StudyDatabase, radiographId: string, spacingMm: number): void {
  database
    .prepare(
      `UPDATE radiographs SET spacing_mm = $mm, patient_spacing_mm = $mm, patient_spacing_source = 'estimated'
       WHERE radiograph_id = $id AND spacing_source = 'estimated'`,
    )
    .run({ mm: spacingMm, id: radiographId });
}

/** The radiographs with a hip without points, in the order of the worklist. */
export function radiographsWithoutPoints(database: StudyDatabase): readonly string[] {
  const query = `SELECT DISTINCT radiograph_id FROM hips WHERE problem_code = 'landmarks-missing' ORDER BY subject, visit`;
  return z.array(z.string()).parse(database.prepare(query).pluck().all());
}

/** The radiographs with points from a file that follow no outline, about which the locating networks were not asked, in the order of the worklist. */
export function radiographsToConfirm(
  database: StudyDatabase,
  { above, below }: { readonly above: number; readonly below: number },
): readonly string[] {
  const query = `SELECT DISTINCT radiograph_id FROM hips WHERE NOT (quality ->> 'networksAsked')
    AND (quality ->> 'outlineFit') > ? AND (quality ->> 'outlineFit') < ? ORDER BY subject, visit`;
  return z.array(z.string()).parse(database.prepare(query).pluck().all(above, below));
}
