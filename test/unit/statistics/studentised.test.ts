// The intervals of evaluations: how often they hold the true figure, and that they do not depend on names or order.

import { describe, expect, inject, it } from 'vitest';
import { seededRandom, type Random } from '../../../main/domain/random.ts';
import { clusteredBootstrap, quantile } from '../../../main/statistics/bootstrap.ts';
import { confusionMatrix } from '../../../main/statistics/confusion.ts';
import { kappaOfCounts } from '../../../main/statistics/kappa.ts';
import { clustersOf, studentisedIntervals, type Clusters, type FigureGroup } from '../../../main/statistics/studentised.ts';
import { agreementFigures, aucFigures, meanFigures } from '../../../main/statistics/weighted-figures.ts';
import { areaUnderRoc } from '../../../main/statistics/auc.ts';

const QUADRANTS = ['one', 'two', 'three', 'four'];

/**
 * The data-generating process of the coverage: two hips of each subject and four quadrants of each hip share latent severity (normal;
 * variances .36 by subject, .16 by hip, .48 by quadrant). Grades cut it at .2, 1 and 1.75 (58, 26, 12 and 4%). The model reads the
 * severity with an error of .45, half of it common to a subject.
 */
function study(subjects: number, random: Random) {
  const items = 2 * subjects;
  const answers = QUADRANTS.map((name) => ({ name, classes: 4, truth: new Int8Array(items), predicted: new Int8Array(items) }));
  const cut = (severity: number): number => [0.2, 1, 1.75].filter((bound) => severity >= bound).length;
  for (let subject = 0; subject < subjects; subject++) {
    const [own, bias] = [random.normal(), random.normal()];
    for (const item of [2 * subject, 2 * subject + 1]) {
      const hip = random.normal();
      for (const answer of answers) {
        const severity = 0.6 * own + 0.4 * hip + 0.69 * random.normal();
        answer.truth[item] = cut(severity);
        answer.predicted[item] = cut(severity + 0.45 * (0.5 * bias + 0.87 * random.normal()));
      }
    }
  }
  return {
    answers,
    clusters: clustersOf(
      Array.from({ length: items }, (_, item) => `${item >> 1}`),
      Array.from({ length: items }, () => ''),
    ),
  };
}

type Study = ReturnType<typeof study>;

function meanKappaOf({ answers }: Study): number {
  const kappas = answers.map(({ truth, predicted }) =>
    kappaOfCounts(confusionMatrix({ truth: [...truth], predicted: [...predicted] }, 4), 'quadratic'),
  );
  return kappas.reduce((sum, kappa) => sum + kappa, 0) / kappas.length;
}

/** Only the figure of the coverage, to save time. */
function onlyMeanKappa({ answers, clusters }: Study): FigureGroup {
  return agreementFigures(answers, clusters, ['quadraticKappa']);
}

function meanOf(values: Float64Array, clusters: Clusters): FigureGroup {
  return meanFigures([{ name: 'mean', low: -9, high: 9, values, of: clusters.of }], clusters);
}

const isLong = inject('properties').numRuns >= 5000;
const REPETITIONS = isLong ? 5000 : 150;
const DRAWS = isLong ? 1000 : 200;

describe('95% intervals of the mean kappa', () => {
  const truth = meanKappaOf(study(200_000, seededRandom('truth')));

  it.for([20, 60, 150])('cover as they promise with %i subjects', { timeout: 3_600_000 }, async (subjects, { annotate }) => {
    const random = seededRandom(`coverage ${subjects}`);
    let covered = 0;
    for (let repetition = 0; repetition < REPETITIONS; repetition++) {
      const drawn = study(subjects, random);
      const interval = studentisedIntervals([onlyMeanKappa(drawn)], drawn.clusters, random, DRAWS).get('mean/quadraticKappa');
      if (interval !== undefined && interval.low <= truth && truth <= interval.high) covered++;
    }
    const coverage = covered / REPETITIONS;
    await annotate(`${coverage.toFixed(4)} of ${REPETITIONS} intervals hold the true mean kappa of ${subjects} subjects`);
    const [least, most] = isLong ? [0.94, 0.97] : [0.89, 0.995];
    expect(coverage).toBeGreaterThan(least);
    expect(coverage).toBeLessThan(most);
  });
});

