// The osteoarthritis of a hip in the second version of the phantom: severity as in OAI, and disease coupled to age, sex and itself.
// Shares of positive hips and their co-occurrence: Chen (CHECK + OAI), figure 4 and table 2. Split of the positives over grades 1
// to 3, narrowing, sclerosis and cysts: von Schacky, table 2 (OAI): 2.0% and 2.5% of the positive femora and acetabula are severe.

import type { Grade } from '../domain/grade.ts';
import { perQuadrant, QUADRANTS, type PerQuadrant, type Quadrant } from '../domain/quadrant.ts';
import type { Random } from '../domain/random.ts';
import { cholesky, gradeOf, normalShare, type Deformity, type Enrichment, type HipPathology } from './pathology.ts';

type Bounds = readonly [number, number, number];

/** Cumulative shares of the grades 0, 1 and 2 in each quadrant. */
const SHARES: Record<Enrichment, PerQuadrant<Bounds>> = {
  published: {
    'femur-superior': [0.73, 0.9455, 0.9946],
    'femur-inferior': [0.84, 0.9677, 0.9968],
    'acetabulum-superior': [0.68, 0.9136, 0.992],
    'acetabulum-inferior': [0.85, 0.9595, 0.99625],
  },
  balanced: perQuadrant((): Bounds => [0.42, 0.66, 0.86]),
};

const NARROWING: Record<Enrichment, Bounds> = { published: [0.85, 0.93, 0.99], balanced: [0.6, 0.78, 0.92] };

/** Correlations of the normal scores behind the grades, in display order, with the share that age and sex explain included. */
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

/** Correlation of the scores with age, and with male sex. */
const AGE_WEIGHT = 0.28;
const SEX_WEIGHT = 0.12;
const EXPLAINED = AGE_WEIGHT ** 2 + SEX_WEIGHT ** 2;

/** The size in mm at which a reader changes to the next grade. Between them sizes are continuous, without a gap. */
export const SIZE_LIMITS = [1.3, 3.1, 5.8] as const;
const LARGEST_MM = 10;

/** How tightly narrowing follows the worst osteophyte. */
const NARROWING_FOLLOWS = 0.8;

const YEARS_BETWEEN_VISITS = 2;

interface Person {
  /** The subject's own normal scores, shared by both hips. // [7] */
  readonly shared: readonly number[];
  readonly female: boolean;
  /** At the first visit. */
  readonly age: number;
}

/** Draws one hip's pathology at each visit. Grades and sizes never decrease. */
export function drawCoupledPathology(random: Random, person: Person, visits: number, enrichment: Enrichment): HipPathology[] {
  const factor = cholesky(withoutExplained(CORRELATIONS[enrichment]));
  const own = Array.from({ length: 7 }, () => random.normal());
  const mixed = own.map((value, i) => Math.sqrt(0.45) * person.shared[i] + Math.sqrt(0.55) * value);
  const shift = AGE_WEIGHT * ((person.age - 61) / 8.5) + SEX_WEIGHT * (person.female ? -0.85 : 1.18);
  const scores = factor.map(
    (row) => Math.sqrt(1 - EXPLAINED) * row.reduce((sum, weight, j) => sum + weight * mixed[j], 0) + shift,
  );
  const spread = QUADRANTS.map(() => clipped(random.normal()));
  const pace = QUADRANTS.map(() => (random.next() < 0.45 ? 0.12 * -Math.log(1 - random.next()) : 0));
  const form = drawForm(random.fork('form'));
  return Array.from({ length: visits }, (_, visit): HipPathology => {
    const years = visit * YEARS_BETWEEN_VISITS;
    const shares = perQuadrant((quadrant) => {
      const q = QUADRANTS.indexOf(quadrant);
      return normalShare(scores[q] + pace[q] * years);
    });
    const bounds = SHARES[enrichment];
    const grades = perQuadrant((quadrant) => gradeOf(shares[quadrant], bounds[quadrant]));
    const worst = worstScore(shares, bounds);
    const worn = NARROWING_FOLLOWS * worst + Math.sqrt(1 - NARROWING_FOLLOWS ** 2) * mixed[4] + 0.03 * years;
    const narrowing = gradeOf(normalShare(worn), NARROWING[enrichment]);
    const lost = 0.8 * narrowing + 0.06 * years * pace[0];
    // A head that migrates upwards widens the joint medially; one that migrates inwards narrows it there.
    const jointSpaceMm = Math.max(0.3, 2.7 - lost * form.superiorLoss + 0.32 * clipped(mixed[6]));
    const medialSpaceMm = Math.max(0.6, 2.5 - lost * form.medialLoss + 0.4 * form.medial);
    return {
      grades,
      sizes: perQuadrant((quadrant) => sizeOf(shares[quadrant], bounds[quadrant], spread[QUADRANTS.indexOf(quadrant)])),
      narrowing,
      sclerosis: 0.55 * worn + 0.83 * mixed[5] > (enrichment === 'published' ? 1.65 : 1.1) ? 1 : 0,
      cysts: 0.5 * worn + 0.87 * own[5] * 0.7 + 0.6 * own[6] > (enrichment === 'published' ? 2 : 1.5) ? 1 : 0,
      jointSpaceMm,
      medialSpaceMm,
      deformity: deformityOf(form, grades, narrowing),
    };
  });
}

