// Compares models on the hips that all of them answered. Differences are drawn on the same subjects; tests of one kind are adjusted together.

import type { Comparison, ComparedPair } from '../../domain/evaluation/comparison.ts';
import type { Truth } from '../../domain/evaluation/truths.ts';
import type { Estimate, EvaluationRow } from '../../domain/evaluation/evaluation.ts';
import { hipId } from '../../domain/hip.ts';
import { failed, success, type Result } from '../../domain/failure.ts';
import { seededRandom } from '../../domain/random.ts';
import { delongTest } from '../../statistics/delong.ts';
import { holm, mcnemarTest } from '../../statistics/paired-tests.ts';
import { rocCurve } from '../../statistics/roc.ts';
import { clustersOf, DRAWS, studentisedIntervals } from '../../statistics/studentised.ts';
import { differenceFigures } from '../../statistics/weighted-figures.ts';
import { wilcoxonSignedRank } from '../../statistics/wilcoxon.ts';
import { evaluationText } from '../text/evaluation.ts';
import { figureGroups, measureRows, type GradedAnswer } from './measure-rows.ts';

export interface ComparedModel {
  readonly name: string;
  readonly evaluationId: string;
  readonly rows: readonly EvaluationRow[];
  /** Null if the model's card has none. */
  readonly recipe: unknown;
}

export interface ComparisonOrder {
  readonly split: string;
  readonly splitName: string;
  readonly truth: Truth;
  readonly answers: readonly GradedAnswer[];
  readonly seed: number;
  readonly draws?: number;
}

/** Fails if fewer than two models are given, if they share no hip, or if their rows disagree about the truth. */
export function compareRows(models: readonly ComparedModel[], order: ComparisonOrder): Result<Comparison> {
  const { answers, seed, draws = DRAWS, split, splitName, truth } = order;
  if (models.length < 2) return failed('bad-request', evaluationText.twoModels);
  const shared = sharedRows(models);
  const [first] = shared;
  if (first === undefined || first.rows.length === 0) return failed('bad-request', evaluationText.noSharedHip);
  const differing = first.rows.filter((row, at) =>
    shared.some(({ rows }) => JSON.stringify(rows[at]?.truth) !== JSON.stringify(row.truth)),
  ).length;
  if (differing > 0) return failed('labels-malformed', evaluationText.differentTruth(differing));
  const pairs = shared.flatMap((one, at) =>
    shared.slice(at + 1).map((other) => comparePair(one, other, { answers, seed, draws })),
  );
  const measured = shared.map((model) => ({ ...model, figures: measureRows(model.rows, answers, { seed, draws }) }));
  return success({
    split,
    splitName,
    truth,
    hips: first.rows.length,
    subjects: new Set(first.rows.map(({ subject }) => subject)).size,
    seed,
    draws,
    models: measured.map(({ name, evaluationId, rows, figures }) => ({
      name,
      evaluationId,
      figures: { ...figures.figures, ...answerKappas(figures.answers) },
      roc: Object.fromEntries(answers.map((answer) => [answer.name, rocOf(rows, answer.name)])),
    })),
    recipes: recipeDifferences(models.map(({ recipe }) => recipe)),
    pairs: adjusted(pairs),
  });
}

function answerKappas(answers: ReturnType<typeof measureRows>['answers']): Record<string, Estimate> {
  return Object.fromEntries(
    Object.entries(answers).flatMap(([name, { figures }]) => {
      const { quadraticKappa } = figures;
      return quadraticKappa === undefined ? [] : [[`${name}/quadraticKappa`, quadraticKappa]];
    }),
  );
}

/** The rows of hips that every model answered, in one order. */
function sharedRows(models: readonly ComparedModel[]): ComparedModel[] {
  const byHip = models.map(({ rows }) => new Map(rows.map((row) => [hipId(row), row])));
  const [first] = models;
  const shared = (first?.rows ?? []).map(hipId).filter((id) => byHip.every((own) => own.has(id)));
  return models.map((model, at) => ({ ...model, rows: shared.flatMap((id) => byHip[at]?.get(id) ?? []) }));
}

interface PairOrder {
  readonly answers: readonly GradedAnswer[];
  readonly seed: number;
  readonly draws: number;
}

function comparePair(one: ComparedModel, other: ComparedModel, { answers, seed, draws }: PairOrder): ComparedPair {
  const clusters = clustersOf(
    one.rows.map(({ subject }) => subject),
    one.rows.map((row, at) =>
      JSON.stringify([row.truth, row.grade, row.probabilities, other.rows[at]?.grade, other.rows[at]?.probabilities]),
    ),
  );
  const [ofOne, ofOther] = [one, other].map(({ rows }) => figureGroups(withoutEvidence(rows), answers, clusters));
  const groups = (ofOne ?? []).flatMap((group, at) => {
    const second = ofOther?.[at];
    return second === undefined ? [] : [differenceFigures(group, second, clusters)];
  });
  const drawn = studentisedIntervals(groups, clusters, seededRandom(`${seed}/intervals`), draws);
  return {
    first: one.name,
    second: other.name,
    differences: Object.fromEntries([...drawn].flatMap(([name, estimate]) => named(name, estimate))),
    delong: answers.flatMap(({ name }) => delongOf(one.rows, other.rows, name)),
    mcnemar: answers.map(({ name }) => mcnemarOf(one.rows, other.rows, name)),
    wilcoxon: { ...wilcoxonOf(one.rows, other.rows), adjusted: Number.NaN },
  };
}

