// Subjects are written in several ways: `OAI-9000622` in a split is `9000622` in the cohort's own table, `CHECK-01102` is `1102`.

/** Finds the one known subject that a written one means. */
export type SubjectMatcher = (subject: string, cohort?: string) => string | null;

/** Matches against known subjects: as written, else by number with the same or no prefix; null where none or several fit. */
export function subjectMatcher(known: Iterable<string>): SubjectMatcher {
  const exact = new Set(known);
  const byNumber = Map.groupBy(
    [...exact].flatMap((subject) => {
      const parts = partsOf(subject);
      return parts === null ? [] : [{ subject, ...parts }];
    }),
    (one) => one.number,
  );
  return (subject, cohort = '') => {
    if (exact.has(subject)) return subject;
    const parts = partsOf(subject);
    if (parts === null) return null;
    const prefix = parts.prefix || cohort.toUpperCase();
    const fitting = (byNumber.get(parts.number) ?? []).filter(
      (one) => one.prefix === '' || prefix === '' || one.prefix === prefix,
    );
    return fitting.length === 1 ? fitting[0].subject : null;
  };
}

/** The letters before the number, and the number without leading zeros. */
function partsOf(subject: string): { readonly prefix: string; readonly number: string } | null {
  const match = /^([A-Za-z]*)[-_ ]?0*(\d+)$/.exec(subject.trim());
  return match === null ? null : { prefix: match[1].toUpperCase(), number: match[2] };
}
