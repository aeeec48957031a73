// Subject and visit from a radiograph's file name, where its header or picture does not say them.

export interface FilmName {
  readonly subject: string;
  readonly visit: string;
}

/** The names that cohorts give their files: `OAI-9000622-V00-1.dcm`, `CHECK-01102_T00_APO.dcm`. */
const COHORT_NAMES = [
  /^(?<subject>[A-Za-z]*-?\d+)-(?<visit>[VT]\d{2})-\d+\b/,
  /^(?<subject>[^_]+)_(?<visit>[VT]\d{2})_/,
] as const;

/** What the name says; null where it is none of these. */
export function filmName(file: string): FilmName | null {
  for (const pattern of COHORT_NAMES) {
    const found = pattern.exec(file)?.groups;
    if (found !== undefined) return { subject: found['subject'], visit: found['visit'] };
  }
  return null;
}
