// Queries on the hips table: one joint, with its crop, or with the problem that kept it from having one.

import { z } from 'zod';
import { FAILURE_CODES, type Failure } from '../domain/failure.ts';
import type { CropFrame, ImagePoint } from '../domain/geometry.ts';
import { SIDES, type Side } from '../domain/hip.ts';
import type { Numbering } from '../domain/landmark-table.ts';
import type { StudyDatabase } from './study-database.ts';

/** What a prepared hip has. */
export interface PreparedHip {
  readonly frame: CropFrame;
  /** In image pixels. // [80] */
  readonly landmarks: readonly ImagePoint[];
  readonly numbering: Numbering;
  readonly intensity: { readonly p5: number; readonly p95: number };
  readonly cropObject: string;
  readonly thumbnailObject: string;
}

export interface HipRecord {
  readonly hipId: string;
  readonly subject: string;
  readonly visit: string;
  readonly side: Side;
  readonly radiographId: string;
  readonly prepared: PreparedHip | null;
  readonly problem: Failure | null;
}

const Frame = z.object({
  originX: z.number(),
  originY: z.number(),
  step: z.number(),
  size: z.number(),
  mirrored: z.boolean(),
  spacingMm: z.number(),
});

const Row = z.object({
  hip_id: z.string(),
  subject: z.string(),
  visit: z.string(),
  side: z.enum(SIDES),
  radiograph_id: z.string(),
  frame: z.string().nullable(),
  landmarks: z.instanceof(Uint8Array).nullable(),
  numbering: z.enum(['original', 'renumbered']).nullable(),
  p5: z.number().nullable(),
  p95: z.number().nullable(),
  crop_object: z.string().nullable(),
  thumbnail_object: z.string().nullable(),
  problem_code: z.enum(FAILURE_CODES).nullable(),
  problem_message: z.string().nullable(),
});

/** Writes a hip, or replaces what was known of it; a grading made for an earlier crop is let go of. */
export function putHip(database: StudyDatabase, hip: HipRecord): void {
  const { prepared, problem } = hip;
  database
    .prepare(
      `INSERT INTO hips VALUES (@hipId, @subject, @visit, @side, @radiographId, @frame, @landmarks, @numbering, @p5, @p95, @crop,
         @thumbnail, @code, @message, NULL)
       ON CONFLICT (hip_id) DO UPDATE SET frame = excluded.frame, landmarks = excluded.landmarks, numbering = excluded.numbering,
         p5 = excluded.p5, p95 = excluded.p95, crop_object = excluded.crop_object, thumbnail_object = excluded.thumbnail_object,
         problem_code = excluded.problem_code, problem_message = excluded.problem_message, grading_id = NULL`,
    )
    .run({
      hipId: hip.hipId,
      subject: hip.subject,
      visit: hip.visit,
      side: hip.side,
      radiographId: hip.radiographId,
      frame: prepared === null ? null : JSON.stringify(prepared.frame),
      landmarks: prepared === null ? null : packPoints(prepared.landmarks),
      numbering: prepared?.numbering ?? null,
      p5: prepared?.intensity.p5 ?? null,
      p95: prepared?.intensity.p95 ?? null,
      crop: prepared?.cropObject ?? null,
      thumbnail: prepared?.thumbnailObject ?? null,
      code: problem?.code ?? null,
      message: problem?.message ?? null,
    });
}

export function hipById(database: StudyDatabase, hipId: string): HipRecord | null {
  const row = database.prepare('SELECT * FROM hips WHERE hip_id = ?').get(hipId);
  return row === undefined ? null : record(Row.parse(row));
}

export function hipsOfRadiograph(database: StudyDatabase, radiographId: string): readonly HipRecord[] {
  const rows = database.prepare('SELECT * FROM hips WHERE radiograph_id = ? ORDER BY side DESC').all(radiographId);
  return rows.map((row) => record(Row.parse(row)));
}

/** Hips that have a crop but no grading yet, in the order of the worklist. */
export function ungradedHipIds(database: StudyDatabase): readonly string[] {
  return z
    .array(z.string())
    .parse(
      database
        .prepare('SELECT hip_id FROM hips WHERE grading_id IS NULL AND problem_code IS NULL ORDER BY subject, visit, side DESC')
        .pluck()
        .all(),
    );
}

function record(row: z.infer<typeof Row>): HipRecord {
  return {
    hipId: row.hip_id,
    subject: row.subject,
    visit: row.visit,
    side: row.side,
    radiographId: row.radiograph_id,
    prepared: preparedOf(row),
    problem:
      row.problem_code === null || row.problem_message === null ? null : { code: row.problem_code, message: row.problem_message },
  };
}

function preparedOf(row: z.infer<typeof Row>): PreparedHip | null {
  const { frame, landmarks, numbering, p5, p95, crop_object: cropObject, thumbnail_object: thumbnailObject } = row;
  if (frame === null || landmarks === null || numbering === null || p5 === null || p95 === null) return null;
  if (cropObject === null || thumbnailObject === null) return null;
  return {
    frame: Frame.parse(JSON.parse(frame)),
    landmarks: unpackPoints(landmarks),
    numbering,
    intensity: { p5, p95 },
    cropObject,
    thumbnailObject,
  };
}

/** Points as little-endian float64 pairs. */
function packPoints(points: readonly ImagePoint[]): Uint8Array {
  return new Uint8Array(Float64Array.from(points.flatMap((point) => [point.x, point.y])).buffer);
}

function unpackPoints(bytes: Uint8Array): readonly ImagePoint[] {
  const numbers = new Float64Array(bytes.slice().buffer);
  return Array.from({ length: numbers.length / 2 }, (_, i) => ({ x: numbers[2 * i], y: numbers[2 * i + 1] }));
}
