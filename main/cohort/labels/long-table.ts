// Tables whose columns have the names that we know: one line per hip, per visit with both sides, or per grade. Columns come in any order.

import type { Side } from '../../domain/hip.ts';
import { LABEL_NAMES, type LabelName } from '../../domain/label.ts';
import { columnKey, identityColumn, labelNamed } from './column-names.ts';
import type { LabelBinding, LabelMapping } from './label-mapping.ts';

/** The mapping for this header. Null if it is not a long table. Without a `visit` column the visit is empty. */
export function longTable(columns: readonly string[]): LabelMapping | null {
  const identity = identityOf(columns);
  const side = identityColumn(columns, 'side');
  const labels = columns.flatMap((column): LabelBinding[] => {
    const name = labelNamed(column);
    return name === undefined ? [] : [bindingTo(column, name)];
  });
  if (identity === null || side === undefined || labels.length === 0) return null;
  return { name: 'long table', ...identity, side: { column: side }, labels };
}

/** One line per subject and visit, with the side in the names of the columns, such as `osteo_fem_sup_R` or `li osteo_fem_sup`. */
export function sidesInColumns(columns: readonly string[]): LabelMapping | null {
  const identity = identityOf(columns);
  const labels = columns.flatMap((column): LabelBinding[] => {
    const [, first, rest] = /^([^\s_.-]+)[\s_.-]+(.+)$/.exec(column) ?? [];
    const [, start, last] = /^(.+)[\s_.-]+([^\s_.-]+)$/.exec(column) ?? [];
    return [
      { side: SIDE_PARTS.get(columnKey(first ?? '')), name: labelNamed(rest ?? '') },
      { side: SIDE_PARTS.get(columnKey(last ?? '')), name: labelNamed(start ?? '') },
    ].flatMap(({ side, name }) => (side === undefined || name === undefined ? [] : [{ ...bindingTo(column, name), side }]));
  });
  if (identity === null || labels.length === 0) return null;
  return { name: 'sides in columns', ...identity, side: null, labels };
}

/** Single letters of languages other than ours are too easily something else in a column's name. */
const SIDE_PARTS: ReadonlyMap<string, Side> = new Map([
  ...['r', 're', 'right', 'rechts'].map((word) => [word, 'right'] as const),
  ...['l', 'li', 'left', 'links'].map((word) => [word, 'left'] as const),
]);

/** One line per grade: a column names the quadrant or finding, another holds the grade. Our own reports are such tables. */
export function oneGradePerLine(columns: readonly string[]): LabelMapping | null {
  const identity = identityOf(columns);
  const side = identityColumn(columns, 'side');
  const finding = columns.find((column) => ['quadrant', 'finding', 'label'].includes(columnKey(column)));
  const grade = isOwnReport(columns) ? named(columns, 'reading') : (named(columns, 'grade') ?? named(columns, 'value'));
  if (identity === null || side === undefined || finding === undefined || grade === undefined) return null;
  const labels = LABEL_NAMES.map((name) => bindingTo(grade, name));
  return { name: 'one grade per line', ...identity, side: { column: side }, finding: { column: finding }, labels };
}

/** Whether a report of this program has these columns. Its grades are a model's, so only a reader's readings are labels. */
export function isOwnReport(columns: readonly string[]): boolean {
  return named(columns, 'model_sha256') !== undefined && named(columns, 'attention_low') !== undefined;
}

function identityOf(columns: readonly string[]): Pick<LabelMapping, 'cohort' | 'subject' | 'visit'> | null {
  const subject = identityColumn(columns, 'subject');
  const visit = identityColumn(columns, 'visit');
  const cohort = identityColumn(columns, 'cohort');
  if (subject === undefined) return null;
  return {
    cohort: cohort === undefined ? { value: '' } : { column: cohort },
    subject: { column: subject },
    visit: visit === undefined ? { value: '' } : { column: visit },
  };
}

function bindingTo(column: string, name: LabelName): LabelBinding {
  return { column, name, kind: name === 'global' ? 'binary' : 'graded' };
}

function named(columns: readonly string[], name: string): string | undefined {
  return columns.find((column) => columnKey(column) === columnKey(name));
}