/** Evidence is compared by no test here, and models without landmarks have none. */
function withoutEvidence(rows: readonly EvaluationRow[]): EvaluationRow[] {
  return rows.map((row) => ({ ...row, evidence: {} }));
}

/** `mean/quadraticKappa` becomes `meanQuadraticKappa`, `all/globalAuc` becomes `globalAuc`; those of an answer keep their names. */
function named(name: string, { value, low, high }: Estimate): [string, Estimate][] {
  const estimate = { value, low, high };
  const [prefix = '', figure = ''] = name.split('/');
  if (prefix === 'mean') return [[`mean${figure.slice(0, 1).toUpperCase()}${figure.slice(1)}`, estimate]];
  return [[prefix === 'all' ? figure : name, estimate]];
}

/** Known rows of an answer, with P(grade >= 1). */
function scoresOf(rows: readonly EvaluationRow[], answer: string) {
  const known = rows.filter(({ truth }) => (truth[answer] ?? null) !== null);
  return {
    positive: known.map(({ truth }) => (truth[answer] ?? 0) > 0),
    subjects: known.map(({ subject }) => subject),
    scores: known.map(({ probabilities }) => 1 - (probabilities[answer]?.[0] ?? Number.NaN)),
  };
}

function rocOf(rows: readonly EvaluationRow[], answer: string) {
  const { positive, scores } = scoresOf(rows, answer);
  return rocCurve(positive, scores);
}

function delongOf(
  one: readonly EvaluationRow[],
  other: readonly EvaluationRow[],
  answer: string,
): ComparedPair['delong'][number][] {
  const first = scoresOf(one, answer);
  if (!first.positive.includes(true) || !first.positive.includes(false)) return [];
  return [{ answer, ...delongTest(first, first.scores, scoresOf(other, answer).scores), adjusted: Number.NaN }];
}

function mcnemarOf(
  one: readonly EvaluationRow[],
  other: readonly EvaluationRow[],
  answer: string,
): ComparedPair['mcnemar'][number] {
  const right = (rows: readonly EvaluationRow[]): boolean[] =>
    rows.flatMap(({ truth, grade }) => ((truth[answer] ?? null) === null ? [] : [truth[answer] === grade[answer]]));
  const { onlyFirst, onlySecond, p } = mcnemarTest(right(one), right(other));
  return { answer, onlyFirst, onlySecond, p, adjusted: Number.NaN };
}

function wilcoxonOf(one: readonly EvaluationRow[], other: readonly EvaluationRow[]) {
  const errorOf = ({ truth, grade }: EvaluationRow): number => {
    const errors = Object.entries(truth).flatMap(([answer, value]) =>
      value === null ? [] : [Math.abs(value - (grade[answer] ?? 0))],
    );
    return errors.reduce((sum, error) => sum + error, 0) / errors.length;
  };
  const bySubject = Map.groupBy(one.entries(), ([, { subject }]) => subject);
  const differences = [...bySubject.values()].map((own) => {
    const all = own.map(([at, row]) => errorOf(row) - errorOf(other[at] ?? row));
    // Mean errors that are equal must tie exactly.
    return Number((all.reduce((sum, difference) => sum + difference, 0) / all.length).toFixed(9));
  });
  const { statistic, p, pairs } = wilcoxonSignedRank(differences);
  return { statistic, p, pairs };
}

/** Adjusts the tests of a kind over all pairs and answers. */
function adjusted(pairs: readonly ComparedPair[]): ComparedPair[] {
  const delong = holm(pairs.flatMap((pair) => pair.delong.map(({ p }) => p)));
  const mcnemar = holm(pairs.flatMap((pair) => pair.mcnemar.map(({ p }) => p)));
  const wilcoxon = holm(pairs.map((pair) => pair.wilcoxon.p));
  const next = (values: number[]): number => values.shift() ?? Number.NaN;
  return pairs.map((pair) => ({
    ...pair,
    delong: pair.delong.map((test) => ({ ...test, adjusted: next(delong) })),
    mcnemar: pair.mcnemar.map((test) => ({ ...test, adjusted: next(mcnemar) })),
    wilcoxon: { ...pair.wilcoxon, adjusted: next(wilcoxon) },
  }));
}

/** The entries of the recipes that differ, by their dotted names. */
export function recipeDifferences(recipes: readonly unknown[]): Comparison['recipes'] {
  const entries = recipes.map((recipe) => new Map(entriesOf(recipe, '')));
  const names = [...new Set(entries.flatMap((own) => [...own.keys()]))].toSorted();
  return names.flatMap((entry) => {
    const values = entries.map((own) => own.get(entry) ?? null);
    return new Set(values).size > 1 ? [{ entry, values }] : [];
  });
}

function entriesOf(value: unknown, name: string): [string, string][] {
  if (typeof value !== 'object' || value === null) return name === '' ? [] : [[name, JSON.stringify(value)]];
  return Object.entries(value).flatMap(([key, own]) => entriesOf(own, name === '' ? key : `${name}.${key}`));
}
