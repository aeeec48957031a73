// The tables and figures of knees of grades 0 to 4, of each part of a data set.

import type { Estimate } from '../../domain/evaluation/evaluation.ts';
import type { Figure } from '../figures/figure.ts';
import type { Table } from '../figures/table.ts';
import { evaluationWords } from './words.ts';

interface KneePart {
  readonly part: string;
  readonly figures: readonly (Estimate & { readonly name: string })[];
  readonly confusion: readonly (readonly number[])[];
}

const { axes, columns } = evaluationWords;

export function kneeTables(parts: readonly KneePart[]): Table[] {
  return [
    {
      name: 'figures',
      columns: [columns.part, columns.figure, columns.value],
      rows: parts.flatMap(({ part, figures }) => figures.map(({ name, ...estimate }) => [part, name, estimate])),
    },
  ];
}

export function kneeFigures(parts: readonly KneePart[]): Figure[] {
  const panels = parts.map(({ part, confusion }) => {
    const names = confusion.map((_, grade) => String(grade));
    const sides = { rows: { label: axes.truth, names }, columns: { label: axes.model, names } };
    return { kind: 'matrix', title: part, ...sides, cells: confusion, digits: 0 } as const;
  });
  return [{ name: 'confusion', title: evaluationWords.confusedKnees, panels, columns: 2 }];
}
