// The statistics of a study compared with scikit-learn, scipy, statsmodels, and published numbers.

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../main/domain/random.ts';
import { alphaFigure } from '../../../main/statistics/alpha-figure.ts';
import { cellFigures } from '../../../main/statistics/cell-figures.ts';
import { gwetAc2, krippendorffAlpha } from '../../../main/statistics/chance-corrected.ts';
import { conformalThreshold, gradeSet, type CalibrationHip } from '../../../main/statistics/conformal.ts';
import { confusionMatrix } from '../../../main/statistics/confusion.ts';
import { aucVariance, delongTest } from '../../../main/statistics/delong.ts';
import { chiSquaredTail, fQuantile, normalCdf, normalQuantile, tQuantile } from '../../../main/statistics/distributions.ts';
import {
  accuracyOfCounts,
  balancedAccuracy,
  balancedError,
  macroF1,
  perGrade,
  severeMissRate,
} from '../../../main/statistics/grade-counts.ts';
import { blandAltman, intraclassCorrelation } from '../../../main/statistics/intraclass.ts';
import { kappaOfCounts, linearKappa, quadraticKappa, unweightedKappa } from '../../../main/statistics/kappa.ts';
import { holm, mcnemarTest } from '../../../main/statistics/paired-tests.ts';
import { brierScore, isotonicFit, isotonicValue, reliabilityCurve } from '../../../main/statistics/reliability.ts';
import { studyStatistics } from './study-statistics.ts';

const ALPHA_LEVELS = ['nominal', 'ordinal', 'interval'] as const;
type AlphaReference = { readonly units: (number | null)[][] } & Readonly<Record<(typeof ALPHA_LEVELS)[number], number>>;
/** Krippendorff's own example first. */
const ALPHAS: [AlphaReference, ...AlphaReference[]] = JSON.parse(
  readFileSync(new URL('../../fixtures/statistics/alpha.json', import.meta.url), 'utf8'),
);

function expectClose(value: number, reference: number): void {
  expect(Math.abs(value - reference) / Math.max(1, Math.abs(reference))).toBeLessThan(1e-9);
}

describe('graded answers', () => {
  it.each(studyStatistics.grades)('equal scikit-learn on $truth.length items of $classes grades', (reference) => {
    const { classes, truth, predicted } = reference;
    const counts = confusionMatrix({ truth, predicted }, classes);
    expectClose(unweightedKappa({ truth, predicted }, classes), reference.unweighted);
    expectClose(linearKappa({ truth, predicted }, classes), reference.linear);
    expectClose(quadraticKappa({ truth, predicted }, classes), reference.quadratic);
    expectClose(balancedAccuracy(counts), reference.balancedAccuracy);
    expectClose(macroF1(counts), reference.macroF1);
    expectClose(balancedError(counts), reference.balancedError);
    if (reference.severeMissRate !== null) expectClose(severeMissRate(counts), reference.severeMissRate);
    expectClose(gwetAc2(counts, 'none'), reference.ac1);
    expectClose(gwetAc2(counts, 'quadratic'), reference.ac2);
    for (const { grade, support, precision, recall, sensitivity, specificity } of perGrade(counts)) {
      expect(support).toBe(reference.support[grade]);
      if (!Number.isNaN(precision)) expectClose(precision, reference.precision[grade]);
      if (support > 0) expectClose(recall, reference.recall[grade]);
      expect(sensitivity).toBe(recall);
      expectClose(specificity, reference.specificity[grade]);
    }
  });

  it('have derivatives that equal differences of the figures themselves', () => {
    const [, { classes, truth, predicted }] = studyStatistics.grades;
    const counts = Float64Array.from(confusionMatrix({ truth, predicted }, classes).flat());
    const square = (flat: Float64Array) =>
      Array.from({ length: classes }, (_, i) => Array.from(flat.subarray(i * classes, (i + 1) * classes)));
    const plain: Record<string, (flat: Float64Array) => number> = {
      quadraticKappa: (flat) => kappaOfCounts(square(flat), 'quadratic'),
      unweightedKappa: (flat) => kappaOfCounts(square(flat), 'none'),
      ac2: (flat) => gwetAc2(square(flat), 'quadratic'),
      accuracy: (flat) => accuracyOfCounts(square(flat)),
      balancedAccuracy: (flat) => balancedAccuracy(square(flat)),
      macroF1: (flat) => macroF1(square(flat)),
      balancedError: (flat) => balancedError(square(flat)),
      severeMissRate: (flat) => severeMissRate(square(flat)),
    };
    for (const [name, value] of Object.entries(plain)) {
      const gradient = new Float64Array(classes ** 2);
      expectClose(cellFigures(classes)[name].measure(counts, gradient), value(counts));
      for (const cell of gradient.keys()) {
        const [more, less] = [1e-4, -1e-4].map((step) => value(counts.map((count, at) => (at === cell ? count + step : count))));
        expect(gradient[cell], `${name} ${cell}`).toBeCloseTo((more - less) / 2e-4, 6);
      }
    }
  });

  it.each(studyStatistics.grades)(
    'have one alpha, from ratings or counts, with derivatives, on $truth.length items of $classes grades',
    ({ classes, truth, predicted }) => {
      const { measure } = alphaFigure(classes);
      const counts = Float64Array.from(confusionMatrix({ truth, predicted }, classes).flat());
      const [gradient, unused] = [new Float64Array(classes ** 2), new Float64Array(classes ** 2)];
      const units = truth.map((grade, at) => [grade, predicted[at]]);
      expectClose(measure(counts, gradient), krippendorffAlpha(units, 'ordinal'));
      for (const cell of gradient.keys()) {
        const [more, less] = [1e-4, -1e-4].map((step) =>
          measure(
            counts.map((count, at) => (at === cell ? count + step : count)),
            unused,
          ),
        );
        expect(gradient[cell], `cell ${cell}`).toBeCloseTo((more - less) / 2e-4, 6);
      }
    },
  );

  it('agree as Gwet published: AC1 .8493, and Cohen .7964, on three abstractors of 100 charts', () => {
    const counts = [
      [13, 0, 0],
      [0, 20, 7],
      [0, 4, 56],
    ];
    expect(gwetAc2(counts, 'none')).toBeCloseTo(0.8493305, 7);
    expect(kappaOfCounts(counts, 'none')).toBeCloseTo(0.7964094, 7);
  });

  it.each(ALPHAS)('agree as Krippendorff defines alpha, on $units.length units', ({ units, ...reference }) => {
    const alphas = ALPHA_LEVELS.map((level) => krippendorffAlpha(units, level));
    expect(alphas).toEqual(ALPHA_LEVELS.map((level) => expect.closeTo(reference[level], 12)));
  });

  it('agree as Krippendorff published: alpha .743 nominal, .815 ordinal and .849 interval', () => {
    const [{ units }] = ALPHAS;
    const published = { nominal: 0.743, ordinal: 0.815, interval: 0.849 };
    for (const level of ALPHA_LEVELS) expect(krippendorffAlpha(units, level)).toBeCloseTo(published[level], 3);
  });
});

