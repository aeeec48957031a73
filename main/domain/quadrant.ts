// The four places of a hip where osteophytes are graded. Always addressed by name, never by position.

import { z } from 'zod';

/** The quadrants in display order. */
export const QUADRANTS = ['femur-superior', 'femur-inferior', 'acetabulum-superior', 'acetabulum-inferior'] as const;

export type Quadrant = (typeof QUADRANTS)[number];

export const QuadrantSchema = z.enum(QUADRANTS);

/** One value for each quadrant. */
export type PerQuadrant<T> = Readonly<Record<Quadrant, T>>;

/** The schema of one value for each quadrant. */
export const perQuadrantOf = <T extends z.ZodType>(value: T) =>
  z.object({ 'femur-superior': value, 'femur-inferior': value, 'acetabulum-superior': value, 'acetabulum-inferior': value });

/** The column that holds a quadrant's grade in the CHECK and OAI label tables. */
export const COHORT_COLUMN: PerQuadrant<string> = {
  'femur-superior': 'osteo_fem_sup',
  'femur-inferior': 'osteo_fem_inf',
  'acetabulum-superior': 'osteo_acet_sup',
  'acetabulum-inferior': 'osteo_acet_inf',
};

/** Builds a record with one value for each quadrant. */
export function perQuadrant<T>(valueOf: (quadrant: Quadrant) => T): PerQuadrant<T> {
  return {
    'femur-superior': valueOf('femur-superior'),
    'femur-inferior': valueOf('femur-inferior'),
    'acetabulum-superior': valueOf('acetabulum-superior'),
    'acetabulum-inferior': valueOf('acetabulum-inferior'),
  };
}
