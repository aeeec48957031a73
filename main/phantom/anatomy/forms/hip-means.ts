// The mean shape of a hip in each version of the phantom.

import type { Spot } from '../../curve.ts';
import type { PhantomVersion } from '../../../domain/training/phantom-version.ts';

export interface NeckKnots {
  readonly superior: readonly [number, number, number];
  readonly inferior: readonly [number, number];
}

export interface HipMeans {
  readonly neckShaft: number;
  readonly neckLength: number;
  readonly neckHalfWidth: number;
  readonly neckKnots: NeckKnots;
  readonly trochanter: readonly Spot[];
  readonly headDensity: number;
  readonly fossaDepth: number;
  readonly coverage: number;
}

const FIRST: HipMeans = {
  neckShaft: 128.5,
  neckLength: 52,
  neckHalfWidth: 16.4,
  neckKnots: { superior: [43, 35, 27], inferior: [28, 39] },
  trochanter: [
    [-25.5, 2],
    [-27, -9],
    [-25.5, -20],
    [-19, -30],
    [-12.5, -28],
    [-8, -20],
  ],
  headDensity: 0.92,
  fossaDepth: 3.8,
  coverage: 33,
};

/** Fitted by eye to real upright pelves, whose necks look steep and short. */
const SECOND: HipMeans = {
  neckShaft: 144,
  neckLength: 41,
  neckHalfWidth: 16.9,
  neckKnots: { superior: [31, 27.5, 24], inferior: [26, 33] },
  trochanter: [
    [-25.5, 2],
    [-27, -9],
    [-25, -17],
    [-19, -22],
    [-12, -19.5],
    [-8, -16.5],
  ],
  headDensity: 0.7,
  fossaDepth: 2.3,
  coverage: 38,
};

/** Fitted by eye to the mean of 140 real close-ups, whose necks run flatter and end lower **(ours)**. */
const THIRD: HipMeans = {
  ...SECOND,
  neckShaft: 136,
  neckLength: 51,
  neckHalfWidth: 16.5,
  trochanter: [
    [-25.5, 2],
    [-27, -9],
    [-25.5, -20],
    [-19, -29],
    [-12.5, -28],
    [-8, -22],
  ],
  headDensity: 0.52,
  fossaDepth: 3.3,
  coverage: 38,
};

export const HIP_MEANS: Readonly<Record<PhantomVersion, HipMeans>> = { 1: FIRST, 2: SECOND, 3: THIRD };
