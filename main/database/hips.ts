// Queries on the hips table: one joint with its crop, or with the reason why it has none.

import { z } from 'zod';
import { FailureCodeSchema, type Failure } from '../domain/failure.ts';
import { CropFrameSchema, ImagePointSchema, type ImagePoint } from '../domain/geometry.ts';
import { CohortOriginSchema } from '../domain/film/cohort-origin.ts';
import { HipSchema, type Hip } from '../domain/hip.ts';
import type { Immutable } from '../domain/immutable.ts';
import { NumberingSchema } from '../domain/landmark-table.ts';
import { HipQualitySchema, type HipQuality } from '../domain/film/quality.ts';
import { WarningsSchema, type Warning } from '../domain/film/warning.ts';
import type { StudyDatabase } from './study-database.ts';

/** What a prepared hip has. */
export const PreparedHipSchema = z.object({
  frame: CropFrameSchema,
  /** In image pixels. Empty for a crop without landmarks; the numbering then means nothing. // [80] or [0] */
  landmarks: z.array(ImagePointSchema),
  numbering: NumberingSchema,
  intensity: z.object({ p5: z.number(), p95: z.number() }),
  cropObject: z.string(),
  thumbnailObject: z.string(),
  /** Only of a crop that came from a cohort file. */
  cohortOrigin: CohortOriginSchema.optional(),
});

export type PreparedHip = Immutable<z.infer<typeof PreparedHipSchema>>;

export interface HipRecord extends Hip {
  readonly hipId: string;
  readonly radiographId: string;
  readonly prepared: PreparedHip | null;
  readonly problem: Failure | null;
  /** Null if the hip has no crop, or no points to measure it with. */
  readonly quality: HipQuality | null;
  /** What makes a grade of this hip doubtful. */
  readonly warnings: readonly Warning[];
}

const Row = z.object({
  hip_id: z.string(),
  ...HipSchema.shape,
  radiograph_id: z.string(),
  problem_code: FailureCodeSchema.nullable(),
  problem_message: z.string().nullable(),
  warnings: z.string(),
  quality: z.string().nullable(),
  frame: z.string().nullable(),
  landmarks: z.instanceof(Uint8Array).nullable(),
  numbering: NumberingSchema.nullable(),
  p5: z.number().nullable(),
  p95: z.number().nullable(),
  crop_object: z.string().nullable(),
  thumbnail_object: z.string().nullable(),
  cohort_origin: z.string().nullable(),
});

const SELECT = `SELECT h.hip_id, h.subject, h.visit, h.side, h.radiograph_id, h.problem_code, h.problem_message, h.warnings, h.quality, c.frame, c.landmarks,
  c.numbering, c.p5, c.p95, c.crop_object, c.thumbnail_object, c.cohort_origin FROM hips AS h LEFT JOIN crops AS c USING (hip_id)`;

/** Writes a hip, or replaces it. A grading of an earlier crop is no longer in force. */
export function putHip(database: StudyDatabase, hip: HipRecord): void {
  const { hipId, subject, visit, side, radiographId, prepared, problem, warnings, quality } = hip;
  if ((prepared === null) === (problem === null)) throw new Error('A hip has either a crop or a problem.');
  database.transaction(() => {
    database
      .prepare(
        `INSERT INTO hips (hip_id, subject, visit, side, radiograph_id, problem_code, problem_message, warnings, quality)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (hip_id) DO UPDATE SET problem_code = excluded.problem_code, problem_message = excluded.problem_message, warnings = excluded.warnings,
           quality = excluded.quality,
           grading_id = NULL, highest_grade = NULL, global_probability = NULL, attention_flag = NULL, femur_superior = NULL,
           femur_inferior = NULL, acetabulum_superior = NULL, acetabulum_inferior = NULL, presence = NULL, findings = NULL, graded_by = NULL,
           uncertainty = NULL, unlike = NULL, knee_grading_id = NULL, kl_grade = NULL,
           last_outdated_grading = coalesce((SELECT max(grading_id) FROM gradings WHERE gradings.hip_id = hips.hip_id), 0)`,
      )
      .run(
        hipId,
        subject,
        visit,
        side,
        radiographId,
        problem?.code ?? null,
        problem?.message ?? null,
        JSON.stringify(warnings),
        quality === null ? null : JSON.stringify(quality),
      );
    database.prepare('DELETE FROM crops WHERE hip_id = ?').run(hipId);
    if (prepared !== null) putCrop(database, hipId, prepared);
  })();
}

