// What differs between the versions of the phantom in the pelvis: where its brim and lines run, and how thick its plates are.

import type { Shell, Spot } from '../curve.ts';
import type { PhantomVersion } from '../../domain/training/phantom-version.ts';

/** A spot in the hip's frame at scale 1, and the spread of its irregularity if it is not the usual one. */
export type Knot = readonly [x: number, y: number, spread?: number];

export interface PelvicForm {
  readonly plates: Readonly<Record<keyof typeof FIRST_PLATES, Shell>>;
  /** From the sacroiliac joint down the pelvic brim to the upper ramus. */
  readonly sacroiliac: readonly Knot[];
  readonly brim: readonly Knot[];
  readonly upperRamus: readonly Knot[];
  readonly ilioischial: readonly Knot[];
  readonly iliopectineal: readonly Knot[];
  /** The lateral border of the ilium, from its front spine down. */
  readonly ilium: readonly Knot[];
  /** The lateral border of the ischium, from the socket down. */
  readonly ischium: readonly Knot[];
  readonly posteriorRim: readonly Spot[];
  readonly anteriorRim: readonly Spot[];
  /** How many knots of the ischium the posterior wall follows, and where its far corner lies. */
  readonly wallFoot: { readonly knots: number; readonly corner: Spot };
  /** Thickness of a wall at its rim, as a share of its full thickness, and how far it reaches beyond the joint, in mm. */
  readonly wallRim: number;
  readonly wallReach: number;
  readonly posteriorWall: Shell;
  readonly anteriorWall: Shell;
  /** The lower end of the joint, from the ischium to the fossa: the second is counted from the fossa's floor. */
  readonly notch: readonly [Spot, Spot];
  /** How thin the roof is away from its middle: depth lost, in mm. */
  /** How far the rims vary between hips, relative to the first version. */
  readonly rimSpread: number;
  readonly roofThinning: number;
  readonly sourcil: { readonly cortex: number; readonly density: number };
  /** Log attenuation of the lines seen edge-on. */
  readonly lines: Readonly<Record<'teardrop' | 'ilioischial' | 'iliopectineal' | 'trochanter' | 'sourcil', number>>;
  /** The strength of the trabecular grain, of its fine part and of its patches. */
  readonly grain: Readonly<Record<'pelvis' | 'femur' | 'fine' | 'patch', number>>;
  /** The range of the strength of muscle bundles and folds. */
  readonly mottle: readonly [number, number];
}

const FIRST_PLATES = {
  lip: { radius: 7, depth: 26, cortex: 1.5, density: 0.95 },
  roof: { radius: 11, depth: 44, cortex: 1.5, density: 1.05 },
  fossa: { radius: 5, depth: 20, cortex: 1.1, density: 0.5 },
  spine: { radius: 8, depth: 26, cortex: 1.3, density: 0.7 },
  crest: { radius: 7, depth: 17, cortex: 1.4, density: 0.6 },
  sacroiliac: { radius: 8, depth: 26, cortex: 1.5, density: 0.7 },
  brim: { radius: 6, depth: 24, cortex: 2.1, density: 0.7 },
  upperRamus: { radius: 6, depth: 24, cortex: 2.1, density: 0.7 },
  ramus: { radius: 7, depth: 15, cortex: 1.4, density: 0.6 },
  pubis: { radius: 8, depth: 20, cortex: 1.2, density: 0.65 },
  ischium: { radius: 10, depth: 30, cortex: 1.7, density: 0.6 },
  foramen: { radius: 6, depth: 18, cortex: 1.2, density: 0.6 },
  none: { radius: 16, depth: 10, cortex: 0, density: 0.8 },
} satisfies Record<string, Shell>;

