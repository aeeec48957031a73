// Rehearses whom the films, crops and lines of an import mean, before anything is stored. Finds the numbers that may be several people.

import type { Immutable } from '../../domain/immutable.ts';
import type { LabelledJoint } from '../../domain/label.ts';
import type { Mention } from '../../domain/person/mention.ts';
import { numberKey, twinsAmong } from '../../domain/person/people.ts';
import type { ImportQuestion } from '../../domain/study/import-plan.ts';
import type { PlannedCohort, PlannedFilm, PlannedSplit, PlannedTable } from '../planned-import.ts';
import { findPerson, unclearSentence, withCohort, type Found, type LinePlace, type PeopleAnswers } from './find-person.ts';
import { cropMention, isInFolder, mentionOf, type KnownPeople } from './known-people.ts';
import type { UnclearNumbers } from './study-people.ts';

type PeopleQuestion = Immutable<Extract<ImportQuestion, { kind: 'people' }>>;

interface Sources {
  readonly films: readonly PlannedFilm[];
  readonly cohorts: readonly PlannedCohort[];
  readonly tables: readonly PlannedTable[];
  readonly splits: readonly PlannedSplit[];
}

export interface PlannedPeople {
  /** The person of a film, of a crop or of a joint. Null if the number is unclear, or if there is none. */
  readonly nameOf: (source: object) => string | null;
  readonly unclear: UnclearNumbers;
  /** Null if everybody is clear. */
  readonly question: PeopleQuestion | null;
}

/** In the order of the import: films, crops, tables, splits. */
export function planPeople(
  { films, cohorts, tables, splits }: Sources,
  known: KnownPeople,
  answers: PeopleAnswers,
): PlannedPeople {
  const rehearsal = new Rehearsal(known, answers);
  for (const film of films) {
    if (film.subject !== null) rehearsal.film(film, filmMention(film, film.subject), film.file.location);
  }
  for (const { file, summary } of cohorts) {
    for (const hip of summary.hips) rehearsal.film(hip, cropMention(hip), file.location);
  }
  for (const { folder, labels } of tables) {
    const place = { folder, twins: twinsAmong(labels.joints.map(({ subject }) => subject)) };
    const first = new Map<string, LabelledJoint>();
    for (const joint of labels.joints) {
      const key = JSON.stringify([joint.subject, joint.cohort]);
      const before = first.get(key);
      if (before === undefined) rehearsal.line(joint, mentionOf(joint.subject, joint.cohort), place);
      else rehearsal.sameAs(joint, before);
      first.set(key, before ?? joint);
    }
  }
  for (const { folder, split } of splits) {
    const place = { folder, twins: twinsAmong(split.parts.keys()) };
    for (const [subject] of split.parts) rehearsal.line(null, mentionOf(subject), place);
  }
  return { nameOf: (source) => rehearsal.nameOf(source), unclear: rehearsal.unclear, question: rehearsal.question() };
}

/** How a film names its person. A header and a file's name keep the leading zeros of a number. */
export function filmMention({ patient, cohort }: Pick<PlannedFilm, 'patient' | 'cohort'>, number: string): Mention {
  const { issuer } = patient;
  return { ...patient, number: number.trim(), cohort: issuer === '' ? cohort : '', exact: true };
}

type Unclear = Extract<Found, { kind: 'unclear' }>;

const EXAMPLES = 5;

class Rehearsal {
  readonly unclear = { films: new Map<string, string>(), lines: new Map<string, string>() };
  readonly #known: KnownPeople;
  readonly #answers: PeopleAnswers;
  readonly #named = new Map<object, { readonly name: string; readonly key: string; readonly isLine: boolean }>();
  /** Where the films of a person lie. */
  readonly #places = new Map<string, string[]>();
  readonly #asked = new Map<string, { readonly unclear: Unclear; readonly mention: Mention }>();
  #created = 0;

