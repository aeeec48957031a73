// The labels of a study that the tables of an import would replace. Somebody must say why before they are replaced.

import { replacedLabels, type ReplacedLabel } from '../../database/labels.ts';
import type { Immutable } from '../../domain/immutable.ts';
import type { LabelledJoint, NamedLabels } from '../../domain/label.ts';
import type { ImportQuestion } from '../../domain/study/import-plan.ts';
import type { PlannedImport } from '../planned-import.ts';
import { ownerNames, type OwnerNames } from '../identity/owner-names.ts';
import { nameJoints } from '../identity/name-joints.ts';
import type { PeopleAnswers } from '../identity/find-person.ts';
import { StudyPeople } from '../identity/study-people.ts';
import type { Study } from '../study-folder.ts';

export type ReplacementQuestion = Immutable<Extract<ImportQuestion, { kind: 'replaced-labels' }>>;

const MOST_EXAMPLES = 5;

/** Asks for the reason. Null if the tables replace nothing. Stores nothing. */
export async function replacementQuestion(
  study: Study,
  { tables, unclear }: Pick<PlannedImport, 'tables' | 'unclear'>,
  answers: PeopleAnswers,
): Promise<ReplacementQuestion | null> {
  const people = new StudyPeople(study, answers, unclear);
  const replaced: ReplacedLabel[] = [];
  for (const { labels, folder } of tables) {
    const { joints } = await nameJoints(study, people, { joints: labels.joints, folder, how: 'rehearse' });
    replaced.push(...replacedLabels(study.database, joints));
  }
  if (replaced.length === 0) return null;
  const names = ownerNames(study);
  return {
    kind: 'replaced-labels',
    labels: replaced.length,
    examples: replaced.slice(0, MOST_EXAMPLES).map((label) => exampleOf(label, names)),
  };
}

/** The joints without the labels that would replace others. */
export function withoutReplacements(joints: readonly LabelledJoint[], replaced: readonly ReplacedLabel[]): LabelledJoint[] {
  const byJoint = Map.groupBy(replaced, ({ joint }) => joint);
  return joints.map((joint) => {
    const names = new Set((byJoint.get(joint) ?? []).map(({ name }) => name));
    return names.size === 0 ? joint : { ...joint, labels: labelsExcept(joint.labels, names) };
  });
}

function labelsExcept(labels: NamedLabels, names: ReadonlySet<string>): NamedLabels {
  return Object.fromEntries(Object.entries(labels).filter(([name]) => !names.has(name)));
}

function exampleOf(
  { joint: { subject, visit, side }, name, before, after }: ReplacedLabel,
  names: OwnerNames,
): ReplacementQuestion['examples'][number] {
  return { subject: names.subject(subject), visit, side, label: name, before, after };
}
