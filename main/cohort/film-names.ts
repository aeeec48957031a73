// Subject and visit from a radiograph's file name, if its header or picture does not say them.

export interface FilmName {
  readonly subject: string;
  readonly visit: string;
}

/** How cohorts name their files: `OAI-9000622-V00-1.dcm`, `CHECK-01102_T00_APO.dcm`. */
const COHORT_NAMES = [/^([A-Za-z]*-?\d+)-([VT]\d{2})-\d+\b/, /^([^_]+)_([VT]\d{2})_/] as const;

/** What the name says. Null for any other name. */
export function filmName(file: string): FilmName | null {
  for (const pattern of COHORT_NAMES) {
    const [, subject, visit] = pattern.exec(file) ?? [];
    if (subject !== undefined && visit !== undefined) return { subject, visit };
  }
  return null;
}
