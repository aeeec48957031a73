// The tables of an evaluation: every figure with its interval, each grade, and the hips themselves.

import type { EvaluationRow, MeasuredRows } from '../../domain/evaluation/evaluation.ts';
import type { Table } from '../figures/table.ts';
import { evaluationWords } from './words.ts';

export function evaluationTables({ figures, answers }: MeasuredRows, rows: readonly EvaluationRow[]): readonly Table[] {
  const { figure, value, answer } = evaluationWords.columns;
  const names = Object.keys(answers);
  return [
    {
      name: 'figures',
      columns: [answer, figure, value],
      rows: [
        ...Object.entries(figures).map(([name, estimate]) => [evaluationWords.all, name, estimate]),
        ...Object.entries(answers).flatMap(([name, measured]) =>
          Object.entries(measured.figures).map(([key, estimate]) => [name, key, estimate]),
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
  ];
}
