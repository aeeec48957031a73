// The long CSV of a cohort: one line per hip. Columns are bound by name, in any order.

import { COHORT_COLUMN, QUADRANTS } from '../../domain/quadrant.ts';
import { LABEL_NAMES } from '../../domain/label.ts';
import type { LabelBinding, LabelMapping } from './label-mapping.ts';

/** Other column names for the labels that are not of quadrants. */
const SYNONYMS: Readonly<Record<string, LabelBinding['name']>> = {
  jsn: 'joint-space-narrowing',
  joint_space_narrowing: 'joint-space-narrowing',
  femoral_osteophytes: 'femoral-osteophytes',
  acetabular_osteophytes: 'acetabular-osteophytes',
  kl_grade: 'kl',
};

/** The mapping for this header. Null if it is not a long table. Without a `visit` column the visit is empty. */
export function longTable(columns: readonly string[]): LabelMapping | null {
  const find = (name: string): string | undefined => columns.find((column) => column.toLowerCase() === name);
  const subject = find('subject') ?? find('subject_id');
  const side = find('side');
  const visit = find('visit');
  const cohort = find('cohort');
  const labels = columns.flatMap((column): LabelBinding[] => {
    const name = labelNamed(column.toLowerCase());
    return name === undefined ? [] : [{ column, name, kind: name === 'global' ? 'binary' : 'graded' }];
  });
  if (subject === undefined || side === undefined || labels.length === 0) return null;
  return {
    name: 'long table',
    cohort: cohort === undefined ? { value: '' } : { column: cohort },
    subject: { column: subject },
    visit: visit === undefined ? { value: '' } : { column: visit },
    side: { column: side },
    labels,
  };
}

function labelNamed(column: string): LabelBinding['name'] | undefined {
  return (
    QUADRANTS.find((quadrant) => COHORT_COLUMN[quadrant] === column) ??
    LABEL_NAMES.find((name) => name === column) ??
    (Object.hasOwn(SYNONYMS, column) ? SYNONYMS[column] : undefined)
  );
}
