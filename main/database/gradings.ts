// Queries on the gradings table: what a model said of a hip, with the heatmaps that explain it.

import { z } from 'zod';
import { FINDINGS, quadrantsOf } from '../domain/finding.ts';
import {
  answersOf,
  attentionIsLow,
  GRADING_KINDS,
  HipGradingSchema,
  type GradingKind,
  type HipGrading,
} from '../domain/grading.ts';
import { QUADRANTS } from '../domain/quadrant.ts';
import type { StudyDatabase } from './study-database.ts';

export interface GradingRecord {
  readonly hipId: string;
  readonly model: { readonly name: string; readonly version: string; readonly sha256: string };
  readonly grading: HipGrading;
  /** Grad-CAM maps on the feature grid, in the order of `HEATMAPS`. // [answer, score, size, size] */
  readonly heatmaps: { readonly kind: GradingKind; readonly values: Float32Array; readonly size: number };
  readonly gradedAt: string;
}

const Row = z.object({
  hip_id: z.string(),
  model_name: z.string(),
  model_version: z.string(),
  model_sha256: z.string(),
  kind: z.enum(GRADING_KINDS),
  answers: z.string(),
  heatmaps: z.instanceof(Uint8Array),
  heatmap_size: z.number(),
  global_probability: z.number().nullable(),
  milliseconds: z.number(),
  graded_at: z.string(),
});

/** Stores a grading and makes it the one in force for its hip. */
export function putGrading(database: StudyDatabase, record: GradingRecord): void {
  const { hipId, model, grading, heatmaps, gradedAt } = record;
  const maps = new Uint8Array(heatmaps.values.buffer, heatmaps.values.byteOffset, heatmaps.values.byteLength);
  const answers = JSON.stringify(grading.kind === 'findings' ? grading.findings : grading.quadrants);
  const summary = summaryOf(grading);
  database.transaction(() => {
    const { lastInsertRowid } = database
      .prepare('INSERT INTO gradings VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)')
      .run(
        hipId,
        model.name,
        model.version,
        model.sha256,
        grading.kind,
        answers,
        summary.globalProbability,
        grading.milliseconds,
        gradedAt,
        heatmaps.size,
        maps,
      );
    database
      .prepare(
        `UPDATE hips SET grading_id = ?, femur_superior = ?, femur_inferior = ?, acetabulum_superior = ?, acetabulum_inferior = ?,
           presence = ?, findings = ?, highest_grade = ?, global_probability = ?, attention_flag = ? WHERE hip_id = ?`,
      )
      .run(
        lastInsertRowid,
        ...summary.grades,
        summary.presence,
        summary.findings,
        summary.highestGrade,
        summary.globalProbability,
        answersOf(grading).some(attentionIsLow) ? 1 : 0,
        hipId,
      );
  })();
}

/** The summary of a grading in the hip's own row, which the worklist reads. */
interface Summary {
  /** In the order of QUADRANTS. */
  readonly grades: readonly (number | null)[];
  readonly presence: string | null;
  readonly findings: string | null;
  readonly highestGrade: number | null;
  readonly globalProbability: number | null;
}

const NOTHING: Summary = {
  grades: [null, null, null, null],
  presence: null,
  findings: null,
  highestGrade: null,
  globalProbability: null,
};

function summaryOf(grading: HipGrading): Summary {
  switch (grading.kind) {
    case 'grades': {
      const grades = QUADRANTS.map((quadrant) => grading.quadrants[quadrant].grade);
      return { ...NOTHING, grades, highestGrade: Math.max(...grades), globalProbability: grading.globalProbability };
    }
    case 'presence':
      return { ...NOTHING, presence: QUADRANTS.map((quadrant) => (grading.quadrants[quadrant].present ? 1 : 0)).join('') };
    case 'findings': {
      // A bone's osteophytes are graded by the higher of its two quadrants, so the highest of both bones is the hip's.
      const osteophytes = FINDINGS.filter((finding) => quadrantsOf(finding).length > 0);
      return {
        ...NOTHING,
        findings: FINDINGS.map((finding) => grading.findings[finding].grade).join(''),
        highestGrade: Math.max(...osteophytes.map((finding) => grading.findings[finding].grade)),
      };
    }
  }
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
      kind: row.kind,
      [row.kind === 'findings' ? 'findings' : 'quadrants']: JSON.parse(row.answers),
      ...(row.global_probability === null ? {} : { globalProbability: row.global_probability }),
      milliseconds: row.milliseconds,
    }),
    heatmaps: { kind: row.kind, values: new Float32Array(row.heatmaps.slice().buffer), size: row.heatmap_size },
    gradedAt: row.graded_at,
  };
}
