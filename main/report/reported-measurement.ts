// What a reader measured on the film, as a report says it: one number each.

import type { PatientSource, PatientSpacing } from '../domain/film/spacing.ts';
import { measure, type Measurement, type MeasurementKind } from '../domain/measure/measurement.ts';

export interface ReportedMeasurement {
  readonly kind: MeasurementKind;
  /** Of a circle, its diameter. */
  readonly value: number;
  readonly unit: 'mm' | 'degrees';
  /** How the scale of the millimetres is known. */
  readonly plane: PatientSource;
  readonly reader: string;
}

/** Returns the measurements at the film's spacing of today, as the screen shows them. Leaves out those whose points define none. */
export function reportedMeasurements(
  measurements: readonly Measurement[],
  { mm, source }: PatientSpacing,
): readonly ReportedMeasurement[] {
  return measurements.flatMap(({ kind, points, reader }): readonly ReportedMeasurement[] => {
    const measured = measure(kind, points, mm);
    if (measured === null) return [];
    const common = { kind, plane: source, reader };
    switch (measured.kind) {
      case 'length':
        return [{ ...common, value: measured.mm, unit: 'mm' }];
      case 'circle':
        return [{ ...common, value: measured.diameterMm, unit: 'mm' }];
      case 'angle':
        return [{ ...common, value: measured.degrees, unit: 'degrees' }];
    }
  });
}
