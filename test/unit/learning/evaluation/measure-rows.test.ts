// The figures of rows: computed anew from the rows alone, with the same last bit in every version, and unlike those of mistakes.

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Estimate, EvaluationRow } from '../../../../main/domain/evaluation/evaluation.ts';
import { QUADRANTS } from '../../../../main/domain/quadrant.ts';
import { answersOfKind } from '../../../../main/learning/evaluation/evaluation-rows.ts';
import { measureRows } from '../../../../main/learning/evaluation/measure-rows.ts';
import { areaUnderRoc } from '../../../../main/statistics/auc.ts';
import { gwetAc2 } from '../../../../main/statistics/chance-corrected.ts';
import { confusionMatrix } from '../../../../main/statistics/confusion.ts';
import * as counted from '../../../../main/statistics/grade-counts.ts';
import { kappaOfCounts } from '../../../../main/statistics/kappa.ts';
import { isotonicFit, isotonicValue } from '../../../../main/statistics/reliability.ts';
import { drawnRows } from './drawn-rows.ts';

const answers = answersOfKind('grades');
const rows = drawnRows(40, 'intervals');
const ORDER = { seed: 7, draws: 400 };

/** Of each quadrant, every figure by the plain definition. Nothing here is weighted, drawn or differentiated. */
function plainFigures(of: readonly EvaluationRow[]): Record<string, number> {
  const byQuadrant = QUADRANTS.map((name) => {
    const known = of.filter(({ truth }) => typeof truth[name] === 'number');
    const truth = known.map((row) => Number(row.truth[name]));
    const counts = confusionMatrix({ truth, predicted: known.map((row) => row.grade[name]) }, 4);
    const atLeast = (row: EvaluationRow, least: number): number =>
      (row.probabilities[name] ?? []).slice(least).reduce((sum, each) => sum + each, 0);
    const evidence = known.flatMap((row) => (Number(row.truth[name]) > 0 && row.evidence?.[name]) || []);
    const figures: Record<string, number> = {
      quadraticKappa: kappaOfCounts(counts, 'quadratic'),
      linearKappa: kappaOfCounts(counts, 'linear'),
      unweightedKappa: kappaOfCounts(counts, 'none'),
      ac2: gwetAc2(counts, 'quadratic'),
      accuracy: counted.accuracyOfCounts(counts),
      balancedAccuracy: counted.balancedAccuracy(counts),
      macroF1: counted.macroF1(counts),
      balancedError: counted.balancedError(counts),
      severeMissRate: counted.severeMissRate(counts),
      ...Object.fromEntries(counted.perGrade(counts).map(({ grade, recall }) => [`recall${grade}`, recall])),
    };
    const others: Record<string, number> = {
      ...Object.fromEntries(
        [1, 2, 3].map((least) => [
          `aucAtLeast${least}`,
          areaUnderRoc(
            truth.map((grade) => grade >= least),
            known.map((row) => atLeast(row, least)),
          ),
        ]),
      ),
      brier: mean(known.map((row, at) => (atLeast(row, 1) - Number(truth[at] > 0)) ** 2)),
      peakInZone: mean(evidence.map(({ peakInZone }) => Number(peakInZone))),
      spread: mean(evidence.map(({ spread }) => Number(spread))),
    };
    return { name, figures, others, evidence };
  });
  const whole = of.flatMap(({ truth, globalProbability }) => {
    const grades = Object.values(truth);
    const isDiseased = grades.some((grade) => Number(grade) > 0);
    return isDiseased || !grades.includes(null) ? [{ isDiseased, score: Number(globalProbability) }] : [];
  });
  const names = Object.keys(byQuadrant[0]?.figures ?? {});
  return {
    ...Object.fromEntries(
      byQuadrant.flatMap(({ name, figures, others }) =>
        Object.entries({ ...figures, ...others }).map(([figure, value]) => [`${name}/${figure}`, value]),
      ),
    ),
    ...Object.fromEntries(
      names.map((name) => [
        `mean${name.slice(0, 1).toUpperCase()}${name.slice(1)}`,
        mean(byQuadrant.map(({ figures }) => figures[name])),
      ]),
    ),
    globalAuc: areaUnderRoc(
      whole.map(({ isDiseased }) => isDiseased),
      whole.map(({ score }) => score),
    ),
    centreDistance: mean(byQuadrant.flatMap(({ evidence }) => evidence.map((each) => Number(each.centreDistance)))),
  };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Figures of all answers by one name each, such as `femur-superior/accuracy`. */
function measured(of: readonly EvaluationRow[], order = ORDER): Record<string, Estimate> {
  const { figures, answers: own } = measureRows(of, answers, order);
  const named = Object.entries(own).flatMap(([name, answer]) =>
    Object.entries(answer.figures).map(([figure, estimate]) => [`${name}/${figure}`, estimate] as const),
  );
  return { ...figures, ...Object.fromEntries(named) };
}

/** The figures of `plain` that the measured ones do not equal to 1e-12. */
function differing(plain: Record<string, number>, of: Record<string, Estimate>): string[] {
  return Object.keys(plain).filter((name) => !(Math.abs(plain[name] - of[name].value) < 1e-12));
}

describe('the figures of rows', () => {
  it('have an isotonic fit of presence that goes through the fit of every hip, and rises', () => {
    const [name] = QUADRANTS;
    const known = rows.filter(({ truth }) => typeof truth[name] === 'number');
    const probabilities = known.map((row) => (row.probabilities[name] ?? []).slice(1).reduce((sum, each) => sum + each, 0));
    const whole = isotonicFit(
      probabilities,
      known.map((row) => Number(Number(row.truth[name]) > 0)),
    );
    const knots = measureRows(rows, answers, ORDER).answers[name]?.isotonic ?? [];
    const thin = { x: knots.map(({ probability }) => probability), y: knots.map(({ observed }) => observed) };
    expect(thin.x.length).toBeLessThan(whole.x.length);
    for (const at of [...probabilities, 0, 0.5, 1]) expect(isotonicValue(thin, at)).toBeCloseTo(isotonicValue(whole, at), 12);
    expect(thin.y).toEqual(thin.y.toSorted((a, b) => a - b));
  });

  it('equal those that are computed anew from the rows, to 1e-12', () => {
    const plain = plainFigures(rows);
    expect(Object.keys(plain).length).toBeGreaterThan(80);
    expect(differing(plain, measured(rows))).toEqual([]);
  });

  it('and their intervals are the same to the last bit in every version of the arithmetic', () => {
    const fixture = new URL('../../../fixtures/statistics/intervals.json', import.meta.url);
    const before: unknown = JSON.parse(readFileSync(fixture, 'utf8'));
    const { figures, answers: own } = measureRows(rows, answers, ORDER);
    const after = { ...figures, ...Object.fromEntries(Object.entries(own).map(([name, answer]) => [name, answer.figures])) };
    expect(JSON.parse(JSON.stringify(after))).toEqual(before);
  });

  it('have other intervals with another seed', () => {
    const [one, other] = [measured(rows), measured(rows, { ...ORDER, seed: 8 })];
    expect(other['meanQuadraticKappa']?.value).toBe(one['meanQuadraticKappa']?.value);
    expect(other['meanQuadraticKappa']?.low).not.toBe(one['meanQuadraticKappa']?.low);
  });
});

describe('a planted mistake is noticed:', () => {
  const change = (row: EvaluationRow, parts: Partial<EvaluationRow>): EvaluationRow => ({ ...row, ...parts });
  const numbers = (truth: EvaluationRow['truth']) =>
    Object.fromEntries(Object.entries(truth).map(([name, grade]) => [name, grade ?? 0]));
  const exchanged = <Value>({
    'femur-superior': femur,
    'acetabulum-superior': acetabulum,
    ...others
  }: Record<string, Value>) => ({
    ...others,
    ...(acetabulum === undefined ? {} : { 'femur-superior': acetabulum }),
    ...(femur === undefined ? {} : { 'acetabulum-superior': femur }),
  });

  it.each([
    ['two quadrants are exchanged', (row: EvaluationRow) => change(row, { grade: exchanged(row.grade) }), 'meanQuadraticKappa'],
    [
      'truth and answer are exchanged',
      (row: EvaluationRow) => change(row, { truth: row.grade, grade: numbers(row.truth) }),
      'meanRecall2',
    ],
    [
      'the truth stands in place of the answer',
      (row: EvaluationRow) => change(row, { grade: numbers(row.truth) }),
      'meanAccuracy',
    ],
    [
      'grade 3 is counted as grade 2',
      (row: EvaluationRow) => {
        const merged = Object.entries(row.grade).map(([name, grade]) => [name, Math.min(2, grade)]);
        return change(row, { grade: Object.fromEntries(merged) });
      },
      'meanRecall3',
    ],
    [
      'unread quadrants are counted as grade 0',
      (row: EvaluationRow) => change(row, { truth: numbers(row.truth) }),
      'meanAccuracy',
    ],
  ])('%s', (_, mistake, figure) => {
    const wrong = rows.map(mistake);
    expect(differing(plainFigures(rows), measured(wrong))).toContain(figure);
  });

  it('hips are drawn one by one instead of by subject', () => {
    const width = ({ meanAccuracy }: Record<string, Estimate>): number => meanAccuracy.high - meanAccuracy.low;
    // Both hips of a subject answered alike: as independent hips they seem to say twice as much.
    const twins = rows.filter(({ side }) => side === 'left').flatMap((row) => [row, change(row, { side: 'right' })]);
    const singly = twins.map((row) => change(row, { subject: `${row.subject} ${row.side}` }));
    expect(width(measured(twins))).toBeGreaterThan(1.2 * width(measured(singly)));
  });
});
