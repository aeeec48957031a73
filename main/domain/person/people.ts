// Which person a mention means, among the people known so far. Sex and birth year tell people of one number apart.

import type { Mention } from './mention.ts';

/** What differs between people of one number who may be one person. */
export const DOUBTS = ['sex', 'birth year', 'issuer', 'number'] as const;

export type Doubt = (typeof DOUBTS)[number];

export type PersonMatch =
  | { readonly kind: 'none' }
  | { readonly kind: 'one'; readonly name: string }
  /** Several people fit equally well. */
  | { readonly kind: 'several'; readonly names: readonly string[] }
  /** These people have the number, but something else differs. */
  | { readonly kind: 'doubt'; readonly names: readonly string[]; readonly why: Doubt };

/** The people known so far, by the name that each has in the study. */
export class People {
  readonly #mentions = new Map<string, Mention[]>();
  /** The names of people, by the digits or the letters of their numbers. */
  readonly #names = new Map<string, Set<string>>();
  readonly #numbers = new Set<string>();

  add(name: string, mention: Mention): void {
    const known = this.#mentions.get(name);
    if (known === undefined) this.#mentions.set(name, [mention]);
    else if (!known.some((one) => sameMention(one, mention))) known.push(mention);
    this.#numbers.add(mention.number);
    const key = numberKey(mention.number);
    const names = this.#names.get(key);
    if (names === undefined) this.#names.set(key, new Set([name]));
    else names.add(name);
  }

  has(name: string): boolean {
    return this.#mentions.has(name);
  }

  /** Whether somebody has exactly this number. */
  hasNumber(number: string): boolean {
    return this.#numbers.has(number);
  }

  mentionsOf(name: string): readonly Mention[] {
    return this.#mentions.get(name) ?? [];
  }

