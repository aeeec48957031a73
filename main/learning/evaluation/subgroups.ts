// Subgroups of an evaluation's hips: each measured apart and against all others, with the tests adjusted for their number.

import type { EvaluationRow, MeasuredRows, Subgroup } from '../../domain/evaluation/evaluation.ts';
import { seededRandom } from '../../domain/random.ts';
import { holm } from '../../statistics/paired-tests.ts';
import { studentisedIntervals } from '../../statistics/studentised.ts';
import { agreementFigures, differenceFigures } from '../../statistics/weighted-figures.ts';
import { clustersOfRows, type GradedAnswer } from './measure-rows.ts';

/** A property of a row, such as its side. Null if it is not known. */
export interface Property {
  readonly by: string;
  readonly of: (row: EvaluationRow) => string | null;
}

/** What every row says of itself. */
export const ROW_PROPERTIES: readonly Property[] = [
  { by: 'side', of: ({ side }) => side },
  { by: 'visit', of: ({ visit }) => visit },
];

/** The answers that were measured, with their numbers of grades. */
export function answersMeasured({ answers }: MeasuredRows): GradedAnswer[] {
  return Object.entries(answers).map(([name, { confusion }]) => ({ name, grades: confusion.length }));
}

/** Smaller groups are not measured. **(ours)** */
const FEWEST_SUBJECTS = 5;
const SUBGROUP_DRAWS = 500;

/** Properties that divide the rows into fewer than two measurable groups are left out. */
export function subgroupsOf(
  rows: readonly EvaluationRow[],
  answers: readonly GradedAnswer[],
  { seed, properties }: { readonly seed: number; readonly properties: readonly Property[] },
): Subgroup[] {
  const clusters = clustersOfRows(rows);
  const group = (inside: readonly boolean[]) =>
    agreementFigures(
      answers.map(({ name, grades }) => ({
        name,
        classes: grades,
        truth: Int8Array.from(rows.map(({ truth }, at) => (inside[at] === true ? (truth[name] ?? -1) : -1))),
        predicted: Int8Array.from(rows.map(({ grade }) => grade[name] ?? 0)),
      })),
      clusters,
      ['quadraticKappa'],
    );
  const found = properties.flatMap(({ by, of }) => {
    const byValue = [...Map.groupBy(rows, of)].flatMap(([value, own]) => {
      const subjects = new Set(own.map(({ subject }) => subject)).size;
      return value === null || subjects < FEWEST_SUBJECTS ? [] : [{ value, hips: own.length, subjects }];
    });
    return byValue.length < 2
      ? []
      : byValue.toSorted((a, b) => (a.value < b.value ? -1 : 1)).map((each) => ({ by, of, ...each }));
  });
  const measured = found.map(({ by, of, value, hips, subjects }) => {
    const inside = rows.map((row) => of(row) === value);
    const own = group(inside);
    const others = group(inside.map((each) => !each));
    const estimate = (figures: Parameters<typeof studentisedIntervals>[0]) =>
      studentisedIntervals(figures, clusters, seededRandom(`${seed}/subgroup ${by} ${value}`), SUBGROUP_DRAWS).get(
        'mean/quadraticKappa',
      ) ?? NOT_DEFINED;
    const { p, ...difference } = estimate([differenceFigures(own, others, clusters)]);
    const { p: _, ...meanKappa } = estimate([own]);
    return { by, value, hips, subjects, meanKappa, difference, p };
  });
  const adjusted = holm(measured.map(({ p }) => p));
  return measured.map((subgroup, at) => ({ ...subgroup, adjusted: adjusted[at] ?? Number.NaN }));
}

const NOT_DEFINED = { value: Number.NaN, low: Number.NaN, high: Number.NaN, p: Number.NaN };
