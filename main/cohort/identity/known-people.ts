// The people of a study, as its key table and its own tables name them.

import { dirname, resolve, sep } from 'node:path';
import { radiographIdsOf, subjectCohorts } from '../../database/subjects.ts';
import { UNKNOWN_PATIENT, type Mention } from '../../domain/person/mention.ts';
import { People } from '../../domain/person/people.ts';
import { OWN_DATASET } from '../cohort-file/own-dataset.ts';
import { isPseudonymous, pseudonymOfCode } from './report-names.ts';
import type { NamedStudy } from './study-names.ts';

/** People, and where their films came from. */
export interface KnownPeople {
  readonly people: People;
  /** The names, among these, of people with films in this folder or below it. */
  readonly inFolder: (names: readonly string[], folder: string) => readonly string[];
  /** The person to whom the study or one of its reports gave this name. Null if it is a number of somebody, or unknown. */
  readonly named: (name: string) => string | null;
}

export const NOBODY: KnownPeople = { people: new People(), inFolder: () => [], named: () => null };

/** Everybody whom the study names. Without its key table, those whom it names by a code. */
export function knownPeople(study: NamedStudy): KnownPeople {
  const { identities, database } = study;
  const people = new People();
  for (const { subject, mention } of identities.mentions()) people.add(subject, mention);
  // Studies of earlier versions have mentions of pseudonyms only.
  const known = new Set(people.names());
  for (const { subject, cohort } of subjectCohorts(database)) {
    if (!known.has(subject)) people.add(subject, mentionOf(subject, identities.originalName('cohort', cohort) ?? cohort));
  }
  let sources: ReadonlyMap<string, string> | null = null;
  const pathsOf = (subject: string): readonly string[] => {
    sources ??= identities.sources();
    return radiographIdsOf(database, subject).flatMap((id) => sources?.get(id) ?? []);
  };
  let codes: ReadonlyMap<string, string> | null = null;
  const ofReport = (name: string): string | null => {
    if (!isPseudonymous(name)) return null;
    codes ??= new Map(people.names().map((one) => [pseudonymOfCode(study, one), one]));
    return codes.get(name) ?? null;
  };
  return {
    people,
    named: (name) => (people.hasNumber(name) ? null : people.has(name) ? name : ofReport(name)),
    inFolder: (names, folder) => names.filter((name) => pathsOf(name).some((path) => isInFolder(path, folder))),
  };
}

/** How a table or a path names a person. */
export function mentionOf(number: string, cohort = ''): Mention {
  return { ...UNKNOWN_PATIENT, number: number.trim(), cohort: cohort.trim(), exact: false };
}

/** How a cohort file names a person. */
export function cropMention({ subject, cohort }: { readonly subject: string; readonly cohort: string }): Mention {
  return mentionOf(subject, cohort === OWN_DATASET ? '' : cohort);
}

export function isInFolder(path: string, folder: string): boolean {
  return `${dirname(resolve(path))}${sep}`.startsWith(`${resolve(folder)}${sep}`);
}