describe('measurements', () => {
  it.each(studyStatistics.intraclass)('agree as their mean squares say, on $measurements.length items', (reference) => {
    const { agreement, consistency } = intraclassCorrelation(reference.measurements);
    for (const [own, bounds] of [[agreement, reference.agreement] as const, [consistency, reference.consistency] as const])
      for (const [at, value] of [own.value, own.low, own.high].entries()) expect(value).toBeCloseTo(bounds[at], 9);
  });

  it('agree as Shrout and Fleiss published: ICC(2,1) .29 and ICC(3,1) .71', () => {
    const { agreement, consistency } = intraclassCorrelation(studyStatistics.intraclass[0].measurements);
    expect(agreement.value).toBeCloseTo(0.29, 2);
    expect(consistency.value).toBeCloseTo(0.71, 2);
  });

  it('have the limits of Bland and Altman', () => {
    const { first, second, bias, lower, upper } = studyStatistics.blandAltman;
    const own = blandAltman(first, second);
    expect(own.deviation).toBeGreaterThan(0);
    for (const [at, value] of [own.bias.value, own.bias.low, own.bias.high].entries()) expectClose(value, bias[at]);
    expectClose(own.lower, lower);
    expectClose(own.upper, upper);
  });
});

describe('tests of two models', () => {
  it.each(studyStatistics.delong)('compare AUCs as DeLong defines it, on $first.length items', (reference) => {
    const { positive, first, second } = reference;
    const items = { positive, subjects: first.map((_, at) => `s${at}`) };
    const own = delongTest(items, first, second);
    expect(own.difference.value).toBe(own.first - own.second);
    expectClose(own.first, reference.aucs[0]);
    expectClose(own.second, reference.aucs[1]);
    expectClose(aucVariance(items, first), reference.variance);
    expectClose(own.z, reference.z);
    expectClose(own.p, reference.p);
  });

  it('compare AUCs less surely when each subject was counted twice', () => {
    const { positive, first, second } = studyStatistics.delong[1];
    const twice = <T>(values: readonly T[]): T[] => [...values, ...values];
    const own = delongTest({ positive, subjects: first.map((_, at) => `s${at}`) }, first, second);
    const subjects = twice(first.map((_, at) => `s${at}`));
    const doubled = delongTest({ positive: twice(positive), subjects }, twice(first), twice(second));
    expect(doubled.z).toBeCloseTo(own.z, 9);
    const asIfOther = delongTest(
      { positive: twice(positive), subjects: subjects.map((_, at) => `s${at}`) },
      twice(first),
      twice(second),
    );
    expect(Math.abs(asIfOther.z)).toBeGreaterThan(Math.abs(own.z) * 1.3);
  });

  it.each(studyStatistics.mcnemar)('count $onlyFirst against $onlySecond as statsmodels', (reference) => {
    const { onlyFirst, onlySecond } = reference;
    const right = (...counts: [boolean, number][]) =>
      counts.flatMap(([value, count]) => Array.from({ length: count }, () => value));
    const first = right([true, onlyFirst], [false, onlySecond], [true, 5]);
    const second = right([false, onlyFirst], [true, onlySecond], [true, 5]);
    const own = mcnemarTest(first, second);
    expect(own).toMatchObject({ onlyFirst, onlySecond });
    expectClose(own.p, reference.p);
    if (reference.statistic === null) return;
    expectClose(own.statistic, reference.statistic);
    expectClose(own.chiSquaredP, reference.chiSquaredP ?? Number.NaN);
  });

  it('are adjusted as statsmodels adjusts by Holm', () => {
    holm(studyStatistics.holm.p).forEach((p, at) => expectClose(p, studyStatistics.holm.adjusted[at]));
    expect(holm([0.01, Number.NaN, 0.03])).toEqual([0.02, Number.NaN, 0.03]);
  });
});

