// The osteoarthritis of a hip at each visit: osteophyte grades and sizes, narrowing, sclerosis, cysts.
// Shares of positive hips and their co-occurrence: Chen (CHECK + OAI), figure 4 and table 2. Split of the positives over
// grades 1 to 3, and narrowing, sclerosis and cysts: von Schacky, table 2 (OAI).

import { z } from 'zod';
import type { Grade } from '../domain/grade.ts';
import type { Random } from '../domain/random.ts';
import type { PerQuadrant } from '../domain/quadrant.ts';
import { perQuadrant, QUADRANTS } from '../domain/quadrant.ts';

/** `published`: grades as frequent as in the cohorts. `balanced`: many positives, nearly independent, for training. */
export const EnrichmentSchema = z.enum(['published', 'balanced']);

export type Enrichment = z.infer<typeof EnrichmentSchema>;

export interface HipPathology {
  readonly grades: PerQuadrant<Grade>;
  /** How far each osteophyte extends beyond its margin, in mm. Grade 0 may have an irregular margin below 1 mm. */
  readonly sizes: PerQuadrant<number>;
  readonly narrowing: Grade;
  readonly sclerosis: 0 | 1;
  readonly cysts: 0 | 1;
  /** Superior joint space as rendered, in mm. */
  readonly jointSpaceMm: number;
  readonly medialSpaceMm: number;
  /** What disease does to the shape of the bones. Null in the first version of the phantom. */
  readonly deformity: Deformity | null;
}

export interface Deformity {
  /** How much of its radius the head loses under the roof, as a share. */
  readonly flattening: number;
  /** Difference between the joint space at the lateral edge and above the head, in mm. */
  readonly lateralTiltMm: number;
  /** Thickening of the cortex below the neck, in mm. */
  readonly buttressMm: number;
  /** Bone density of each osteophyte, as a share of its host's. */
  readonly densities: PerQuadrant<number>;
}

/** Cumulative shares of the grades 0, 1 and 2 in each quadrant. */
const SHARES: Record<Enrichment, PerQuadrant<readonly [number, number, number]>> = {
  published: {
    'femur-superior': [0.73, 0.925, 0.985],
    'femur-inferior': [0.84, 0.955, 0.991],
    'acetabulum-superior': [0.68, 0.905, 0.982],
    'acetabulum-inferior': [0.85, 0.96, 0.992],
  },
  balanced: perQuadrant(() => [0.42, 0.64, 0.83] as const),
};

/** Correlations of the normal scores behind the grades, in display order. They reproduce the published phi coefficients. */
const CORRELATIONS: Record<Enrichment, readonly (readonly number[])[]> = {
  published: [
    [1, 0.69, 0.57, 0.55],
    [0.69, 1, 0.42, 0.55],
    [0.57, 0.42, 1, 0.66],
    [0.55, 0.55, 0.66, 1],
  ],
  balanced: [
    [1, 0.25, 0.2, 0.15],
    [0.25, 1, 0.15, 0.2],
    [0.2, 0.15, 1, 0.25],
    [0.15, 0.2, 0.25, 1],
  ],
};

/** The range of osteophyte sizes in mm for each grade, before the reader's spread blurs the limits. */
const SIZE_RANGES: readonly (readonly [number, number])[] = [
  [0, 0.9],
  [1.6, 3.0],
  [3.1, 5.6],
  [5.7, 10],
];

const YEARS_BETWEEN_VISITS = 2;

