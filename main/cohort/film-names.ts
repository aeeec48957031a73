// Subject and visit from a radiograph's file name, if its header or picture does not say them.

import type { Radiograph } from '../domain/radiograph.ts';

export interface FilmName {
  readonly subject: string;
  readonly visit: string;
}

/** How cohorts name their files: `OAI-9000622-V00-1.dcm`, `CHECK-01102_T00_APO.dcm`, `9000622_T5.dcm`. */
const COHORT_NAMES = [/^([A-Za-z]*[-_]?\d+)[-_]([VT]\d{1,3})(?=[-_. ]|$)/i, /^([^_]+)_([VT]\d{1,3})(?=[_. ]|$)/i] as const;

/** What the name says. Null for any other name. */
export function filmName(file: string): FilmName | null {
  for (const pattern of COHORT_NAMES) {
    const [, subject, visit] = pattern.exec(file) ?? [];
    if (subject !== undefined && visit !== undefined) return { subject, visit };
  }
  return null;
}

type Named = Pick<Radiograph, 'subject' | 'visit' | 'identityRemoved'>;

/** The radiograph with subject and visit of its file's name where the header lacks them. */
export function namedByFile<Film extends Named>(film: Film, file: string): Film {
  const name = filmName(file);
  const { subject, visit } = film;
  return {
    ...film,
    subject: subject || (name?.subject ?? ''),
    visit: visit || (name?.visit ?? ''),
    // The header cannot vouch for a subject that only the file's name gives.
    ...(subject === '' ? { identityRemoved: false } : {}),
  };
}
