// von Schacky's tables 3 and 4: agreement by finding, and figures by grade. The row of the hip's Kellgren-Lawrence grade is missing, because no
// recipe learns it.

import { FINDINGS, FINDING_GRADES, type Finding } from '../../domain/finding.ts';
import type { Table } from '../../report/figures/table.ts';
import { accuracy, confusionMatrix } from '../../statistics/confusion.ts';
import { linearKappa } from '../../statistics/kappa.ts';
import { aucOf, readingsOf, type Answers } from '../figures/run-figures.ts';
import { judged, type Claim } from './claims.ts';
import { estimate, type Sides } from './estimate.ts';
import { bySeed, type Finished } from './finished.ts';
import type { PaperReport } from './paper-report.ts';
import { reportText } from './text.ts';

const { vonSchacky: text } = reportText;

export function vonSchackyReport(finished: readonly Finished[]): PaperReport {
  const runs = bySeed(finished, { system: 4, checkpoint: 'best-kappa' }, () => true);
  const seeds = [...runs.values()].map((answers) => [answers]);
  return seeds.length === 0
    ? { tables: [], figures: [], claims: [] }
    : { tables: [findingTable(seeds), gradeTable(seeds)], figures: [], claims: claimsOf(seeds) };
}

const kappaOf = (finding: Finding) => (answers: Answers) => linearKappa(readingsOf(answers), FINDING_GRADES[finding]);
const accuracyOf = (answers: Answers) => accuracy(readingsOf(answers));

function on(finding: Finding, figure: (answers: Answers) => number): (sides: Sides) => number {
  return ([answers = {}]) => figure(answers[finding] ?? []);
}

/** Table 3's figures of a whole finding. Recomputed from its grades, precision and F1 are means weighted by the hips of each grade. */
function findingFigures(finding: Finding) {
  const mean = (name: 'precision' | 'f1') => (answers: Answers) => weightedMean(answers, FINDING_GRADES[finding], name);
  return [
    ['accuracy', accuracyOf],
    ['precision', mean('precision')],
    ['f1', mean('f1')],
    ['sensitivity', (answers: Answers) => presenceOf(answers).sensitivity],
    ['specificity', (answers: Answers) => presenceOf(answers).specificity],
    ['kappa', kappaOf(finding)],
    ['auc', aucOf],
  ] as const;
}

function findingTable(seeds: readonly Sides[]): Table {
  return {
    name: 'von-schacky-findings',
    columns: text.columns.findings,
    rows: FINDINGS.map((finding) => [
      finding,
      seeds.length,
      ...findingFigures(finding).map(([name, figure]) => estimate(seeds, on(finding, figure), `${finding}/${name}`)),
      text.published[finding],
    ]),
  };
}

/** A grade that was never given has a precision of 0, as in scikit-learn. */
export function weightedMean(answers: Answers, grades: number, name: 'precision' | 'f1'): number {
  return Array.from({ length: grades }, (_, grade) => {
    const support = answers.filter(({ truth }) => truth === grade).length;
    const value = support === 0 ? 0 : ofGrade(answers, grade, grades)[name];
    return (support / answers.length) * (Number.isNaN(value) ? 0 : value);
  }).reduce((sum, part) => sum + part, 0);
}

/** Of any grade above 0 against none. */
export function presenceOf(answers: Answers): Readonly<Record<'sensitivity' | 'specificity', number>> {
  const present = answers.map(({ truth, predicted, ...rest }) => ({
    ...rest,
    truth: Number(truth > 0),
    predicted: Number(predicted > 0),
  }));
  return ofGrade(present, 1, 2);
}

function gradeTable(seeds: readonly Sides[]): Table {
  return {
    name: 'von-schacky-grades',
    columns: text.columns.grades,
    rows: FINDINGS.flatMap((finding) =>
      Array.from({ length: FINDING_GRADES[finding] }, (_, grade) => [
        finding,
        grade,
        (seeds[0]?.[0]?.[finding] ?? []).filter(({ truth }) => truth === grade).length,
        ...(['precision', 'sensitivity', 'specificity', 'f1'] as const).map((name) =>
          estimate(
            seeds,
            on(finding, (answers) => ofGrade(answers, grade, FINDING_GRADES[finding])[name]),
            `${finding}/${grade}/${name}`,
          ),
        ),
      ]),
    ),
  };
}

/** One grade against all others. A share of nothing is NaN. */
export function ofGrade(answers: Answers, grade: number, grades: number) {
  const counts = confusionMatrix(readingsOf(answers), grades);
  const right = counts[grade]?.[grade] ?? 0;
  const given = counts.reduce((sum, row) => sum + (row[grade] ?? 0), 0);
  const true_ = (counts[grade] ?? []).reduce((sum, count) => sum + count, 0);
  const all = answers.length;
  return {
    precision: right / given,
    sensitivity: right / true_,
    specificity: (all - given - true_ + right) / (all - true_),
    f1: (2 * right) / (given + true_),
  };
}

type Comparison = readonly [says: string, published: string, figure: (sides: Sides) => number, name: string];

function claimsOf(seeds: readonly Sides[]): Claim[] {
  const more = (one: Finding, other: Finding, figure: (finding: Finding) => (answers: Answers) => number) => (sides: Sides) =>
    on(one, figure(one))(sides) - on(other, figure(other))(sides);
  const { claims } = text;
  const comparisons: readonly Comparison[] = [
    [...claims.kappaFemoral, more('femoral-osteophytes', 'acetabular-osteophytes', kappaOf), text.kappaDifference],
    [...claims.kappaNarrowing, more('joint-space-narrowing', 'acetabular-osteophytes', kappaOf), text.kappaDifference],
    [...claims.aucFemoral, more('femoral-osteophytes', 'acetabular-osteophytes', () => aucOf), text.aucDifference],
    [...claims.accuracyFemoral, more('femoral-osteophytes', 'acetabular-osteophytes', () => accuracyOf), text.accuracyDifference],
    [...claims.accuracyBinary, more('sclerosis', 'femoral-osteophytes', () => accuracyOf), text.accuracyDifference],
  ];
  return comparisons.flatMap(([says, published, figure, name]) =>
    judged({ says, published, figure: name, here: estimate(seeds, figure, says), seeds: seeds.length, direction: 'above' }),
  );
}
