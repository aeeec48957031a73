// How well readings, imported labels and a model agree with one another on the same hips.

import { AGREEMENT_FIGURES, type Agreement, type AsNumbers } from '../../domain/evaluation/evaluation.ts';
import type { Truth } from '../../domain/evaluation/truths.ts';
import { seededRandom } from '../../domain/random.ts';
import { confusionMatrix } from '../../statistics/confusion.ts';
import { blandAltman, intraclassCorrelation } from '../../statistics/intraclass.ts';
import { clustersOf, DRAWS, studentisedIntervals } from '../../statistics/studentised.ts';
import { agreementFigures, type GradedItems } from '../../statistics/weighted-figures.ts';
import { namedFigures, type GradedAnswer } from './measure-rows.ts';

type Grader = Agreement['first'];

/** What each says of one hip, by answer. Null if the grade is not known. */
export type JudgedRow = Readonly<Record<Exclude<Truth, 'merged'> | 'model', Readonly<Record<string, number | null>>>> & {
  readonly subject: string;
};

const PAIRS = [
  ['readings', 'labels'],
  ['readings', 'model'],
  ['labels', 'model'],
] as const satisfies readonly (readonly [Grader, Grader])[];

/**
 * Compares each two of them on the hips that both graded. Empty unless there are both readings and labels, since the model is then
 * compared with all there is.
 */
export function agreementOf(
  rows: readonly JudgedRow[],
  answers: readonly GradedAnswer[],
  { seed, draws = DRAWS }: { readonly seed: number; readonly draws?: number },
): Agreement[] {
  const hasBoth = (['readings', 'labels'] as const).every((source) =>
    rows.some((row) => answers.some(({ name }) => known(row[source][name]))),
  );
  if (!hasBoth) return [];
  return PAIRS.flatMap(([first, second]) => {
    const shared = rows.filter((row) => answers.some(({ name }) => known(row[first][name]) && known(row[second][name])));
    return shared.length === 0 ? [] : [agreementOfPair({ first, second, rows: shared }, answers, { seed, draws })];
  });
}

interface GraderPair {
  readonly first: Grader;
  readonly second: Grader;
  readonly rows: readonly JudgedRow[];
}

function agreementOfPair(
  { first, second, rows }: GraderPair,
  answers: readonly GradedAnswer[],
  { seed, draws }: { readonly seed: number; readonly draws: number },
): Agreement {
  const clusters = clustersOf(
    rows.map(({ subject }) => subject),
    rows.map((row) => JSON.stringify([row[first], row[second]])),
  );
  const graded = answers.map(({ name, grades }): GradedItems => {
    const both = rows.map((row) => [row[first][name] ?? -1, row[second][name] ?? -1] as const);
    return {
      name,
      classes: grades,
      truth: Int8Array.from(both, ([one, other]) => (other < 0 ? -1 : one)),
      predicted: Int8Array.from(both, ([, other]) => other),
    };
  });
  const random = seededRandom(`${seed}/agreement ${first} ${second}`);
  const estimates = studentisedIntervals(
    [agreementFigures(graded, clusters, Object.keys(AGREEMENT_FIGURES))],
    clusters,
    random,
    draws,
  );
  const named = namedFigures(estimates);
  return {
    first,
    second,
    hips: rows.length,
    subjects: clusters.count,
    figures: named.means,
    answers: Object.fromEntries(
      graded.flatMap(({ name, classes, truth, predicted }) => {
        const items = [...truth.keys()].filter((item) => (truth[item] ?? -1) >= 0);
        if (items.length === 0) return [];
        const of = (grades: Int8Array): number[] => items.map((item) => grades[item] ?? 0);
        const [one, other] = [of(truth), of(predicted)];
        const confusion = confusionMatrix({ truth: one, predicted: other }, classes);
        const asNumbers = items.length < 2 ? {} : { asNumbers: numbersOf(one, other) };
        return [[name, { items: items.length, figures: named.of(`${name}/`), confusion, ...asNumbers }] as const];
      }),
    ),
  };
}

function numbersOf(first: readonly number[], second: readonly number[]): AsNumbers {
  const { agreement, consistency } = intraclassCorrelation(first.map((grade, at) => [grade, second[at] ?? Number.NaN]));
  const { bias, lower, upper } = blandAltman(first, second);
  return { agreement, consistency, bias, lower, upper };
}

function known(grade: number | null | undefined): boolean {
  return typeof grade === 'number';
}
