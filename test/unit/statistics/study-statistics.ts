// The references that `test/fixtures/statistics/make-study-fixture.py` writes.

import { readFileSync } from 'node:fs';

interface Grades {
  readonly classes: number;
  readonly truth: number[];
  readonly predicted: number[];
  readonly unweighted: number;
  readonly linear: number;
  readonly quadratic: number;
  readonly balancedAccuracy: number;
  readonly macroF1: number;
  readonly balancedError: number;
  readonly severeMissRate: number | null;
  readonly precision: number[];
  readonly recall: number[];
  readonly specificity: number[];
  readonly support: number[];
  readonly ac1: number;
  readonly ac2: number;
}

interface Curve {
  readonly observed: number[];
  readonly predicted: number[];
}

type Bounds = readonly [number, number, number];

interface StudyStatistics {
  readonly grades: Grades[];
  readonly wilcoxon: {
    readonly differences: number[];
    readonly zeros: 'wilcoxon' | 'pratt';
    readonly statistic: number;
    readonly p: number;
  }[];
  readonly delong: {
    readonly positive: boolean[];
    readonly first: number[];
    readonly second: number[];
    readonly aucs: [number, number];
    readonly variance: number;
    readonly z: number;
    readonly p: number;
  }[];
  readonly mcnemar: {
    readonly onlyFirst: number;
    readonly onlySecond: number;
    readonly p: number;
    readonly statistic: number | null;
    readonly chiSquaredP: number | null;
  }[];
  readonly holm: { readonly p: number[]; readonly adjusted: number[] };
  readonly reliability: {
    readonly positive: boolean[];
    readonly probabilities: number[];
    readonly brier: number;
    readonly uniform: Curve;
    readonly quantile: Curve;
  };
  readonly isotonic: { readonly x: number[]; readonly y: number[]; readonly at: number[]; readonly values: number[] };
  readonly intraclass: { readonly measurements: number[][]; readonly agreement: Bounds; readonly consistency: Bounds }[];
  readonly blandAltman: {
    readonly first: number[];
    readonly second: number[];
    readonly bias: Bounds;
    readonly lower: number;
    readonly upper: number;
  };
  readonly distributions: {
    readonly z: number[];
    readonly cdf: number[];
    readonly share: number[];
    readonly quantile: number[];
    readonly t: [number, number][];
    readonly f: [number, number, number][];
    readonly chi: [number, number, number][];
  };
}

const file = new URL('../../fixtures/statistics/study-statistics.json', import.meta.url);

export const studyStatistics: StudyStatistics = JSON.parse(readFileSync(file, 'utf8'));
