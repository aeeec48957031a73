// Queries on the gradings table: what a model said of a hip, with the maps that say why.

import { z } from 'zod';
import { LOW_ATTENTION, type HipGrading } from '../domain/grading.ts';
import { QUADRANTS } from '../domain/quadrant.ts';
import { HipGradingSchema } from './grading-shape.ts';
import type { StudyDatabase } from './study-database.ts';

export interface GradingRecord {
  readonly hipId: string;
  readonly model: { readonly name: string; readonly version: string; readonly sha256: string };
  readonly grading: HipGrading;
  /** Grad-CAM maps on the feature grid. // [quadrant, score, size, size] */
  readonly heatmaps: { readonly values: Float32Array; readonly size: number };
  readonly gradedAt: string;
}

const Row = z.object({
  hip_id: z.string(),
  model_name: z.string(),
  model_version: z.string(),
  model_sha256: z.string(),
  quadrants: z.string(),
  heatmaps: z.instanceof(Uint8Array),
  heatmap_size: z.number(),
  global_probability: z.number(),
  milliseconds: z.number(),
  graded_at: z.string(),
});

/** True when a positive quadrant's attention lies mostly outside its zone. */
function attentionIsLow(grading: HipGrading): boolean {
  return QUADRANTS.some((quadrant) => {
    const { grade, attentionInZone } = grading.quadrants[quadrant];
    return grade > 0 && attentionInZone < LOW_ATTENTION;
  });
}

function highestGrade(grading: HipGrading): number {
  return Math.max(...QUADRANTS.map((quadrant) => grading.quadrants[quadrant].grade));
}

/** Keeps a grading and makes it the one in force for its hip. */
export function putGrading(database: StudyDatabase, record: GradingRecord): void {
  const { hipId, model, grading, heatmaps, gradedAt } = record;
  const maps = new Uint8Array(heatmaps.values.buffer, heatmaps.values.byteOffset, heatmaps.values.byteLength);
  const quadrants = JSON.stringify(grading.quadrants);
  database.transaction(() => {
    const { lastInsertRowid } = database
      .prepare('INSERT INTO gradings VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)')
      .run(
        hipId,
        model.name,
        model.version,
        model.sha256,
        quadrants,
        grading.globalProbability,
        grading.milliseconds,
        gradedAt,
        heatmaps.size,
        maps,
      );
    database
      .prepare(
        `UPDATE hips SET grading_id = ?, femur_superior = ?, femur_inferior = ?, acetabulum_superior = ?, acetabulum_inferior = ?,
           highest_grade = ?, global_probability = ?, attention_flag = ? WHERE hip_id = ?`,
      )
      .run(
        lastInsertRowid,
        grading.quadrants['femur-superior'].grade,
        grading.quadrants['femur-inferior'].grade,
        grading.quadrants['acetabulum-superior'].grade,
        grading.quadrants['acetabulum-inferior'].grade,
        highestGrade(grading),
        grading.globalProbability,
        attentionIsLow(grading) ? 1 : 0,
        hipId,
      );
  })();
}

/** The grading in force for a hip. */
export function gradingOfHip(database: StudyDatabase, hipId: string): GradingRecord | null {
  const row = database.prepare('SELECT gradings.* FROM gradings JOIN hips USING (grading_id) WHERE hips.hip_id = ?').get(hipId);
  return row === undefined ? null : fromRow(Row.parse(row));
}

function fromRow(row: z.infer<typeof Row>): GradingRecord {
  return {
    hipId: row.hip_id,
    model: { name: row.model_name, version: row.model_version, sha256: row.model_sha256 },
    grading: HipGradingSchema.parse({
      quadrants: JSON.parse(row.quadrants),
      globalProbability: row.global_probability,
      milliseconds: row.milliseconds,
    }),
    heatmaps: { values: new Float32Array(row.heatmaps.slice().buffer), size: row.heatmap_size },
    gradedAt: row.graded_at,
  };
}
