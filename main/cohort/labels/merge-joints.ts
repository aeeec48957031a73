// Lines of a table that turn out to be about one joint once the study has named it, such as `OAI-9000622` and `9000622`.

import type { LabelledJoint, LabelValue, NamedLabels } from '../../domain/label.ts';
import { visitKey } from '../../domain/visit.ts';

export interface MergedJoints {
  /** Each joint once. */
  readonly joints: readonly LabelledJoint[];
  /** How many labels had another value in a later line. */
  readonly contradictions: number;
}

/** Merges the joints of one table under the names of the study. The first value of a label counts. */
export function mergeJoints(joints: readonly LabelledJoint[]): MergedJoints {
  const merged = new Map<string, LabelledJoint>();
  let contradictions = 0;
  for (const joint of joints) {
    const key = `${joint.subject}|${visitKey(joint.visit)}|${joint.side}`;
    const before = merged.get(key);
    if (before !== undefined) contradictions += contradicted(before.labels, joint.labels);
    merged.set(key, before === undefined ? joint : { ...before, labels: { ...joint.labels, ...before.labels } });
  }
  return { joints: [...merged.values()], contradictions };
}

function contradicted(before: NamedLabels, now: NamedLabels): number {
  const known = new Map<string, LabelValue>(Object.entries(before));
  return Object.entries(now).filter(
    ([name, value]) => known.has(name) && JSON.stringify(known.get(name)) !== JSON.stringify(value),
  ).length;
}
