// Queries on the radiographs table.

import { z } from 'zod';
import { FilmDetailsSchema } from '../domain/film/details.ts';
import { PatientSourceSchema, SpacingSourceSchema } from '../domain/film/spacing.ts';
import type { StudyRadiograph } from '../domain/radiograph.ts';
import { SideSchema, type Side } from '../domain/hip.ts';
import { TurnSchema } from '../domain/film/turn.ts';
import { WarningsSchema } from '../domain/film/warning.ts';
import type { StudyDatabase } from './study-database.ts';

/** A radiograph by the SHA-256 of its source file. */
export interface RadiographRecord extends StudyRadiograph {
  readonly subject: string;
  readonly visit: string;
  /** The stored pixels and their preview, if there is one. A stored value v maps back to grey: low + slope * v. */
  readonly pixels: {
    readonly object: string;
    readonly preview?: string | undefined;
    readonly low: number;
    readonly slope: number;
  };
  readonly importedAt: string;
  /** The side that the film names. Null if it names none or both. */
  readonly laterality: Side | null;
}

const Row = z.object({
  radiograph_id: z.string(),
  subject: z.string(),
  visit: z.string(),
  width: z.number(),
  height: z.number(),
  spacing_mm: z.number(),
  spacing_source: SpacingSourceSchema,
  window_centre: z.number(),
  window_width: z.number(),
  monochrome1: z.number(),
  pixels_object: z.string(),
  pixels_low: z.number(),
  pixels_slope: z.number(),
  imported_at: z.string(),
  patient_spacing_mm: z.number().nullable(),
  patient_spacing_source: PatientSourceSchema.nullable(),
  warnings: z.string(),
  turn: TurnSchema.nullable(),
  laterality: SideSchema.nullable(),
  details: z.string().nullable(),
  preview_object: z.string().nullable(),
});

/** Adds a radiograph, with the id of its import if there is a record of one. */
export function insertRadiograph(database: StudyDatabase, record: RadiographRecord, importId: string | null = null): void {
  database
    .prepare(
      `INSERT INTO radiographs (radiograph_id, subject, visit, width, height, spacing_mm, spacing_source, window_centre, window_width,
         monochrome1, pixels_object, pixels_low, pixels_slope, imported_at, import_id, warnings, patient_spacing_mm,
         patient_spacing_source, turn, laterality, details, preview_object)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    )
    .run(
      record.radiographId,
      record.subject,
      record.visit,
      record.width,
      record.height,
      record.spacingMm,
      record.spacingSource,
      record.window.centre,
      record.window.width,
      record.monochrome1 ? 1 : 0,
      record.pixels.object,
      record.pixels.low,
      record.pixels.slope,
      record.importedAt,
      importId,
      JSON.stringify(record.warnings),
      record.patientPlane?.mm ?? null,
      record.patientPlane?.source ?? null,
      record.turn,
      record.laterality,
      record.details === undefined ? null : JSON.stringify(record.details),
      record.pixels.preview ?? null,
    );
}

/** Sets the spacing of a film, and its warnings. The crops of its hips must be cut again in the same transaction. */
export function putSpacing(
  database: StudyDatabase,
  {
    radiographId,
    spacingMm,
    spacingSource,
    patientPlane,
    warnings,
  }: Pick<StudyRadiograph, 'radiographId' | 'spacingMm' | 'spacingSource' | 'patientPlane' | 'warnings'>,
): void {
  database
    .prepare(
      `UPDATE radiographs SET spacing_mm = ?, spacing_source = ?, patient_spacing_mm = ?, patient_spacing_source = ?, warnings = ?
       WHERE radiograph_id = ?`,
    )
    .run(
      spacingMm,
      spacingSource,
      patientPlane?.mm ?? null,
      patientPlane?.source ?? null,
      JSON.stringify(warnings),
      radiographId,
    );
}

export function radiographById(database: StudyDatabase, radiographId: string): RadiographRecord | null {
  const row = database.prepare('SELECT * FROM radiographs WHERE radiograph_id = ?').get(radiographId);
  return row === undefined ? null : record(Row.parse(row));
}

/** The ids of all radiographs, by subject and visit. */
export function radiographIds(database: StudyDatabase): readonly string[] {
  const query = 'SELECT radiograph_id FROM radiographs ORDER BY subject, visit, radiograph_id';
  return z.array(z.string()).parse(database.prepare(query).pluck().all());
}

export function countRadiographs(database: StudyDatabase): { radiographs: number; subjects: number } {
  return z
    .object({ radiographs: z.number(), subjects: z.number() })
    .parse(database.prepare('SELECT count(*) AS radiographs, count(DISTINCT subject) AS subjects FROM radiographs').get());
}

function record(row: z.infer<typeof Row>): RadiographRecord {
  const { patient_spacing_mm: mm, patient_spacing_source: source } = row;
  return {
    radiographId: row.radiograph_id,
    subject: row.subject,
    visit: row.visit,
    width: row.width,
    height: row.height,
    spacingMm: row.spacing_mm,
    spacingSource: row.spacing_source,
    ...(mm === null || source === null ? {} : { patientPlane: { mm, source } }),
    window: { centre: row.window_centre, width: row.window_width },
    monochrome1: row.monochrome1 === 1,
    pixels: {
      object: row.pixels_object,
      ...(row.preview_object === null ? {} : { preview: row.preview_object }),
      low: row.pixels_low,
      slope: row.pixels_slope,
    },
    importedAt: row.imported_at,
    turn: row.turn ?? 'none',
    laterality: row.laterality,
    warnings: WarningsSchema.parse(JSON.parse(row.warnings)),
    ...(row.details === null ? {} : { details: FilmDetailsSchema.parse(JSON.parse(row.details)) }),
  };
}