/** Draws one hip's pathology at each visit. Grades and sizes never decrease. `shared` holds the subject's own normal scores. */
export function drawPathology(random: Random, shared: readonly number[], visits: number, enrichment: Enrichment): HipPathology[] {
  const factor = cholesky(CORRELATIONS[enrichment]);
  const own = Array.from({ length: 7 }, () => random.normal());
  const mixed = own.map((value, i) => Math.sqrt(0.45) * shared[i] + Math.sqrt(0.55) * value);
  const scores = factor.map((row) => row.reduce((sum, weight, j) => sum + weight * mixed[j], 0));
  const spread = QUADRANTS.map(() => Math.max(-2, Math.min(2, random.normal())));
  const pace = QUADRANTS.map(() => (random.next() < 0.45 ? 0.12 * -Math.log(1 - random.next()) : 0));
  const burden = scores.reduce((sum, score) => sum + score, 0) / 4;
  const medial = random.normal();
  return Array.from({ length: visits }, (_, visit): HipPathology => {
    const years = visit * YEARS_BETWEEN_VISITS;
    const now = scores.map((score, q) => score + pace[q] * years);
    const worn = 0.4 * burden + 0.85 * mixed[4] + 0.05 * years;
    const narrowing = narrowingOf(normalShare(worn), enrichment);
    const jointSpaceMm = Math.max(
      0.3,
      4.7 - 1.25 * narrowing + 0.38 * Math.max(-2, Math.min(2, mixed[6])) - 0.06 * years * pace[0],
    );
    const grades = perQuadrant((quadrant) =>
      gradeOf(normalShare(now[QUADRANTS.indexOf(quadrant)]), SHARES[enrichment][quadrant]),
    );
    return {
      grades,
      sizes: perQuadrant((quadrant) => {
        const q = QUADRANTS.indexOf(quadrant);
        return sizeOf(normalShare(now[q]), SHARES[enrichment][quadrant], spread[q]);
      }),
      narrowing,
      sclerosis: 0.35 * worn + 0.95 * mixed[5] > (enrichment === 'published' ? 1.6 : 1.1) ? 1 : 0,
      cysts: 0.3 * worn + 0.95 * own[5] * 0.7 + 0.7 * own[6] > (enrichment === 'published' ? 2.05 : 1.5) ? 1 : 0,
      jointSpaceMm,
      medialSpaceMm: Math.max(0.8, jointSpaceMm + 0.5 + 0.6 * medial),
      deformity: null,
    };
  });
}

function narrowingOf(share: number, enrichment: Enrichment): Grade {
  return gradeOf(share, enrichment === 'published' ? [0.85, 0.93, 0.99] : [0.6, 0.78, 0.92]);
}

export function gradeOf(share: number, [zero, one, two]: readonly [number, number, number]): Grade {
  if (share < zero) return 0;
  if (share < one) return 1;
  return share < two ? 2 : 3;
}

function sizeOf(share: number, bounds: readonly [number, number, number], spread: number): number {
  const grade = gradeOf(share, bounds);
  const low = grade === 0 ? 0 : bounds[grade - 1];
  const high = grade === 3 ? 1 : bounds[grade];
  const t = (share - low) / (high - low);
  const [from, to] = SIZE_RANGES[grade];
  // Most ungraded margins are smooth. Only the last third has a visible irregularity.
  const size = grade === 0 ? to * Math.max(0, (t - 0.7) / 0.3) : from + (to - from) * t;
  return Math.min(10.5, Math.max(0, size + spread * (grade === 0 ? 0.15 : 0.2 + 0.095 * size)));
}

/** The standard normal distribution function. Abramowitz and Stegun 7.1.26, error below 1.5e-7. */
export function normalShare(z: number): number {
  const x = Math.abs(z) / Math.SQRT2;
  const t = 1 / (1 + 0.3275911 * x);
  const tail =
    t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429)))) * Math.exp(-x * x);
  return z < 0 ? tail / 2 : 1 - tail / 2;
}

/** Returns the lower triangular factor of a correlation matrix. */
export function cholesky(matrix: readonly (readonly number[])[]): number[][] {
  const factor = matrix.map((row) => row.map(() => 0));
  for (let i = 0; i < matrix.length; i++) {
    for (let j = 0; j <= i; j++) {
      let rest = matrix[i][j];
      for (let k = 0; k < j; k++) rest -= factor[i][k] * factor[j][k];
      factor[i][j] = i === j ? Math.sqrt(rest) : rest / factor[j][j];
    }
  }
  return factor;
}
