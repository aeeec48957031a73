// Names the joints of label tables, and the subjects of splits, as the study does.

import { setImmediate as breathe } from 'node:timers/promises';
import { failed, type Failure, type Result } from '../../domain/failure.ts';
import type { LabelledJoint } from '../../domain/label.ts';
import type { SplitPart } from '../../domain/study/split.ts';
import { peopleText } from '../text/people.ts';
import { splitText } from '../text/splits.ts';
import { dateOf } from './dates.ts';
import { twinsAmong } from '../../domain/person/people.ts';
import type { LinePlace } from './find-person.ts';
import { mentionOf } from './known-people.ts';
import type { StudyPeople } from './study-people.ts';
import { cohortIn, visitIn, type NamedStudy } from './study-names.ts';

/** Where joints and subjects come from. */
interface Table {
  /** The folder of the file. */
  readonly folder: string;
}

export interface NamedJoints {
  readonly joints: readonly LabelledJoint[];
  /** Why joints were left out, once for each reason. */
  readonly problems: readonly Failure[];
}

/** How many joints are named before other work gets its turn. */
const STEP = 1000;

/**
 * Names the joints of a label table. Only kept columns that do not repeat the patient's number stay. New names are stored, or only
 * rehearsed.
 */
export async function nameJoints(
  study: NamedStudy,
  people: StudyPeople,
  { joints, folder, how }: Table & { readonly joints: readonly LabelledJoint[]; readonly how: 'store' | 'rehearse' },
): Promise<NamedJoints> {
  const { transaction, rehearse } = study.identities;
  const subjectOf = remembered(people, { folder, twins: twinsAmong(joints.map(({ subject }) => subject)) });
  const named: LabelledJoint[] = [];
  const leftOut = new LeftOut();
  const name = (joint: LabelledJoint): void => {
    const subject = subjectOf(joint.subject, joint.cohort);
    if (subject.ok) named.push(namedJoint(study, joint, subject.value));
    else leftOut.add(subject.failure);
  };
  for (let first = 0; first < joints.length; first += STEP) {
    const step = (): void => joints.slice(first, first + STEP).forEach(name);
    if (how === 'store') transaction(step);
    else rehearse(step);
    await breathe();
  }
  return { joints: named, problems: leftOut.failures() };
}

/** Names the subjects of a split. Two spellings of one person in different parts are left out of both. */
export function nameParts(
  people: StudyPeople,
  { parts, folder }: Table & { readonly parts: readonly (readonly [subject: string, part: SplitPart])[] },
): { readonly parts: ReadonlyMap<string, SplitPart>; readonly problems: readonly Failure[] } {
  const subjectOf = remembered(people, { folder, twins: twinsAmong(parts.map(([subject]) => subject)) });
  const named = new Map<string, { readonly part: SplitPart; readonly written: string }>();
  const leaking = new Set<string>();
  const leftOut = new LeftOut();
  for (const [written, part] of parts) {
    const subject = subjectOf(written, '');
    if (!subject.ok) {
      leftOut.add(subject.failure);
      continue;
    }
    const before = named.get(subject.value);
    if (before === undefined) named.set(subject.value, { part, written });
    else if (before.part !== part) {
      leaking.add(subject.value);
      leftOut.add(failed('split-leak', splitText.file.twoSpellings({ written, part }, before)).failure);
    }
  }
  const kept = [...named].filter(([subject]) => !leaking.has(subject)).map(([subject, { part }]) => [subject, part] as const);
  return { parts: new Map(kept), problems: leftOut.failures() };
}

/** Asks once for each spelling. */
function remembered(people: StudyPeople, place: LinePlace): (subject: string, cohort: string) => Result<string> {
  const known = new Map<string, Result<string>>();
  return (subject, cohort) => {
    const key = JSON.stringify([subject, cohort]);
    const before = known.get(key);
    if (before !== undefined) return before;
    const found = people.ofLine(mentionOf(subject, cohort), place);
    known.set(key, found);
    return found;
  };
}

/** The reasons for leaving out, each with how often it came. */
class LeftOut {
  readonly #counts = new Map<string, { readonly failure: Failure; readonly lines: number }>();

  add(failure: Failure): void {
    const lines = (this.#counts.get(failure.message)?.lines ?? 0) + 1;
    this.#counts.set(failure.message, { failure, lines });
  }

  failures(): readonly Failure[] {
    return [...this.#counts.values()].map(({ failure, lines }) => ({
      ...failure,
      message: peopleText.leftOut(failure.message, lines),
    }));
  }
}

function namedJoint(study: NamedStudy, joint: LabelledJoint, subject: string): LabelledJoint {
  return {
    ...joint,
    subject,
    visit: visitIn(study, subject, joint.visit),
    cohort: cohortIn(study, joint.cohort),
    metadata: keptColumns(study, subject, joint),
  };
}

/** Dates become days, as visits do. */
function keptColumns(study: NamedStudy, subject: string, joint: LabelledJoint): LabelledJoint['metadata'] {
  return Object.fromEntries(
    Object.entries(joint.metadata)
      .filter(([, cell]) => subject === joint.subject || !cell.includes(joint.subject))
      .map(([column, cell]) => [column, dateOf(cell) === null ? cell : visitIn(study, subject, cell)]),
  );
}