  constructor({ people, inFolder, named }: KnownPeople, answers: PeopleAnswers) {
    this.#known = {
      people: people.copy(),
      named,
      inFolder: (names, folder) => [
        ...new Set([
          ...inFolder(names, folder),
          ...names.filter((name) => (this.#places.get(name) ?? []).some((path) => isInFolder(path, folder))),
        ]),
      ],
    };
    this.#answers = answers;
  }

  film(source: object, mention: Mention, location: string): void {
    if (mention.number === '') return;
    const found = this.#find(mention, null);
    const key = numberKey(mention.number);
    if (found.kind === 'unclear') return this.#ask(found, mention, this.unclear.films);
    this.#named.set(source, { name: found.name, key, isLine: false });
    const places = this.#places.get(found.name);
    if (places === undefined) this.#places.set(found.name, [location]);
    else places.push(location);
  }

  line(source: object | null, mention: Mention, place: LinePlace): void {
    const found = this.#find(mention, place);
    // A line that fits several people is left out alone; one that differs casts doubt on the others too.
    if (found.kind === 'unclear') return this.#ask(found, mention, found.why === 'several' ? null : this.unclear.lines);
    if (source !== null) this.#named.set(source, { name: found.name, key: numberKey(mention.number), isLine: true });
  }

  /** The source is about the same person as another one. */
  sameAs(source: object, other: object): void {
    const named = this.#named.get(other);
    if (named !== undefined) this.#named.set(source, named);
  }

  nameOf(source: object): string | null {
    const named = this.#named.get(source);
    if (named === undefined || this.unclear.films.has(named.key)) return null;
    return named.isLine && this.unclear.lines.has(named.key) ? null : named.name;
  }

  question(): PeopleQuestion | null {
    const asked = [...this.#asked.values()];
    if (asked.length === 0) return null;
    const examples = asked.slice(0, EXAMPLES).map(({ unclear, mention }) => ({
      number: unclear.number,
      why: unclear.why,
      people: [...unclear.names.flatMap((name) => this.#known.people.mentionsOf(name)), mention].map(personSeen),
    }));
    return { kind: 'people', numbers: asked.length, examples: examples.map((one) => ({ ...one, people: distinct(one.people) })) };
  }

  #find(written: Mention, place: LinePlace | null): { readonly kind: 'clear'; readonly name: string } | Unclear {
    const mention = withCohort(written, this.#answers);
    const found = findPerson(this.#known, mention, place, this.#answers);
    if (found.kind === 'unclear') return found;
    const name = found.name ?? `new person ${(this.#created += 1)}`;
    this.#known.people.add(name, mention);
    return { kind: 'clear', name };
  }

  #ask(unclear: Unclear, mention: Mention, leftOut: Map<string, string> | null): void {
    const key = numberKey(mention.number);
    if (leftOut !== null && !leftOut.has(key)) leftOut.set(key, unclearSentence(unclear));
    if (!this.#asked.has(key)) this.#asked.set(key, { unclear, mention });
  }
}

type SeenPerson = PeopleQuestion['examples'][number]['people'][number];

function personSeen({ issuer, cohort, sex, birthYear }: Mention): SeenPerson {
  return { origin: issuer || cohort, sex, birthYear };
}

function distinct(people: readonly SeenPerson[]): readonly SeenPerson[] {
  return [...new Map(people.map((person) => [JSON.stringify(person), person])).values()];
}

/** Films without an issuer take the cohort that the nearest table names for their number. */
export function withTableCohorts(films: readonly PlannedFilm[], tables: readonly PlannedTable[]): readonly PlannedFilm[] {
  const cohorts = tables.flatMap(({ folder, labels }) => [
    ...new Map(
      labels.joints
        .filter(({ cohort }) => cohort !== '')
        .map(({ subject, cohort }) => [`${subject}\0${cohort}`, { folder, key: numberKey(subject), cohort }] as const),
    ).values(),
  ]);
  const byNumber = Map.groupBy(cohorts, ({ key }) => key);
  return films.map((film) => {
    if (film.subject === null || film.patient.issuer !== '') return film;
    const around = (byNumber.get(numberKey(film.subject)) ?? []).filter(({ folder }) => isInFolder(film.file.location, folder));
    const nearest = Math.max(...around.map(({ folder }) => folder.length));
    const named = new Set(around.filter(({ folder }) => folder.length === nearest).map(({ cohort }) => cohort));
    const [only = '', ...others] = named;
    return others.length === 0 ? { ...film, cohort: only } : film;
  });
}
