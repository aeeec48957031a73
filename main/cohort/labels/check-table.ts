// The hip readings of the CHECK cohort, an SPSS export: one row per subject. The columns' names hold visit and side, and their parts
// come in any order, such as `T0_H_OSTS_acet_li` and `T10_H_re_KL_def`.

import type { LabelBinding, LabelMapping } from './label-mapping.ts';

const FINDINGS: readonly { readonly parts: readonly string[]; readonly name: LabelBinding['name'] }[] = [
  { parts: ['osts', 'acet'], name: 'acetabulum-superior' },
  { parts: ['osts', 'fem'], name: 'femur-superior' },
  { parts: ['osti', 'acet'], name: 'acetabulum-inferior' },
  { parts: ['osti', 'fem'], name: 'femur-inferior' },
  { parts: ['scl'], name: 'sclerosis' },
  { parts: ['cys'], name: 'cysts' },
  { parts: ['fla'], name: 'flattening' },
  { parts: ['ap', 'jsn', 'med'], name: 'joint-space-narrowing' },
  { parts: ['ap', 'jsn', 'sup'], name: 'joint-space-narrowing' },
  { parts: ['kl', 'def'], name: 'kl' },
];

/** The mapping for this header. Null for another kind of table. */
export function checkTable(columns: readonly string[]): LabelMapping | null {
  const subject = columns.find((column) => column.toLowerCase() === 'nsin');
  const labels = columns.flatMap((column) => bindingOf(column) ?? []);
  if (subject === undefined || labels.length === 0) return null;
  return {
    name: 'CHECK hip readings',
    cohort: { value: 'CHECK' },
    subject: { column: subject },
    visit: null,
    side: null,
    labels,
  };
}

function bindingOf(column: string): LabelBinding | undefined {
  const [, visit, rest] = /^(T(?:0|2|5|8|10))_H_(\w+)$/i.exec(column) ?? [];
  if (visit === undefined || rest === undefined) return undefined;
  const parts = rest.toLowerCase().split('_');
  const sides = parts.filter((part) => part === 'li' || part === 're');
  const others = parts.filter((part) => part !== 'li' && part !== 're').toSorted();
  const finding = FINDINGS.find((one) => one.parts.toSorted().join() === others.join());
  if (sides.length !== 1 || finding === undefined) return undefined;
  return {
    column,
    name: finding.name,
    kind: 'graded',
    visit: visit.toUpperCase(),
    side: sides[0] === 'li' ? 'left' : 'right',
  };
}
