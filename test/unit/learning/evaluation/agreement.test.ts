// How well readings, labels and a model agree: the figures of plain definitions, on the hips that both graded.

import { describe, expect, it } from 'vitest';
import { QUADRANTS } from '../../../../main/domain/quadrant.ts';
import { agreementOf, type JudgedRow } from '../../../../main/learning/evaluation/agreement.ts';
import { answersOfKind } from '../../../../main/learning/evaluation/evaluation-rows.ts';
import { krippendorffAlpha } from '../../../../main/statistics/chance-corrected.ts';
import { kappaOfCounts, linearKappa, quadraticKappa, unweightedKappa } from '../../../../main/statistics/kappa.ts';
import { intraclassCorrelation } from '../../../../main/statistics/intraclass.ts';
import { drawnRows } from './drawn-rows.ts';

const answers = answersOfKind('grades');
const ORDER = { seed: 7, draws: 200 };

/** Labels are the truth of drawn rows. Readings are those of another cohort's model on every second hip. */
const others = drawnRows(30, 'other answers');
const judged = drawnRows(30, 'labels').map(({ subject, truth, grade }, at): JudgedRow => ({
  subject,
  labels: truth,
  readings: at % 2 === 0 ? { ...truth, 'femur-superior': others[at]?.grade['femur-superior'] ?? null } : {},
  model: grade,
}));

describe('agreement', () => {
  const agreement = agreementOf(judged, answers, ORDER);

  it('is measured between each two of readings, labels and the model, on the hips that both graded', () => {
    expect(agreement.map(({ first, second, hips }) => [first, second, hips])).toEqual([
      ['readings', 'labels', 30],
      ['readings', 'model', 30],
      ['labels', 'model', 60],
    ]);
    expect(agreement[0]?.figures['meanQuadraticKappa']?.value).toBeLessThan(1);
    expect(agreement[0]?.answers['femur-inferior']?.figures['quadraticKappa']?.value).toBe(1);
  });

  it('has the kappas and the alpha of the grades themselves, with intervals around them', () => {
    for (const { first, second, answers: own, figures } of agreement) {
      const plain = QUADRANTS.map((name) => {
        const both = judged.flatMap((row) => {
          const [one, other] = [row[first][name] ?? null, row[second][name] ?? null];
          return one === null || other === null ? [] : [[one, other] as const];
        });
        const readings = { truth: both.map(([one]) => one), predicted: both.map(([, other]) => other) };
        return {
          name,
          items: both.length,
          values: {
            quadraticKappa: quadraticKappa(readings),
            linearKappa: linearKappa(readings),
            unweightedKappa: unweightedKappa(readings),
            krippendorffAlpha: krippendorffAlpha(both, 'ordinal'),
          },
        };
      });
      for (const { name, items, values } of plain) {
        expect(own[name]?.items).toBe(items);
        expect(kappaOfCounts(own[name]?.confusion ?? [], 'linear')).toBeCloseTo(values.linearKappa, 12);
        for (const [figure, value] of Object.entries(values)) {
          const { value: measured, low, high } = own[name].figures[figure];
          expect(measured, `${first} ${second} ${name} ${figure}`).toBeCloseTo(value, 12);
          expect(low).toBeLessThanOrEqual(measured);
          expect(high).toBeGreaterThanOrEqual(measured);
        }
      }
      const alphas = plain.map(({ values }) => values.krippendorffAlpha);
      expect(figures['meanKrippendorffAlpha']?.value).toBeCloseTo(alphas.reduce((sum, each) => sum + each, 0) / 4, 12);
    }
  });

  it('has the grades as numbers: both intraclass correlations and the differences of Bland and Altman', () => {
    const [readings] = agreement;
    const own = readings?.answers['femur-superior']?.asNumbers;
    const both = judged.flatMap(({ readings: one, labels: other }) => {
      const [first, second] = [one['femur-superior'] ?? null, other['femur-superior'] ?? null];
      return first === null || second === null ? [] : [[first, second] as const];
    });
    const differences = both.map(([first, second]) => first - second);
    const mean = differences.reduce((sum, each) => sum + each, 0) / differences.length;
    const deviation = Math.sqrt(differences.reduce((sum, each) => sum + (each - mean) ** 2, 0) / (differences.length - 1));
    expect(own?.bias.value).toBeCloseTo(mean, 12);
    expect([own?.lower, own?.upper]).toEqual([
      expect.closeTo(mean - 1.96 * deviation, 10),
      expect.closeTo(mean + 1.96 * deviation, 10),
    ]);
    expect(own?.agreement).toEqual(intraclassCorrelation(both).agreement);
    // Grades that are alike differ by nothing.
    expect(readings?.answers['femur-inferior']?.asNumbers).toMatchObject({ bias: { value: 0 }, lower: 0, upper: 0 });
  });

  it('is drawn by subject: with both hips of a subject alike its interval is wider than with hips of many people', () => {
    const width = (rows: readonly JudgedRow[]): number => {
      const { low, high } = agreementOf(rows, answers, ORDER)[2].figures['meanQuadraticKappa'];
      return high - low;
    };
    const twins = judged.filter((_, at) => at % 2 === 0).flatMap((row) => [row, row]);
    const singly = twins.map((row, at) => ({ ...row, subject: `S${at}` }));
    expect(width(twins)).toBeGreaterThan(1.2 * width(singly));
  });

  it('is left out of a part that has only labels, or only readings', () => {
    expect(
      agreementOf(
        judged.map((row) => ({ ...row, readings: {} })),
        answers,
        ORDER,
      ),
    ).toEqual([]);
    expect(
      agreementOf(
        judged.map((row) => ({ ...row, labels: {} })),
        answers,
        ORDER,
      ),
    ).toEqual([]);
  });
});
