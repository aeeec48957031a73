// The tables of an evaluation: every figure with its interval, each grade, agreement, subgroups, worst cases, and the hips themselves.

import {
  AGREEMENT_FIGURES,
  type Agreement,
  type EvaluationRow,
  type MeasuredRows,
  type Subgroup,
} from '../../domain/evaluation/evaluation.ts';
import { writtenCases } from '../../domain/evaluation/worst-cases.ts';
import type { Table } from '../figures/table.ts';
import { evaluationWords } from './words.ts';

interface TabledEvaluation {
  readonly measured: MeasuredRows;
  readonly rows: readonly EvaluationRow[];
  readonly agreement?: readonly Agreement[] | undefined;
  readonly subgroups: readonly Subgroup[];
}

/** Without agreement or subgroups there are no tables of them. */
export function evaluationTables({ measured, rows, agreement = [], subgroups }: TabledEvaluation): readonly Table[] {
  const { figures, answers } = measured;
  const { figure, value, answer } = evaluationWords.columns;
  const names = Object.keys(answers);
  return [
    {
      name: 'figures',
      columns: [answer, figure, value],
      rows: [
        ...Object.entries(figures).map(([name, estimate]) => [evaluationWords.all, name, estimate]),
        ...Object.entries(answers).flatMap(([name, own]) =>
          Object.entries(own.figures).map(([key, estimate]) => [name, key, estimate]),
        ),
      ],
    },
    {
      name: 'grades',
      columns: [answer, 'grade', 'support', 'predicted', 'precision', 'recall', 'specificity'],
      rows: Object.entries(answers).flatMap(([name, { perGrade }]) =>
        perGrade.map(({ grade, support, predicted, precision, recall, specificity }) => [
          name,
          grade,
          support,
          predicted,
          precision,
          recall,
          specificity,
        ]),
      ),
    },
    {
      name: 'hips',
      columns: ['subject', 'visit', 'side', ...names.flatMap((name) => [`${name} truth`, `${name} grade`, `${name} presence`])],
      rows: rows.map(({ subject, visit, side, truth, grade, probabilities }) => [
        subject,
        visit,
        side,
        ...names.flatMap((name) => [truth[name] ?? null, grade[name] ?? null, 1 - (probabilities[name]?.[0] ?? Number.NaN)]),
      ]),
    },
    ...(agreement.length === 0 ? [] : [agreementTable(agreement), numbersTable(agreement)]),
    ...(subgroups.length === 0 ? [] : [subgroupTable(subgroups)]),
    {
      name: 'worst-cases',
      columns: ['subject', 'visit', 'side', answer, 'truth', 'grade', 'probability'],
      rows: writtenCases(rows).map(({ subject, visit, side, answer: name, truth, grade, probability }) => [
        subject,
        visit,
        side,
        name,
        truth,
        grade,
        probability,
      ]),
    },
  ];
}

function agreementTable(agreement: readonly Agreement[]): Table {
  return {
    name: 'agreement',
    columns: ['first', 'second', evaluationWords.columns.answer, 'hips', ...Object.keys(AGREEMENT_FIGURES)],
    rows: agreement.flatMap(({ first, second, hips, figures, answers }) => [
      [first, second, evaluationWords.all, hips, ...Object.values(AGREEMENT_FIGURES).map((key) => figures[key] ?? null)],
      ...Object.entries(answers).map(([name, { items, figures: own }]) => [
        first,
        second,
        name,
        items,
        ...Object.keys(AGREEMENT_FIGURES).map((key) => own[key] ?? null),
      ]),
    ]),
  };
}

/** Grades as numbers: the intraclass correlations, and Bland and Altman's differences. */
function numbersTable(agreement: readonly Agreement[]): Table {
  const { answer, agreement: icc, consistency, bias, lower, upper } = evaluationWords.columns;
  return {
    name: 'agreement-as-numbers',
    columns: ['first', 'second', answer, 'hips', icc, consistency, bias, lower, upper],
    rows: agreement.flatMap(({ first, second, answers }) =>
      Object.entries(answers).flatMap(([name, { items, asNumbers: own }]) =>
        own === undefined ? [] : [[first, second, name, items, own.agreement, own.consistency, own.bias, own.lower, own.upper]],
      ),
    ),
  };
}

function subgroupTable(subgroups: readonly Subgroup[]): Table {
  const { p, adjusted } = evaluationWords.columns;
  return {
    name: 'subgroups',
    columns: ['property', 'group', 'hips', 'subjects', 'meanQuadraticKappa', 'difference from all others', p, adjusted],
    rows: subgroups.map((own) => [own.by, own.value, own.hips, own.subjects, own.meanKappa, own.difference, own.p, own.adjusted]),
  };
}
