// The one way from a person, as any source names one, to the subject of a study. New people get a name, and the key table keeps how each
// source names them, so that films, cohort files, tables and splits meet in one subject in any order.

import { failed, success, type Result } from '../../domain/failure.ts';
import type { Mention } from '../../domain/person/mention.ts';
import { numberKey } from '../../domain/person/people.ts';
import { findPerson, unclearSentence, withCohort, type LinePlace, type PeopleAnswers } from './find-person.ts';
import { knownPeople, type KnownPeople } from './known-people.ts';
import { cohortIn, isPseudonym, newPseudonym, qualified, type NamedStudy } from './study-names.ts';
import { isCodedSubject } from './plain-names.ts';

export interface MentionedFilm {
  readonly mention: Mention;
  /** The header states that its identity was removed, or the file is a cohort of coded subjects. */
  readonly identityRemoved: boolean;
}

/** Numbers that an import leaves out until the user says whose they are, with the sentence that asks. Lines are those of tables and splits. */
export interface UnclearNumbers {
  readonly films: ReadonlyMap<string, string>;
  readonly lines: ReadonlyMap<string, string>;
}

const ALL_CLEAR: UnclearNumbers = { films: new Map(), lines: new Map() };

export class StudyPeople {
  readonly #study: NamedStudy;
  readonly #answers: PeopleAnswers;
  readonly #unclear: UnclearNumbers;
  readonly #known: KnownPeople;

  constructor(study: NamedStudy, answers: PeopleAnswers, unclear: UnclearNumbers = ALL_CLEAR) {
    this.#study = study;
    this.#answers = answers;
    this.#unclear = unclear;
    this.#known = knownPeople(study);
  }

  /** The subject of a film. Empty for a film without a number. */
  ofFilm({ mention: written, identityRemoved }: MentionedFilm): Result<string> {
    const mention = { ...written, number: written.number.trim() };
    if (mention.number === '' || isPseudonym(this.#study, mention.number)) return success(mention.number);
    const coded = identityRemoved && isCodedSubject(mention.number);
    const sentence = this.#unclear.films.get(numberKey(mention.number));
    if (sentence !== undefined) return failed('person-unclear', sentence);
    return this.#subjectOf(mention, null, (one) => (coded ? this.#codeOf(one) : this.#pseudonymOf(one)));
  }

  /** The subject of a line of a table or a split. */
  ofLine(mention: Mention, place: LinePlace): Result<string> {
    const key = numberKey(mention.number);
    const sentence = this.#unclear.films.get(key) ?? this.#unclear.lines.get(key);
    if (sentence !== undefined) return failed('person-unclear', sentence);
    return this.#subjectOf(mention, place, (one) => this.#pseudonymOf(one));
  }

  #subjectOf(written: Mention, place: LinePlace | null, nameOf: (mention: Mention) => string): Result<string> {
    const mention = withCohort(written, this.#answers);
    const found = findPerson(this.#known, mention, place, this.#answers);
    if (found.kind === 'unclear') return failed('person-unclear', unclearSentence(found));
    const subject = found.name ?? nameOf(mention);
    this.#known.people.add(subject, mention);
    this.#study.identities.putMention(subject, mention);
    return success(subject);
  }

  /** A code stays as it is. Two people with one code are told apart by the issuer or the cohort. */
  #codeOf({ number, issuer, cohort }: Mention): string {
    const { people } = this.#known;
    const origin = cohortIn(this.#study, issuer || cohort);
    const plain = issuer === '' && !people.has(number);
    return freeName(plain || origin === '' ? number : `${origin}-${number}`, (name) => people.has(name));
  }

  #pseudonymOf({ number, issuer, cohort }: Mention): string {
    const { people } = this.#known;
    const { identities } = this.#study;
    const isTaken = (name: string): boolean => people.has(identities.byPatient(name)?.pseudonym ?? '');
    return newPseudonym(this.#study, freeName(qualified(number, { issuer, cohort }), isTaken));
  }
}

function freeName(name: string, isTaken: (name: string) => boolean): string {
  let free = name;
  for (let copy = 2; isTaken(free); copy++) free = `${name}-${copy}`;
  return free;
}
