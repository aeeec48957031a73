// The text of a hip's history.

import type { QuadrantLabel } from '../../main/domain/grade.ts';
import type { LabelValue } from '../../main/domain/label.ts';
import type { KneeLabel } from '../../main/domain/study/knee-case.ts';
import type { HipVersion, SpacingValue } from '../../main/domain/study/hip-history.ts';
import { text } from './english.ts';
import { kneeText } from './knee.ts';
import { importText } from './import-text.ts';

export const historyText = {
  title: (versions: number) => (versions === 0 ? 'History' : `History (${versions})`),
  list: 'Changes, newest first',
  none: 'Nothing has been read or imported here yet.',
  /** Such as "Femur superior: grade 1 → grade 2". */
  change: (version: HipVersion) => `${nameOf(version)}: ${valuesOf(version)}`,
  why: (why: string) => `Reason: ${why}`,
  who: ({ kind, who }: HipVersion) => (kind === 'label' ? `imported by ${who}` : who),
  reason: 'Reason of the last change',
  reasonHelp: (change: string) => `${change}. Optional. Do not name the patient.`,
  save: 'Save reason',
} as const;

function nameOf(version: HipVersion): string {
  switch (version.kind) {
    case 'reading':
      return text.quadrant[version.quadrant];
    case 'knee-reading':
      return kneeText.grades;
    case 'label':
      return `Label ${importText.mapping.label[version.name]}`;
    case 'spacing':
      return text.spacing.title;
  }
}

function valuesOf({ before, after }: HipVersion): string {
  const [old, now] = [valueOf(before), valueOf(after)];
  return old === now ? `${now}, reason added` : `${old} → ${now}`;
}

function valueOf(value: QuadrantLabel | KneeLabel | LabelValue | SpacingValue | null): string {
  if (value !== null && 'mm' in value) return text.spacing.value(value.mm, text.case.spacingSource[value.source]);
  if (value === null || value.kind === 'missing') return 'nothing';
  if (value.kind === 'not-gradable') return `not gradable (${value.reason})`;
  if (value.kind === 'binary') return value.value === 1 ? 'present' : 'absent';
  return `grade ${'grade' in value ? value.grade : value.value}`;
}
