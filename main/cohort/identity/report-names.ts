// One kind of names in one report: if some of its subjects have pseudonyms and others codes, the codes get pseudonyms too.

import type { StudyKey } from '../pseudonyms.ts';

const PSEUDONYM = /^S-[2-9A-HJ-NP-Z]{10}$/;

export function isPseudonymous(name: string): boolean {
  return PSEUDONYM.test(name);
}

/** Names the subjects of a report. Without the key table, as the study does. */
export function reportNames(study: StudyKey, subjects: readonly string[]): (subject: string) => string {
  const isMixed = subjects.some(isPseudonymous) && !subjects.every(isPseudonymous);
  if (!isMixed || study.withheld !== null) return (subject) => subject;
  return (subject) => (isPseudonymous(subject) ? subject : pseudonymOfCode(study, subject));
}

/** The pseudonym of a subject whom the study names by a code. */
export function pseudonymOfCode({ key }: Pick<StudyKey, 'key'>, code: string): string {
  return key.pseudonymOf(`code\0${code}`);
}
