// Queries on the measurements table.

import { z } from 'zod';
import { PatientSourceSchema } from '../../domain/film/spacing.ts';
import { ImagePointSchema } from '../../domain/geometry.ts';
import { MeasurementKindSchema, type Measurement } from '../../domain/measure/measurement.ts';
import type { StudyDatabase } from '../study-database.ts';

const Row = z.object({
  measurement_id: z.string(),
  kind: MeasurementKindSchema,
  points: z.string(),
  spacing_mm: z.number(),
  spacing_source: PatientSourceSchema,
  reader: z.string(),
  made_at: z.string(),
});

/** Saves a measurement of a hip, or replaces the one of the same id. */
export function putMeasurement(database: StudyDatabase, hipId: string, measurement: Measurement): void {
  const { measurementId, kind, points, spacing, reader, madeAt } = measurement;
  database
    .prepare('INSERT OR REPLACE INTO measurements VALUES (?, ?, ?, ?, ?, ?, ?, ?)')
    .run(measurementId, hipId, kind, JSON.stringify(points), spacing.mm, spacing.source, reader, madeAt);
}

export function removeMeasurement(database: StudyDatabase, measurementId: string): void {
  database.prepare('DELETE FROM measurements WHERE measurement_id = ?').run(measurementId);
}

/** A hip's measurements, oldest first. */
export function measurementsOf(database: StudyDatabase, hipId: string): readonly Measurement[] {
  const rows = database.prepare('SELECT * FROM measurements WHERE hip_id = ? ORDER BY made_at, measurement_id').all(hipId);
  return rows.map((raw) => {
    const row = Row.parse(raw);
    return {
      measurementId: row.measurement_id,
      kind: row.kind,
      points: z.array(ImagePointSchema).parse(JSON.parse(row.points)),
      spacing: { mm: row.spacing_mm, source: row.spacing_source },
      reader: row.reader,
      madeAt: row.made_at,
    };
  });
}

/** Null if the hip has no such measurement. */
export function measurementOf(database: StudyDatabase, hipId: string, measurementId: string): Measurement | null {
  return measurementsOf(database, hipId).find((measurement) => measurement.measurementId === measurementId) ?? null;
}

/** The hip that a measurement belongs to. Null if there is no such measurement. */
export function hipOfMeasurement(database: StudyDatabase, measurementId: string): string | null {
  const found = database.prepare('SELECT hip_id FROM measurements WHERE measurement_id = ?').pluck().get(measurementId);
  return typeof found === 'string' ? found : null;
}
