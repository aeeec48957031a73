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

/**
 * One line per subject or per visit, with the side, the visit or both in the names of the columns, such as `osteo_fem_sup_R` or
 * `V00 li osteo_fem_sup`.
 */
export function wideTable(columns: readonly string[]): LabelMapping | null {
  const identity = identityOf(columns);
  const side = identityColumn(columns, 'side');
  const labels = columns.flatMap((column) => wideBinding(column) ?? []);
  const fitting = side === undefined ? labels.filter((binding) => binding.side !== undefined) : labels;
  if (identity === null || fitting.length === 0) return null;
  return { name: 'wide table', ...identity, side: side === undefined ? null : { column: side }, labels: fitting };
}

/** Takes the words for side and visit off both ends of the column's name. Null if the rest is not a label. */
function wideBinding(column: string): LabelBinding | null {
  const parts = column.split(/[\s_.()-]+/).filter((part) => part !== '');
  const found: { side?: Side; visit?: string } = {};
  for (let taken = takeEnd(parts); taken !== null; taken = takeEnd(parts)) Object.assign(found, taken);
  const name = labelNamed(parts.join(' '));
  return name === undefined ? null : { ...bindingTo(column, name), ...found };
}

/** Removes a word for a side or a visit from one end. Null if there is none. */
function takeEnd(parts: string[]): { side: Side } | { visit: string } | null {
  for (const [at, part] of [[0, parts.at(0)] as const, [-1, parts.at(-1)] as const]) {
    const side = SIDE_PARTS.get((part ?? '').toLowerCase());
    const isVisit = part !== undefined && /^[VT]\d{1,3}$/i.test(part);
    if (side === undefined && !isVisit) continue;
    parts.splice(at, 1);
    return side === undefined ? { visit: (part ?? '').toUpperCase() } : { side };
  }
  return null;
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
