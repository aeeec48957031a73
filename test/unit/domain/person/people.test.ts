import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UNKNOWN_PATIENT, type Mention } from '../../../../main/domain/person/mention.ts';
import { matchLine, numberKey, People, twinsAmong, type PersonMatch } from '../../../../main/domain/person/people.ts';

const line = (number: string, cohort = ''): Mention => ({ ...UNKNOWN_PATIENT, number, cohort, exact: false });
const film = (number: string, patient: Partial<Mention> = {}): Mention => ({
  ...UNKNOWN_PATIENT,
  number,
  cohort: '',
  ...patient,
  exact: true,
});

function match(known: Readonly<Record<string, readonly Mention[]>>, mention: Mention): PersonMatch {
  const people = new People();
  for (const [name, mentions] of Object.entries(known)) for (const one of mentions) people.add(name, one);
  return people.match(mention);
}

describe('a bare number', () => {
  it('means the only person who has it, with or without a cohort before it and zeros that a table lost', () => {
    for (const number of ['9000622', 'OAI-9000622', 'oai_09000622']) {
      expect(match({ A: [film('OAI-9000622')] }, line(number))).toEqual({ kind: 'one', name: 'A' });
    }
    expect(match({ A: [film('00121')] }, line('121'))).toEqual({ kind: 'one', name: 'A' });
  });

  it('means nobody for sure if two people have it', () => {
    const known = { A: [film('0007', { issuer: 'siteA' })], B: [film('0007', { issuer: 'siteB' })] };
    expect(match(known, line('0007'))).toEqual({ kind: 'several', names: ['A', 'B'] });
    expect(match(known, line('7'))).toEqual({ kind: 'several', names: ['A', 'B'] });
    expect(match(known, film('0007'))).toEqual({ kind: 'several', names: ['A', 'B'] });
  });

  it('means the person who is written alike, if zeros tell two people apart', () => {
    const known = { A: [film('1017')], B: [film('001017')] };
    expect(match(known, line('1017'))).toEqual({ kind: 'one', name: 'A' });
    expect(match(known, line('001017'))).toEqual({ kind: 'one', name: 'B' });
    expect(match(known, line('01017'))).toEqual({ kind: 'several', names: ['A', 'B'] });
  });
});

describe('an issuer or a cohort', () => {
  it('tells people of one number apart', () => {
    expect(match({ A: [film('0007', { issuer: 'siteA' })] }, film('0007', { issuer: 'siteB' }))).toEqual({ kind: 'none' });
    expect(match({ A: [line('0007', 'A')] }, line('0007', 'B'))).toEqual({ kind: 'none' });
    expect(match({ A: [line('CHECK-0007')] }, line('0007', 'OAI'))).toEqual({ kind: 'none' });
  });

  it('joins them if a table calls the cohort as the film calls the issuer', () => {
    const known = { A: [film('0007', { issuer: 'siteA' })], B: [film('0007', { issuer: 'siteB' })] };
    expect(match(known, line('0007', 'SITEB '))).toEqual({ kind: 'one', name: 'B' });
    expect(match(known, line('siteA-0007'))).toEqual({ kind: 'one', name: 'A' });
  });

  it('is in doubt if a table names another cohort than the issuer of the film', () => {
    const known = { A: [film('0007', { issuer: 'siteA' })] };
    expect(match(known, line('0007', 'siteB'))).toEqual({ kind: 'doubt', names: ['A'], why: 'issuer' });
  });

  it('is in doubt if two cohorts claim a film that names neither', () => {
    const known = { A: [film('0007'), line('0007', 'A')] };
    expect(match(known, line('0007', 'B'))).toEqual({ kind: 'doubt', names: ['A'], why: 'issuer' });
  });
});

describe('a film under a known number', () => {
  it.each([
    ['sex', film('0007', { sex: 'F' }), film('0007', { sex: 'M' })],
    ['birth year', film('0007', { birthYear: 1940 }), film('0007', { birthYear: 1955 })],
    ['number', film('0007'), film('007')],
  ] as const)('is in doubt if the %s differs', (why, known, mention) => {
    const both = why === 'number' ? [known, line('7')] : [known];
    expect(match({ A: both }, mention)).toEqual({ kind: 'doubt', names: ['A'], why });
  });

  it('is of the same person if nothing differs, or if the header does not say', () => {
    const known = { A: [film('0007', { sex: 'F', birthYear: 1940, issuer: 'siteA' })] };
    expect(match(known, film('0007', { sex: 'F', birthYear: 1940 }))).toEqual({ kind: 'one', name: 'A' });
    expect(match(known, film('0007'))).toEqual({ kind: 'one', name: 'A' });
  });
});

describe('a table with a number in two spellings', () => {
  const people = (...numbers: string[]) => {
    const known = new People();
    for (const number of numbers) known.add(number, film(number));
    return known;
  };
  const twins = twinsAmong(['17', '0017', '5']);

  it('means two people: each line takes the person of its own spelling', () => {
    expect(matchLine(people('0017'), line('0017'), twins)).toEqual({ kind: 'one', name: '0017' });
    expect(matchLine(people('0017'), line('17'), twins)).toEqual({ kind: 'none' });
    expect(matchLine(people('005'), line('5'), twins)).toEqual({ kind: 'one', name: '005' });
  });

  it('is in doubt if neither spelling is the person’s', () => {
    expect(matchLine(people('017'), line('17'), twins)).toEqual({ kind: 'doubt', names: ['017'], why: 'number' });
  });
});

it('never finds one person for mentions that differ in issuer, cohort or sex', () => {
  const mention = fc.record({
    number: fc.constantFrom('7', '007', 'A-7', 'a-007', 'X7'),
    issuer: fc.constantFrom('', 'siteA', 'siteB'),
    cohort: fc.constantFrom('', 'A', 'B', 'siteA'),
    sex: fc.constantFrom(null, 'F' as const, 'M' as const),
    birthYear: fc.constant(null),
    exact: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(mention, { maxLength: 8 }), (mentions) => {
      const people = new People();
      for (const [index, one] of mentions.entries()) {
        const found = people.match(one);
        if (found.kind === 'none') people.add(`new ${index}`, one);
        if (found.kind !== 'one') continue;
        people.add(found.name, one);
      }
      for (const name of people.names()) {
        const stated = <Key extends 'issuer' | 'sex'>(key: Key) =>
          new Set(people.mentionsOf(name).flatMap((one) => one[key] || []));
        expect([stated('issuer').size <= 1, stated('sex').size <= 1]).toEqual([true, true]);
        expect(new Set(people.mentionsOf(name).map(({ number }) => numberKey(number))).size).toBe(1);
      }
    }),
  );
});
