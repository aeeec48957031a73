// Every figure of graded hips, from their rows alone: agreement, AUC, calibration and evidence, each with a 95% interval clustered by subject.

import type { AnswerEvaluation, Estimate, EvaluationRow, MeasuredRows } from '../../domain/evaluation/evaluation.ts';
import { seededRandom } from '../../domain/random.ts';
import { confusionMatrix } from '../../statistics/confusion.ts';
import { perGrade } from '../../statistics/grade-counts.ts';
import { isotonicFit, reliabilityCurve } from '../../statistics/reliability.ts';
import { clustersOf, DRAWS, studentisedIntervals, type Clusters, type FigureGroup } from '../../statistics/studentised.ts';
import { agreementFigures, aucFigures, meanFigures, type ScoredItems } from '../../statistics/weighted-figures.ts';

/** An answer of the model, and its number of grades. */
export interface GradedAnswer {
  readonly name: string;
  readonly grades: number;
}

interface Measuring {
  readonly seed: number;
  readonly draws?: number;
}

/** The order of rows in every list: by subject, visit and side. */
export function sortedRows<Row extends EvaluationRow>(rows: readonly Row[]): Row[] {
  const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
  return rows.toSorted((a, b) => compare(a.subject, b.subject) || compare(a.visit, b.visit) || compare(a.side, b.side));
}

/** Measures the rows. The same rows and seed give the same figures, in any order and under any names of the subjects. */
export function measureRows(
  rows: readonly EvaluationRow[],
  answers: readonly GradedAnswer[],
  { seed, draws = DRAWS }: Measuring,
): MeasuredRows {
  const clusters = clustersOfRows(rows);
  const tested = studentisedIntervals(figureGroups(rows, answers, clusters), clusters, seededRandom(`${seed}/intervals`), draws);
  const { of, means } = namedFigures(tested);
  return {
    hips: rows.length,
    subjects: clusters.count,
    seed,
    draws,
    figures: { ...means, ...of('all/') },
    answers: Object.fromEntries(answers.map((answer) => [answer.name, answerOf(rows, answer, of(`${answer.name}/`))])),
  };
}

/** Figures by the part of their name after a prefix such as `femur-superior/`, and means over the answers. */
export function namedFigures(estimates: ReadonlyMap<string, Estimate>): {
  readonly of: (prefix: string) => Record<string, Estimate>;
  readonly means: Readonly<Record<string, Estimate>>;
} {
  const of = (prefix: string): Record<string, Estimate> =>
    Object.fromEntries(
      [...estimates].flatMap(([name, { value, low, high }]) =>
        name.startsWith(prefix) ? [[name.slice(prefix.length), { value, low, high }] as const] : [],
      ),
    );
  return { of, means: Object.fromEntries(Object.entries(of('mean/')).map(([name, estimate]) => [meanName(name), estimate])) };
}

/** `quadraticKappa` becomes `meanQuadraticKappa`. */
function meanName(name: string): string {
  return `mean${name.slice(0, 1).toUpperCase()}${name.slice(1)}`;
}

/** Numbers the subjects of rows by their content. */
export function clustersOfRows(rows: readonly EvaluationRow[]): Clusters {
  const content = ({ truth, grade, probabilities, globalProbability, evidence }: EvaluationRow): string =>
    JSON.stringify([truth, grade, probabilities, globalProbability, evidence]);
  return clustersOf(
    rows.map(({ subject }) => subject),
    rows.map(content),
  );
}

/** The figures of one model on these rows, in the order of `clusters`. */
export function figureGroups(
  rows: readonly EvaluationRow[],
  answers: readonly GradedAnswer[],
  clusters: Clusters,
): FigureGroup[] {
  const graded = answers.map(({ name, grades }) => ({
    name,
    classes: grades,
    truth: Int8Array.from(rows, ({ truth }) => truth[name] ?? -1),
    predicted: Int8Array.from(rows, ({ grade }) => grade[name] ?? 0),
  }));
  const scored = graded.flatMap(({ name, classes, truth }) =>
    Array.from({ length: classes - 1 }, (_, below) => {
      const least = below + 1;
      const scores = Float64Array.from(rows, (row) => atLeast(row, name, least));
      const positive = truth.map((grade) => (grade < 0 ? -1 : Number(grade >= least)));
      return { name: `${name}/aucAtLeast${least}`, positive, scores };
    }),
  );
  return [
    agreementFigures(graded, clusters),
    aucFigures(scored, clusters),
    ...brierFigures(rows, answers, clusters),
    aucFigures(globalScore(rows), clusters),
    ...evidenceFigures(rows, answers, clusters),
  ];
}

