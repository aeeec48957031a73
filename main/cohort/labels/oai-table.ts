// The hip readings of the OAI as released, `hxr_sq00.txt`: one row per hip, with the visit in the columns' names.

import type { LabelBinding, LabelMapping } from './label-mapping.ts';

/** The part after the visit, as in `V00HAOSS`. Of medial and lateral narrowing, and of femur and acetabulum, the higher grade counts. */
const FINDINGS: Readonly<Record<string, LabelBinding['name']>> = {
  HAOSS: 'acetabulum-superior',
  HAOSI: 'acetabulum-inferior',
  HFOSS: 'femur-superior',
  HFOSI: 'femur-inferior',
  HJSNSM: 'joint-space-narrowing',
  HJSNSL: 'joint-space-narrowing',
  HSCF: 'sclerosis',
  HSCA: 'sclerosis',
  HCYF: 'cysts',
  HCYA: 'cysts',
  HFLAT: 'flattening',
};

/** The mapping for this header. Null for another kind of table. */
export function oaiTable(columns: readonly string[]): LabelMapping | null {
  const subject = columns.find((column) => column.toUpperCase() === 'ID');
  const side = ['hip', 'side'].flatMap((name) => columns.find((column) => column.toLowerCase() === name) ?? [])[0];
  const labels = columns.flatMap((column): LabelBinding[] => {
    const [, visit, finding] = /^(V\d\d)(H[A-Z]+)$/i.exec(column) ?? [];
    const name = finding === undefined ? undefined : FINDINGS[finding.toUpperCase()];
    return visit === undefined || name === undefined ? [] : [{ column, name, kind: 'graded', visit: visit.toUpperCase() }];
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
