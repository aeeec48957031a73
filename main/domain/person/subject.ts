// The same subject is written in several ways: `OAI-9000622` in a split is `9000622` in the cohort's own table, `CHECK-01102` is `1102`.

/** Finds the known subject that a written name means. */
export type SubjectMatcher = (subject: string, cohort?: string) => string | null;

/** Matches as written, or else by number with the same prefix or no prefix. Null if no subject or several subjects match. */
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
    const [only, ...others] = fitting;
    return only === undefined || others.length > 0 ? null : only.subject;
  };
}

/** The letters before the number, and the number without leading zeros. */
function partsOf(subject: string): { readonly prefix: string; readonly number: string } | null {
  const [, prefix = '', number] = /^([A-Za-z]*)[-_ ]?0*(\d+)$/.exec(subject.trim()) ?? [];
  return number === undefined ? null : { prefix: prefix.toUpperCase(), number };
}