/** P(grade >= least). */
function atLeast({ probabilities }: EvaluationRow, answer: string, least: number): number {
  return (probabilities[answer] ?? [Number.NaN]).slice(least).reduce((sum, probability) => sum + probability, 0);
}

function brierFigures(rows: readonly EvaluationRow[], answers: readonly GradedAnswer[], clusters: Clusters): FigureGroup[] {
  const measured = answers.map(({ name }) => {
    const values = Float64Array.from(rows, (row) => {
      const truth = row.truth[name] ?? null;
      return truth === null ? Number.NaN : (atLeast(row, name, 1) - Number(truth > 0)) ** 2;
    });
    return { name: `${name}/brier`, low: 0, high: 1, values, of: clusters.of };
  });
  return [meanFigures(measured, clusters)];
}

/** The AUC of the answer about the whole hip: diseased if any known grade is above 0, healthy if all are known and 0. */
function globalScore(rows: readonly EvaluationRow[]): ScoredItems[] {
  if (!rows.some(({ globalProbability }) => globalProbability !== undefined)) return [];
  const positive = Int8Array.from(rows, ({ truth }) => {
    const grades = Object.values(truth);
    if (grades.some((grade) => grade !== null && grade > 0)) return 1;
    return grades.includes(null) ? -1 : 0;
  });
  const scores = Float64Array.from(rows, ({ globalProbability = Number.NaN }) => globalProbability);
  return [{ name: 'all/globalAuc', positive, scores }];
}

const EVIDENCE_FIGURES = ['peakInZone', 'attentionInZone', 'centreDistance', 'peakDistance', 'spread'] as const;

/**
 * Means over truly positive answers, of each answer and of all. Hips without a map or without landmarks are left out. The share in the
 * outline is measured only where some hip has an outline.
 */
function evidenceFigures(rows: readonly EvaluationRow[], answers: readonly GradedAnswer[], clusters: Clusters): FigureGroup[] {
  const known = rows.flatMap((row, at) =>
    answers.flatMap(({ name }) => {
      const evidence = row.evidence?.[name];
      return evidence === undefined || (row.truth[name] ?? 0) === 0 ? [] : [{ name, owner: clusters.of[at] ?? -1, evidence }];
    }),
  );
  if (known.length === 0) return [];
  const groups = [
    { prefix: 'all', own: known },
    ...answers.map(({ name }) => ({ prefix: name, own: known.filter((each) => each.name === name) })),
  ];
  const hasOutlines = known.some(({ evidence }) => evidence.inOutline !== undefined);
  const figures = hasOutlines ? ([...EVIDENCE_FIGURES, 'inOutline'] as const) : EVIDENCE_FIGURES;
  const measured = groups.flatMap(({ prefix, own }) =>
    figures.map((figure) => {
      const values = Float64Array.from(own.map(({ evidence }) => Number(evidence[figure] ?? Number.NaN)));
      const isShare = figure === 'peakInZone' || figure === 'attentionInZone' || figure === 'inOutline';
      const high = isShare ? 1 : Number.POSITIVE_INFINITY;
      const of = Int32Array.from(own, ({ owner }) => owner);
      return { name: `${prefix}/${figure}`, low: 0, high, values, of };
    }),
  );
  return [meanFigures(measured, clusters)];
}

function answerOf(
  rows: readonly EvaluationRow[],
  { name, grades }: GradedAnswer,
  figures: Readonly<Record<string, Estimate>>,
): AnswerEvaluation {
  const known = rows.filter(({ truth }) => (truth[name] ?? null) !== null);
  const truth = known.map((row) => row.truth[name] ?? 0);
  const positive = truth.map((grade) => grade > 0);
  const probabilities = known.map((row) => atLeast(row, name, 1));
  const confusion = confusionMatrix({ truth, predicted: known.map(({ grade }) => grade[name] ?? 0) }, grades);
  return {
    items: known.length,
    figures,
    confusion,
    perGrade: perGrade(confusion),
    reliability: reliabilityCurve(positive, probabilities),
    isotonic: isotonicKnots(positive, probabilities),
    emptyMaps: known.filter((row) => (row.truth[name] ?? 0) > 0 && Number.isNaN(row.evidence?.[name]?.spread ?? 0)).length,
  };
}

/** Only the ends of each level stretch: between them the function does not change. */
function isotonicKnots(positive: readonly boolean[], probabilities: readonly number[]): AnswerEvaluation['isotonic'] {
  const { x, y } = isotonicFit(probabilities, positive.map(Number));
  return x.flatMap((probability, at) => {
    const observed = y[at] ?? Number.NaN;
    return observed === y[at - 1] && observed === y[at + 1] ? [] : [{ probability, observed }];
  });
}