describe('studentised intervals', () => {
  const drawn = study(60, seededRandom('one study'));
  const scores = Float64Array.from(drawn.answers[0].predicted, (grade, item) => grade + ((item * 7) % 10) / 10);
  const positive = drawn.answers[0].truth.map((grade) => Number(grade > 0));
  const groups = (of: Study) => [
    agreementFigures(of.answers, of.clusters),
    aucFigures([{ name: 'auc', positive, scores }], of.clusters),
    meanOf(Float64Array.from(of.answers[0].truth), of.clusters),
  ];

  it('stand around the figures themselves', () => {
    const intervals = studentisedIntervals(groups(drawn), drawn.clusters, seededRandom(1), 500);
    expect(intervals.get('mean/quadraticKappa')?.value).toBeCloseTo(meanKappaOf(drawn), 12);
    expect(intervals.get('auc')?.value).toBeCloseTo(
      areaUnderRoc(
        [...positive].map((each) => each === 1),
        [...scores],
      ),
      12,
    );
    for (const { value, low, high } of intervals.values()) {
      expect(low).toBeLessThanOrEqual(value);
      expect(high).toBeGreaterThanOrEqual(value);
    }
  });

  it('are the same whatever the subjects are called and however the hips are ordered', () => {
    const contents = Array.from(positive, (_, item) =>
      JSON.stringify([scores[item], drawn.answers.map(({ truth, predicted }) => [truth[item], predicted[item]])]),
    );
    const names = contents.map((_, item) => `subject ${item >> 1}`);
    const renamed = names.map((name) => `S-${name.split('').toReversed().join('')}`);
    const values = Array.from(scores);
    const intervalOf = (subjects: readonly string[], order: readonly number[]) => {
      const pick = <T>(all: readonly T[]): T[] => order.map((item) => all[item]);
      const own = clustersOf(pick(subjects), pick(contents));
      const group = meanOf(Float64Array.from(pick(values)), own);
      return studentisedIntervals([group], own, seededRandom(4), 300).get('mean');
    };
    const order = [...names.keys()];
    const interval = intervalOf(names, order);
    for (const other of [intervalOf(renamed, order), intervalOf(renamed, order.toReversed())]) {
      expect(other?.low).toBeCloseTo(interval?.low ?? Number.NaN, 12);
      expect(other?.high).toBeCloseTo(interval?.high ?? Number.NaN, 12);
    }
  });

  it('give the standard error of a mean, and for many subjects the interval of the normal distribution', () => {
    const random = seededRandom('normal');
    const values = Float64Array.from({ length: 2000 }, () => random.normal());
    const own = clustersOf(
      Array.from(values, (_, item) => `${item}`),
      Array.from(values, () => ''),
    );
    const interval = studentisedIntervals([meanOf(values, own)], own, seededRandom(3)).get('mean');
    expect((interval?.high ?? 0) - (interval?.low ?? 0)).toBeCloseTo(2 * 1.96 * Math.sqrt(1 / 2000), 2);
  });

  it('have no bounds for a single subject', () => {
    const one = clustersOf(['a', 'a'], ['', '']);
    const values = Float64Array.from([1, 2]);
    expect(studentisedIntervals([meanOf(values, one)], one, seededRandom(3)).get('mean')?.low).toBeNaN();
  });
});

describe('a planted mistake is noticed', () => {
  const drawn = study(150, seededRandom('planted'));
  const { truth, predicted } = { truth: [...drawn.answers[0].truth], predicted: [...drawn.answers[0].predicted] };
  const kappa = (items: readonly number[]) =>
    kappaOfCounts(
      confusionMatrix({ truth: items.map((at) => truth[at]), predicted: items.map((at) => predicted[at]) }, 4),
      'quadratic',
    );
  const subjects = truth.map((_, item) => `${Math.floor(item / 2)}`);

  it('a bootstrap by picture is narrower than one by subject where pictures go together', () => {
    const twice = [...truth.keys(), ...truth.keys()];
    const statistic = (items: readonly number[]) => kappa(items.map((at) => twice[at]));
    const bySubject = clusteredBootstrap({ subjects: [...subjects, ...subjects], statistic, draws: 400 }, seededRandom(1));
    const byPicture = clusteredBootstrap({ subjects: twice.map((_, at) => `${at}`), statistic, draws: 400 }, seededRandom(1));
    expect(bySubject.high - bySubject.low).toBeGreaterThan(1.2 * (byPicture.high - byPicture.low));
  });

  it('percentiles of 2 and 97 differ from those of 2.5 and 97.5', () => {
    const values = Array.from({ length: 1001 }, (_, at) => at / 1000);
    expect(quantile(values, 0.02)).not.toBeCloseTo(quantile(values, 0.025), 4);
    expect(quantile(values, 0.97)).not.toBeCloseTo(quantile(values, 0.975), 4);
  });

  it('swapped truth and prediction change recall, though not kappa', () => {
    const [right, swapped] = [
      confusionMatrix({ truth, predicted }, 4),
      confusionMatrix({ truth: predicted, predicted: truth }, 4),
    ];
    expect(kappaOfCounts(swapped, 'quadratic')).toBeCloseTo(kappaOfCounts(right, 'quadratic'), 12);
    expect(swapped).not.toEqual(right);
  });

  it('truth in place of the prediction gives a kappa of 1', () => {
    expect(kappaOfCounts(confusionMatrix({ truth, predicted: truth }, 4), 'quadratic')).toBe(1);
  });
});