/** The correlations that remain once age and sex are taken out. */
function withoutExplained(matrix: readonly (readonly number[])[]): number[][] {
  return matrix.map((row, i) => row.map((value, j) => (i === j ? 1 : (value - EXPLAINED) / (1 - EXPLAINED))));
}

/** The normal score of the quadrant that is farthest along, relative to what its own shares make common. */
function worstScore(shares: PerQuadrant<number>, bounds: PerQuadrant<Bounds>): number {
  const severity = (quadrant: Quadrant): number => {
    const [zero, one, two] = bounds[quadrant];
    const share = shares[quadrant];
    if (share < zero) return -1.2 + 1.4 * (share / zero);
    if (share < one) return 0.2 + 0.9 * ((share - zero) / (one - zero));
    return share < two ? 1.1 + 0.9 * ((share - one) / (two - one)) : 2.2;
  };
  return Math.max(...QUADRANTS.map(severity));
}

interface Form {
  readonly superiorLoss: number;
  readonly medialLoss: number;
  readonly medial: number;
  readonly tilt: number;
  readonly flattening: number;
  readonly buttress: number;
  readonly densities: PerQuadrant<number>;
}

function drawForm(random: Random): Form {
  const pattern = random.next();
  const [superiorLoss, medialLoss] = pattern < 0.6 ? [1, -0.3] : pattern < 0.82 ? [0.75, 0.8] : [0.45, 1.1];
  return {
    superiorLoss,
    medialLoss,
    medial: clipped(random.normal()),
    tilt: 0.5 * clipped(random.normal()),
    flattening: random.next(),
    buttress: random.next(),
    densities: perQuadrant(() => Math.exp(random.between(Math.log(0.38), Math.log(1.15)))),
  };
}

function deformityOf(form: Form, grades: PerQuadrant<Grade>, narrowing: Grade): Deformity {
  const inferior = grades['femur-inferior'];
  return {
    flattening: narrowing < 2 ? 0 : (narrowing - 1) * (0.015 + 0.035 * form.flattening),
    lateralTiltMm: form.tilt - 0.45 * Math.max(0, narrowing - 1) * form.superiorLoss,
    buttressMm: form.buttress < 0.5 ? 0.25 * inferior : 1.1 * inferior * form.buttress,
    densities: form.densities,
  };
}

/** Sizes run on from grade to grade. A reader's spread makes neighbours overlap. */
function sizeOf(share: number, bounds: Bounds, spread: number): number {
  const grade = gradeOf(share, bounds);
  const low = grade === 0 ? 0 : bounds[grade - 1];
  const high = grade === 3 ? 1 : bounds[grade];
  const t = (share - low) / (high - low);
  const from = grade === 0 ? 0 : SIZE_LIMITS[grade - 1];
  const to = grade === 3 ? LARGEST_MM : SIZE_LIMITS[grade];
  // Most ungraded margins are smooth. Only the last fifth has a visible irregularity.
  const size = grade === 0 ? to * Math.max(0, (t - 0.8) / 0.2) : from + (to - from) * t;
  return Math.min(10.5, Math.max(0, size + spread * (grade === 0 ? 0.1 : 0.1 + 0.05 * size)));
}

function clipped(normal: number): number {
  return Math.max(-2, Math.min(2, normal));
}
