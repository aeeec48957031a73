// What a person reads when a number may mean several people.

import type { Doubt } from '../../domain/person/people.ts';

const DIFFERENCE: Readonly<Record<Doubt, string>> = {
  sex: 'its files name both sexes',
  'birth year': 'its files name different birth years',
  issuer: 'its files name different issuers or cohorts',
  number: 'its files write the number with and without leading zeros',
};

export const peopleText = {
  differ: (number: string, why: Doubt) =>
    `The number ${number} may belong to two people, because ${DIFFERENCE[why]}. What belongs to ${number} was left out. Import again and say whether they are one person (--same-number one-person) or not (--same-number different-people).`,
  several: (number: string, people: number) =>
    `The number ${number} belongs to ${people} people, and nothing here says which of them is meant. What belongs to ${number} was left out. Import again and name its cohort (--cohort).`,
  /** Joints of a table, or subjects of a split. */
  leftOut: (sentence: string, lines: number) => (lines === 1 ? sentence : `${sentence} This concerns ${lines} entries.`),
} as const;