const FIRST: PelvicForm = {
  plates: FIRST_PLATES,
  sacroiliac: [
    [50, -129, 1.5],
    [55, -114],
    [53, -97],
    [56, -82],
    [58, -69],
  ],
  brim: [
    [50, -52],
    [45, -32],
    [44.5, -17],
    [46, -9, 1.5],
  ],
  upperRamus: [
    [43, 1],
    [46, 6.5],
    [55, 9.5],
  ],
  ilioischial: [
    [49.5, -50, 0.5],
    [43.5, -30],
    [40.5, -10],
    [38.5, 10],
    [36.5, 28],
    [35.5, 42],
    [36, 56],
  ],
  iliopectineal: [
    [57, -72],
    [52.5, -52],
    [46.5, -33],
    [43.5, -14],
    [46, 2],
    [55, 10],
    [67, 14.5],
    [80, 20.5],
  ],
  ilium: [
    [-27, -68],
    [-26.5, -56],
    [-24, -44],
  ],
  ischium: [
    [11.5, 40.5],
    [16, 47],
    [19.5, 58],
    [20, 72],
  ],
  posteriorRim: [
    [-18, -11],
    [-14.5, 4],
    [-6, 18],
    [4, 30.5],
  ],
  anteriorRim: [
    [-7, -15],
    [3, -2],
    [13, 11],
    [22, 24],
  ],
  wallFoot: { knots: 1, corner: [25, 40] },
  notch: [
    [16.5, 40.5],
    [-9, 36.5],
  ],
  wallRim: 1,
  wallReach: 0,
  posteriorWall: { radius: 9, depth: 13, cortex: 0.75, density: 0.7 },
  anteriorWall: { radius: 9, depth: 9, cortex: 0.6, density: 0.7 },
  rimSpread: 1,
  roofThinning: 12,
  sourcil: { cortex: 1.1, density: 0.85 },
  lines: { teardrop: 0.21, ilioischial: 0.15, iliopectineal: 0.12, trochanter: 0.08, sourcil: 0 },
  grain: { pelvis: 0.24, femur: 0.26, fine: 0, patch: 1 },
  mottle: [0.055, 0.115],
};

/** Fitted by eye to the mean of 140 real close-ups: a wide inlet, walls that cover the joint, a thin ilium, a bright brim. */
const SECOND: PelvicForm = {
  plates: {
    ...FIRST_PLATES,
    lip: { radius: 5, depth: 18, cortex: 1.6, density: 0.9 },
    roof: { radius: 8, depth: 17, cortex: 1.5, density: 0.75 },
    spine: { radius: 5, depth: 16, cortex: 1.3, density: 0.7 },
    brim: { radius: 6, depth: 26, cortex: 4.4, density: 0.7 },
    fossa: { radius: 5, depth: 21, cortex: 1.4, density: 0.65 },
    ischium: { radius: 9, depth: 29, cortex: 1.6, density: 0.65 },
    upperRamus: { radius: 7, depth: 14, cortex: 1.4, density: 0.6 },
    ramus: { radius: 7, depth: 13, cortex: 1.3, density: 0.6 },
  },
  sacroiliac: [
    [48, -129, 1.5],
    [51, -114],
    [48, -97],
    [46, -84],
    [41, -73],
  ],
  brim: [
    [29, -61],
    [23, -50],
    [22.5, -42],
    [26.5, -31],
    [32, -18],
    [36.5, -7],
  ],
  upperRamus: [
    [41, 0],
    [47, 4],
    [55, 9.5],
  ],
  ilioischial: [
    [19, -56, 0.5],
    [20, -42, 0.5],
    [25.5, -28],
    [31.5, -13],
    [35.5, 3],
    [36.5, 18],
    [35.5, 34],
    [36, 50],
  ],
  iliopectineal: [
    [24, -60],
    [20.5, -46],
    [24, -33],
    [30, -18],
    [35.5, -5],
    [43, 4],
    [55, 10],
    [67, 14.5],
    [80, 20.5],
  ],
  ilium: [
    [-30, -68],
    [-28, -56],
    [-25.5, -44],
  ],
  ischium: [
    [9.5, 34],
    [12.5, 43],
    [16, 55],
    [17, 71],
  ],
  posteriorRim: [
    [-14, -15],
    [-7, -1],
    [0, 12],
    [5.5, 25],
  ],
  anteriorRim: [
    [-9, -19],
    [3, -9],
    [13, 3],
    [21, 17],
  ],
  wallFoot: { knots: 3, corner: [31, 58] },
  notch: [
    [14, 37],
    [-9.5, 34],
  ],
  wallRim: 0.5,
  wallReach: 9,
  posteriorWall: { radius: 11, depth: 40, cortex: 0.45, density: 0.85 },
  anteriorWall: { radius: 12, depth: 30, cortex: 0.4, density: 0.8 },
  rimSpread: 1.5,
  roofThinning: 3,
  sourcil: { cortex: 1.3, density: 0.75 },
  lines: { teardrop: 0.19, ilioischial: 0.2, iliopectineal: 0.17, trochanter: 0.16, sourcil: 0.28 },
  grain: { pelvis: 0.16, femur: 0.15, fine: 0.9, patch: 0.4 },
  mottle: [0.02, 0.06],
};

export const PELVIC_FORMS: Readonly<Record<PhantomVersion, PelvicForm>> = { 1: FIRST, 2: SECOND };