describe('probabilities', () => {
  it.each(['uniform', 'quantile'] as const)('have the reliability curve of scikit-learn, %s', (strategy) => {
    const { positive, probabilities, brier } = studyStatistics.reliability;
    const curve = reliabilityCurve(positive, probabilities, { strategy });
    const { observed, predicted } = studyStatistics.reliability[strategy];
    expect(curve.map((bin) => bin.observed)).toEqual(observed.map((value) => expect.closeTo(value, 12)));
    expect(curve.map((bin) => bin.meanProbability)).toEqual(predicted.map((value) => expect.closeTo(value, 12)));
    expectClose(brierScore(positive, probabilities), brier);
  });

  it('are fitted by the isotonic regression of scikit-learn', () => {
    const { x, y, at, values } = studyStatistics.isotonic;
    const fit = isotonicFit(x, y);
    expect(fit.y).toEqual(fit.y.toSorted((a, b) => a - b));
    at.forEach((position, index) => expectClose(isotonicValue(fit, position), values[index]));
  });
});

describe('distributions', () => {
  const { z, cdf, share, quantile, t, f, chi } = studyStatistics.distributions;
  it('equal scipy', () => {
    z.forEach((value, at) => expect(normalCdf(value) / cdf[at]).toBeCloseTo(1, 10));
    share.forEach((value, at) => expect(normalQuantile(value)).toBeCloseTo(quantile[at], 10));
    t.forEach(([degrees, value]) => expect(tQuantile(0.975, degrees) / value).toBeCloseTo(1, 9));
    f.forEach(([one, other, value]) => expect(fQuantile(0.975, one, other) / value).toBeCloseTo(1, 9));
    chi.forEach(([x, degrees, value]) => expect(chiSquaredTail(x, degrees) / value).toBeCloseTo(1, 10));
  });
});

describe('conformal sets of grades', () => {
  /** Subjects with one to six hips whose errors go together. Some have many hips and are hard to grade. */
  function hipsOf(subjects: number, seed: string): CalibrationHip[] {
    const random = seededRandom(seed);
    return Array.from({ length: subjects }, (_, subject) => {
      const hard = random.normal();
      return Array.from({ length: 1 + Math.max(0, Math.min(5, Math.round(2 + 2 * hard))) }, () => {
        const level = Math.max(0, 1.2 * random.normal() + 0.6);
        const seen = level + (0.3 + 0.4 * Math.max(0, hard)) * random.normal();
        const weights = [0, 1, 2, 3].map((grade) => Math.exp(-((grade - seen) ** 2) / 0.6));
        const total = weights.reduce((sum, weight) => sum + weight, 0);
        return {
          subject: `${seed}-${subject}`,
          truth: Math.min(3, Math.round(level)),
          probabilities: weights.map((weight) => weight / total),
        };
      });
    }).flat();
  }

  const coverageOf = (threshold: number, hips: readonly CalibrationHip[]): number => {
    const bySubject = [...Map.groupBy(hips, ({ subject }) => subject).values()];
    const shares = bySubject.map(
      (own) => own.filter(({ truth, probabilities }) => gradeSet(probabilities, threshold).includes(truth)).length / own.length,
    );
    return shares.reduce((sum, share) => sum + share, 0) / shares.length;
  };

  it('hold the true grade with the promised share, over 20 seeds', () => {
    const coverages = Array.from({ length: 20 }, (_, seed) => {
      const threshold = conformalThreshold(hipsOf(150, `calibration ${seed}`), 0.9);
      return coverageOf(threshold, hipsOf(1500, `test ${seed}`));
    });
    const mean = coverages.reduce((sum, coverage) => sum + coverage, 0) / coverages.length;
    expect(mean).toBeGreaterThan(0.89);
    expect(mean).toBeLessThan(0.925);
    expect(Math.min(...coverages)).toBeGreaterThan(0.84);
  });

  it('have no gaps, are never empty, and hold every grade if there are too few subjects', () => {
    expect(gradeSet([0.1, 0.6, 0.25, 0.05], 0.86)).toEqual([1, 2]);
    expect(gradeSet([0.4, 0.3, 0.2, 0.1], 0)).toEqual([0]);
    const few = hipsOf(5, 'few');
    expect(gradeSet([0.9, 0.1, 0, 0], conformalThreshold(few, 0.9))).toEqual([0, 1, 2, 3]);
  });
});
