// The scale of a film. Crops are cut at its pixel spacing, by the rule of the cohorts. Measurements are in the patient's plane.

import { z } from 'zod';

/** Where the pixel spacing came from. It is shown beside every measurement. */
export const SpacingSourceSchema = z.enum([
  'PixelSpacing',
  'ImagerPixelSpacing',
  'NominalScannedPixelSpacing',
  'supplied',
  'estimated',
]);

export type SpacingSource = z.infer<typeof SpacingSourceSchema>;

/** How the spacing in the patient's plane is known. */
export const PatientSourceSchema = z.enum([
  /** The file's PixelSpacing is corrected already. */
  'calibrated',
  /** Divided by the file's magnification factor. */
  'magnification-factor',
  /** Divided by the ratio of the file's distances from the source to the detector and to the patient. */
  'distances',
  /** At the detector, because the file states no magnification. */
  'detector',
  /** The file does not say whether its PixelSpacing is corrected. */
  'plane-unknown',
  'supplied',
  'estimated',
]);

export type PatientSource = z.infer<typeof PatientSourceSchema>;

/** Millimetres per pixel in the plane of the hip. */
export const PatientSpacingSchema = z.object({ mm: z.number().positive(), source: PatientSourceSchema });

export type PatientSpacing = Readonly<z.infer<typeof PatientSpacingSchema>>;

interface Scaled {
  readonly spacingMm: number;
  readonly spacingSource: SpacingSource;
  readonly patientPlane?: PatientSpacing | undefined;
}

/** Returns the spacing for measurements. Films of older studies have none of their own. */
export function patientSpacingOf({ spacingMm, spacingSource, patientPlane }: Scaled): PatientSpacing {
  if (patientPlane !== undefined) return patientPlane;
  switch (spacingSource) {
    case 'supplied':
    case 'estimated':
      return { mm: spacingMm, source: spacingSource };
    case 'PixelSpacing':
      return { mm: spacingMm, source: 'plane-unknown' };
    case 'ImagerPixelSpacing':
    case 'NominalScannedPixelSpacing':
      return { mm: spacingMm, source: 'detector' };
  }
}

/** How much larger the patient is on the detector. 1 if nothing is known. */
export function magnificationOf(film: Scaled): number {
  return film.spacingMm / patientSpacingOf(film).mm;
}

/** Replaces the spacing of a film, for measurements too. */
export function withSpacing<Film extends Scaled>(film: Film, spacingMm: number, spacingSource: 'supplied' | 'estimated'): Film {
  return { ...film, spacingMm, spacingSource, patientPlane: { mm: spacingMm, source: spacingSource } };
}

/** Both scales of a film, as results and reports state them. */
const FilmSpacingSchema = z.object({
  mm: z.number(),
  source: SpacingSourceSchema,
  patientMm: z.number(),
  patientSource: PatientSourceSchema,
});

export type FilmSpacing = Readonly<z.infer<typeof FilmSpacingSchema>>;

export function filmSpacing(film: Scaled): FilmSpacing {
  const { mm, source } = patientSpacingOf(film);
  return { mm: film.spacingMm, source: film.spacingSource, patientMm: mm, patientSource: source };
}