  names(): readonly string[] {
    return [...this.#mentions.keys()];
  }

  copy(): People {
    const copy = new People();
    for (const [name, mentions] of this.#mentions) for (const mention of mentions) copy.add(name, mention);
    return copy;
  }

  /** Numbers as written count before numbers that differ in their zeros, and an equal issuer or cohort before an unknown one. */
  match(mention: Mention): PersonMatch {
    const found = [...(this.#names.get(numberKey(mention.number)) ?? [])].flatMap((name) => {
      const relation = relationTo(mention, this.mentionsOf(name));
      return relation === 'other' ? [] : [{ name, relation }];
    });
    const written = found.filter(({ name }) => this.mentionsOf(name).some(({ number }) => number === mention.number));
    return matchOf(written.length > 0 ? written : found);
  }
}

/** Whom a line of a table means. A line with twins takes nobody whose zeros differ, and is in doubt if another line could mean the same person. */
export function matchLine(people: People, mention: Mention, twins: Twins): PersonMatch {
  const others = twins(mention.number);
  if (others.length === 0) return people.match(mention);
  const written = people.match({ ...mention, exact: true });
  const alike = written.kind === 'none' ? people.match(mention) : written;
  if (written.kind !== 'none' || alike.kind !== 'one') return written;
  const isAnothers = people.mentionsOf(alike.name).some(({ number }) => others.includes(number));
  return isAnothers ? written : { kind: 'doubt', names: [alike.name], why: 'number' };
}

type Relation = 'same' | 'compatible' | 'other' | { readonly doubt: Doubt };

function matchOf(found: readonly { readonly name: string; readonly relation: Relation }[]): PersonMatch {
  const named = (relation: Relation): readonly string[] =>
    found.filter((one) => one.relation === relation).map(({ name }) => name);
  const same = named('same');
  const fitting = same.length > 0 ? same : named('compatible');
  const doubts = found.flatMap(({ name, relation }) => (typeof relation === 'object' ? [{ name, why: relation.doubt }] : []));
  const [first] = doubts;
  const [only] = fitting;
  if (only !== undefined && fitting.length === 1 && (same.length > 0 || first === undefined)) return { kind: 'one', name: only };
  if (only !== undefined) return { kind: 'several', names: [...new Set([...fitting, ...doubts.map(({ name }) => name)])] };
  return first === undefined ? { kind: 'none' } : { kind: 'doubt', names: doubts.map(({ name }) => name), why: first.why };
}

function relationTo(mention: Mention, known: readonly Mention[]): Relation {
  const fitting = known.filter((one) => numbersFit(mention, one));
  if (fitting.length === 0) return 'other';
  const headers = mention.exact ? known.filter(({ exact }) => exact) : [];
  if (headers.length > 0 && !headers.some((one) => numbersFit(mention, one))) return { doubt: 'number' };
  const origin = originRelation(mention, fitting);
  if (origin !== 'same' && origin !== 'compatible') return origin;
  const differ = <Value extends string | number>(value: Value | null, of: (one: Mention) => Value | null): boolean => {
    const stated = known.map(of).filter((one) => one !== null);
    return value !== null && stated.length > 0 && !stated.includes(value);
  };
  if (differ(mention.sex, ({ sex }) => sex)) return { doubt: 'sex' };
  if (differ(mention.birthYear, ({ birthYear }) => birthYear)) return { doubt: 'birth year' };
  return origin;
}

/** Compares who gave the numbers: issuers with issuers, cohorts with cohorts, and one with the other only if they are equal. */
function originRelation(mention: Mention, known: readonly Mention[]): Relation {
  const prefixes = known.map((one) => prefixOf(one.number));
  const prefix = prefixOf(mention.number);
  const issuer = plain(mention.issuer);
  // The letters before a number stand for a cohort if the other number has none.
  const cohort = plain(mention.cohort) || (prefixes.includes(prefix) ? '' : prefix);
  const origins = known.map((one, at) => ({
    issuer: plain(one.issuer),
    cohort: plain(one.cohort) || (prefix === '' ? (prefixes[at] ?? '') : ''),
    exact: one.exact,
  }));
  const issuers = new Set(origins.map((one) => one.issuer).filter((one) => one !== ''));
  const cohorts = new Set(origins.map((one) => one.cohort).filter((one) => one !== ''));
  const isStated = (one: (typeof origins)[number]): boolean => one.issuer !== '' || one.cohort !== '';
  // A picture without an origin may be of either person.
  const another = (): Relation =>
    origins.some((one) => one.exact && isStated(one)) || origins.every(isStated) ? 'other' : { doubt: 'issuer' };
  if (issuer !== '' && issuers.size > 0) {
    if (issuers.has(issuer)) return 'same';
    return cohorts.has(cohort) ? { doubt: 'issuer' } : another();
  }
  if ([issuer, cohort].some((one) => one !== '' && (issuers.has(one) || cohorts.has(one)))) return 'same';
  if ((issuer === '' && cohort === '') || (issuers.size === 0 && cohorts.size === 0)) return 'compatible';
  return cohort !== '' && cohorts.size > 0 ? another() : { doubt: 'issuer' };
}

function numbersFit(a: Mention, b: Mention): boolean {
  const [partsA, partsB] = [partsOf(a.number), partsOf(b.number)];
  if (partsA === null || partsB === null) return numberKey(a.number) === numberKey(b.number);
  if (partsA.prefix !== '' && partsB.prefix !== '' && partsA.prefix !== partsB.prefix) return false;
  return a.exact && b.exact ? partsA.digits === partsB.digits : plainDigits(partsA.digits) === plainDigits(partsB.digits);
}

/** The numbers of one table that differ from this one in leading zeros alone. One table does not write one person in two ways. */
export type Twins = (number: string) => readonly string[];

export function twinsAmong(numbers: Iterable<string>): Twins {
  const byKey = Map.groupBy(new Set(numbers), numberKey);
  const digitsOf = (number: string): string | undefined => partsOf(number)?.digits;
  return (number) => (byKey.get(numberKey(number)) ?? []).filter((one) => digitsOf(one) !== digitsOf(number));
}

/** Equal for every spelling of a number, with or without letters and zeros before it. */
export function numberKey(number: string): string {
  const parts = partsOf(number);
  return parts === null ? number.normalize('NFKC').trim().toLowerCase() : plainDigits(parts.digits);
}

/** The letters before the digits, and the digits. Null for any other number. */
function partsOf(number: string): { readonly prefix: string; readonly digits: string } | null {
  const [, prefix = '', digits] = /^([A-Za-z]*)[-_ ]?(\d+)$/.exec(number.normalize('NFKC').trim()) ?? [];
  return digits === undefined ? null : { prefix: prefix.toLowerCase(), digits };
}

function prefixOf(number: string): string {
  return partsOf(number)?.prefix ?? '';
}

function plainDigits(digits: string): string {
  return digits.replace(/^0+(?=\d)/, '');
}

function plain(origin: string): string {
  return origin.normalize('NFKC').trim().toLowerCase();
}

function sameMention(a: Mention, b: Mention): boolean {
  return (
    a.number === b.number &&
    a.cohort === b.cohort &&
    a.issuer === b.issuer &&
    a.sex === b.sex &&
    a.birthYear === b.birthYear &&
    a.exact === b.exact
  );
}
