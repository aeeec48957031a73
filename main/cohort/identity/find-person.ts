// Finds the person whom a film, a table, a split or a cohort file means. What only the user can know becomes a failure that asks for it.

import type { Mention } from '../../domain/person/mention.ts';
import { matchLine, type Doubt, type Twins } from '../../domain/person/people.ts';
import type { SameNumber } from '../../domain/study/import-plan.ts';
import { peopleText } from '../text/people.ts';
import type { KnownPeople } from './known-people.ts';

/** What the user says of people with one number. */
export interface PeopleAnswers {
  /** Whether people of one number who differ in sex, birth year or issuer are one person. Null if nobody said so. */
  readonly sameNumber: SameNumber | null;
  /** The cohort of everything that names neither issuer nor cohort. */
  readonly cohort: string | null;
}

export type Found =
  /** `name` is null for a new person. */
  | { readonly kind: 'clear'; readonly name: string | null }
  | { readonly kind: 'unclear'; readonly number: string; readonly names: readonly string[]; readonly why: Doubt | 'several' };

/** Where a line of a table or a split stands. */
export interface LinePlace {
  /** The folder of the file. */
  readonly folder: string;
  readonly twins: Twins;
}

/** `place` is null for a film. */
export function findPerson(
  known: KnownPeople,
  mention: Mention,
  place: LinePlace | null,
  { sameNumber }: Pick<PeopleAnswers, 'sameNumber'>,
): Found {
  const { number } = mention;
  const own = mention.exact ? null : known.named(number);
  if (own !== null) return { kind: 'clear', name: own };
  const match = place === null ? known.people.match(mention) : matchLine(known.people, mention, place.twins);
  if (match.kind === 'none') return { kind: 'clear', name: null };
  if (match.kind === 'one') return { kind: 'clear', name: match.name };
  if (match.kind === 'several') {
    const [near, ...others] = place === null ? [] : known.inFolder(match.names, place.folder);
    const { names } = match;
    return near !== undefined && others.length === 0
      ? { kind: 'clear', name: near }
      : { kind: 'unclear', number, names, why: 'several' };
  }
  const { names, why } = match;
  const [only, ...others] = names;
  if (sameNumber === 'different-people') return { kind: 'clear', name: null };
  const isOne = sameNumber === 'one-person' && only !== undefined && others.length === 0;
  return isOne ? { kind: 'clear', name: only } : { kind: 'unclear', number, names, why };
}

/** The sentence that asks the user. */
export function unclearSentence({ number, names, why }: Extract<Found, { kind: 'unclear' }>): string {
  return why === 'several' ? peopleText.several(number, names.length) : peopleText.differ(number, why);
}

/** The mention with the cohort that the user gave, if it names neither cohort nor issuer. */
export function withCohort(mention: Mention, { cohort }: Pick<PeopleAnswers, 'cohort'>): Mention {
  return cohort === null || mention.cohort !== '' || mention.issuer !== '' ? mention : { ...mention, cohort };
}
