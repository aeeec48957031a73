// Queries on the gradings table: what a model said of a hip, with the heatmaps that explain it.

import { z } from 'zod';
import { FINDINGS, perFinding, quadrantsOf } from '../domain/finding.ts';
import type { GradingVersion } from '../domain/study/case.ts';
import {
  answersOf,
  attentionIsLow,
  GRADING_KINDS,
  HipGradingSchema,
  keptScores,
  type HeatmapSet,
  type HipGrading,
} from '../domain/grading.ts';
import { perQuadrant, QUADRANTS } from '../domain/quadrant.ts';
import type { StudyDatabase } from './study-database.ts';

export interface GradingRecord {
  readonly hipId: string;
  readonly model: { readonly name: string; readonly version: string; readonly sha256: string };
  readonly grading: HipGrading;
  readonly heatmaps: HeatmapSet;
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
  familiarity: z.string().nullable(),
});

/** Stores a grading and makes it the one in force for its hip. */
export function putGrading(database: StudyDatabase, record: GradingRecord): void {
  const { hipId, model, grading, heatmaps, gradedAt } = record;
  const maps = new Uint8Array(heatmaps.values.buffer, heatmaps.values.byteOffset, heatmaps.values.byteLength);
  const answers = JSON.stringify(grading.kind === 'findings' ? grading.findings : grading.quadrants);
  database.transaction(() => {
    const { lastInsertRowid } = database
      .prepare('INSERT INTO gradings VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)')
      .run(
        hipId,
        model.name,
        model.version,
        model.sha256,
        grading.kind,
        answers,
        grading.kind === 'grades' ? grading.globalProbability : null,
        grading.milliseconds,
        gradedAt,
        heatmaps.size,
        maps,
        grading.familiarity === undefined ? null : JSON.stringify(grading.familiarity),
      );
    putInForce(database, { gradingId: Number(lastInsertRowid), hipId, model, grading });
  })();
}

interface GradingInForce extends Pick<GradingRecord, 'hipId' | 'grading'> {
  readonly gradingId: number;
  readonly model: Pick<GradingRecord['model'], 'name' | 'version'>;
}

/** Writes the summary of a grading into the row of its hip, which the worklist reads. */
function putInForce(database: StudyDatabase, { gradingId, hipId, model, grading }: GradingInForce): void {
  const summary = summaryOf(grading);
  database
    .prepare(
      `UPDATE hips SET grading_id = ?, femur_superior = ?, femur_inferior = ?, acetabulum_superior = ?, acetabulum_inferior = ?,
         presence = ?, findings = ?, highest_grade = ?, global_probability = ?, attention_flag = ?, graded_by = ?, uncertainty = ?, unlike = ?
       WHERE hip_id = ?`,
    )
    .run(
      gradingId,
      ...summary.grades,
      summary.presence,
      summary.findings,
      summary.highestGrade,
      summary.globalProbability,
      answersOf(grading).some(attentionIsLow) ? 1 : 0,
      `${model.name} ${model.version}`,
      uncertaintyOf(grading),
      grading.familiarity === undefined ? null : Number(grading.familiarity.unlike),
      hipId,
    );
}

/**
 * Puts the newest grading of each hip by this model in force, and leaves hips that it has not graded without grades, so that the grades of
 * two models never stand in one list. Gradings of an earlier crop stay out of force.
 */
export function putModelInForce(database: StudyDatabase, name: string): void {
  database.transaction(() => {
    database.exec(
      `UPDATE hips SET grading_id = NULL, femur_superior = NULL, femur_inferior = NULL, acetabulum_superior = NULL,
         acetabulum_inferior = NULL, presence = NULL, findings = NULL, highest_grade = NULL, global_probability = NULL,
         attention_flag = NULL, graded_by = NULL, uncertainty = NULL, unlike = NULL WHERE grading_id IS NOT NULL`,
    );
    const newest = database
      .prepare(
        `SELECT max(gradings.grading_id) FROM gradings JOIN hips USING (hip_id) WHERE model_name = ?
           AND gradings.grading_id > last_outdated_grading AND problem_code IS NULL GROUP BY hip_id`,
      )
      .pluck()
      .all(name);
    const find = database.prepare('SELECT * FROM gradings WHERE grading_id = ?');
    for (const gradingId of newest) {
      const record = fromRow(Row.parse(find.get(gradingId)));
      putInForce(database, { gradingId: Number(gradingId), ...record });
    }
  })();
}

/** How many hips have grades of another model in force. */
export function hipsOfOtherModels(database: StudyDatabase, name: string): number {
  const query = "SELECT count(*) FROM hips WHERE joint = 'hip' AND substr(graded_by, 1, length(?) + 1) <> ? || ' '";
  return Number(database.prepare(query).pluck().get(name, name));
}

/** Every grading of a hip's present crop, newest first. */
export function gradingsOfHip(database: StudyDatabase, hipId: string): GradingVersion[] {
  const rows = database
    .prepare(
      `SELECT gradings.*, hips.grading_id IS gradings.grading_id AS in_force FROM gradings JOIN hips USING (hip_id)
         WHERE hip_id = ? AND gradings.grading_id > last_outdated_grading ORDER BY gradings.grading_id DESC`,
    )
    .all(hipId);
  return rows.map((raw) => {
    const { model, grading, heatmaps, gradedAt } = fromRow(Row.parse(raw));
    const inForce = z.object({ in_force: z.number() }).parse(raw).in_force === 1;
    const scores = [...keptScores(heatmaps)];
    return { model: { name: model.name, version: model.version }, gradedAt, inForce, scores, ...marksOf(grading) };
  });
}

function marksOf(grading: HipGrading): Pick<GradingVersion, 'grades' | 'presence' | 'findings'> {
  switch (grading.kind) {
    case 'grades':
      return { grades: perQuadrant((quadrant) => grading.quadrants[quadrant].grade), presence: null, findings: null };
    case 'presence':
      return { grades: null, presence: perQuadrant((quadrant) => grading.quadrants[quadrant].present), findings: null };
    case 'findings':
      return { grades: null, presence: null, findings: perFinding((finding) => grading.findings[finding].grade) };
  }
}

/** The largest of 1 - P(chosen answer) over the answers, 0 to 1. */
function uncertaintyOf(grading: HipGrading): number {
  const doubts = answersOf(grading).map((answer) =>
    'present' in answer ? Math.min(answer.probability, 1 - answer.probability) : 1 - Math.max(...answer.probabilities),
  );
  return Math.min(1, Math.max(0, ...doubts));
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

/** The grading of a hip's present crop that was made at this time, in force or not. */
export function gradingMadeAt(database: StudyDatabase, hipId: string, gradedAt: string): GradingRecord | null {
  const row = database
    .prepare(
      `SELECT gradings.* FROM gradings JOIN hips USING (hip_id)
         WHERE hip_id = ? AND graded_at = ? AND gradings.grading_id > last_outdated_grading ORDER BY gradings.grading_id DESC`,
    )
    .get(hipId, gradedAt);
  return row === undefined ? null : fromRow(Row.parse(row));
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
      ...(row.familiarity === null ? {} : { familiarity: JSON.parse(row.familiarity) }),
    }),
    heatmaps: { kind: row.kind, values: new Float32Array(row.heatmaps.slice().buffer), size: row.heatmap_size },
    gradedAt: row.graded_at,
  };
}
