// The hip readings of the OAI as released, `hxr_sq00.txt`: a row for each hip, the visit in the columns' names.

import type { LabelBinding, LabelMapping } from './label-mapping.ts';

/** Behind the visit, as in `V00HAOSS`. Medial and lateral narrowing are one label: the higher grade. */
const FINDINGS: Readonly<Record<string, LabelBinding['name']>> = {
  HAOSS: 'acetabulum-superior',
  HAOSI: 'acetabulum-inferior',
  HFOSS: 'femur-superior',
  HFOSI: 'femur-inferior',
  HJSNSM: 'joint-space-narrowing',
  HJSNSL: 'joint-space-narrowing',
  HSCF: 'sclerosis',
  HCYA: 'cysts',
  HFLAT: 'flattening',
};

/** The mapping for this header, or null where it is another table. */
export function oaiTable(columns: readonly string[]): LabelMapping | null {
  const subject = columns.find((column) => column.toUpperCase() === 'ID');
  const side = columns.find((column) => column.toLowerCase() === 'hip');
  const labels = columns.flatMap((column): LabelBinding[] => {
    const match = /^(V\d\d)(H[A-Z]+)$/i.exec(column);
    const name = match === null ? undefined : FINDINGS[match[2].toUpperCase()];
    return match === null || name === undefined ? [] : [{ column, name, kind: 'graded', visit: match[1].toUpperCase() }];
  });
  if (subject === undefined || side === undefined || labels.length === 0) return null;
  return {
    name: 'OAI hip readings',
    cohort: { value: 'OAI' },
    subject: { column: subject },
    visit: null,
    side: { column: side },
    labels,
  };
}