/** Changes what is known of a hip's picture, and leaves its crop and its gradings. */
export function putJudgement(
  database: StudyDatabase,
  { hipId, quality, warnings }: Pick<HipRecord, 'hipId' | 'quality' | 'warnings'>,
): void {
  const stored = quality === null ? null : JSON.stringify(quality);
  database.prepare('UPDATE hips SET quality = ?, warnings = ? WHERE hip_id = ?').run(stored, JSON.stringify(warnings), hipId);
}

function putCrop(database: StudyDatabase, hipId: string, prepared: PreparedHip): void {
  const { frame, landmarks, numbering, intensity, cropObject, thumbnailObject, cohortOrigin } = prepared;
  database
    .prepare('INSERT INTO crops VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)')
    .run(
      hipId,
      JSON.stringify(frame),
      packPoints(landmarks),
      numbering,
      intensity.p5,
      intensity.p95,
      cropObject,
      thumbnailObject,
      cohortOrigin === undefined ? null : JSON.stringify(cohortOrigin),
    );
}

export function hipById(database: StudyDatabase, hipId: string): HipRecord | null {
  const row = database.prepare(`${SELECT} WHERE h.hip_id = ?`).get(hipId);
  return row === undefined ? null : record(Row.parse(row));
}

/** The subject of each of these hips that the study holds, in no particular order. */
export function subjectsOfHips(database: StudyDatabase, hipIds: readonly string[]): readonly string[] {
  const query = 'SELECT subject FROM hips WHERE hip_id IN (SELECT value FROM json_each(?))';
  return z.array(z.string()).parse(database.prepare(query).pluck().all(JSON.stringify(hipIds)));
}

export function hipsOfRadiograph(database: StudyDatabase, radiographId: string): readonly HipRecord[] {
  const rows = database.prepare(`${SELECT} WHERE h.radiograph_id = ? ORDER BY h.side DESC`).all(radiographId);
  return rows.map((row) => record(Row.parse(row)));
}

/** How many hips and knees among these have a picture that a model can grade. */
export function countGradable(database: StudyDatabase, hipIds: readonly string[]): Readonly<Record<'hips' | 'knees', number>> {
  const query = `SELECT count(*) FILTER (WHERE joint = 'hip') AS hips, count(*) FILTER (WHERE joint = 'knee') AS knees
    FROM hips WHERE problem_code IS NULL AND hip_id IN (SELECT value FROM json_each(?))`;
  return z.object({ hips: z.number(), knees: z.number() }).parse(database.prepare(query).get(JSON.stringify(hipIds)));
}

/** Hips that have a crop but no grading yet, in the order of the worklist. */
export function ungradedHipIds(database: StudyDatabase): readonly string[] {
  const query =
    'SELECT hip_id FROM hips WHERE grading_id IS NULL AND kl_grade IS NULL AND problem_code IS NULL ORDER BY subject, visit, side DESC';
  return z.array(z.string()).parse(database.prepare(query).pluck().all());
}

function record(row: z.infer<typeof Row>): HipRecord {
  const { problem_code: code, problem_message: message } = row;
  return {
    hipId: row.hip_id,
    subject: row.subject,
    visit: row.visit,
    side: row.side,
    radiographId: row.radiograph_id,
    prepared: preparedOf(row),
    problem: code === null || message === null ? null : { code, message },
    quality: row.quality === null ? null : HipQualitySchema.parse(JSON.parse(row.quality)),
    warnings: WarningsSchema.parse(JSON.parse(row.warnings)),
  };
}

function preparedOf(row: z.infer<typeof Row>): PreparedHip | null {
  const { frame, landmarks, numbering, p5, p95, crop_object: cropObject, thumbnail_object: thumbnailObject } = row;
  if (frame === null || landmarks === null || numbering === null || p5 === null || p95 === null) return null;
  if (cropObject === null || thumbnailObject === null) return null;
  return {
    frame: CropFrameSchema.parse(JSON.parse(frame)),
    landmarks: unpackPoints(landmarks),
    numbering,
    intensity: { p5, p95 },
    cropObject,
    thumbnailObject,
    ...(row.cohort_origin === null ? {} : { cohortOrigin: CohortOriginSchema.parse(JSON.parse(row.cohort_origin)) }),
  };
}

/** Points as little-endian float64 pairs. */
function packPoints(points: readonly ImagePoint[]): Uint8Array {
  return new Uint8Array(Float64Array.from(points.flatMap((point) => [point.x, point.y])).buffer);
}

function unpackPoints(bytes: Uint8Array): readonly ImagePoint[] {
  const points: ImagePoint[] = [];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 0; at < view.byteLength; at += 16)
    points.push({ x: view.getFloat64(at, true), y: view.getFloat64(at + 8, true) });
  return points;
}
