// Dates of a table or a header as whole days, so that intervals can be kept without the date.

const DAY_MS = 86_400_000;

/** Returns the date as `2019-03-04`. Null if the text is not a date, or if day and month could be exchanged. */
export function dateOf(text: string): string | null {
  const [, year, month, day] = /^((?:18|19|20)\d\d)([-./]?)(\d\d)\2(\d\d)(?:[T ].*)?$/.exec(text.trim())?.toSpliced(2, 1) ?? [];
  if (day !== undefined) return realDate(Number(year), Number(month), Number(day));
  const [, first, separator, second, late] = /^(\d{1,2})([./-])(\d{1,2})\2((?:18|19|20)\d\d)$/.exec(text.trim()) ?? [];
  if (late === undefined) return null;
  const [a, b] = [Number(first), Number(second)];
  if (a > 12 || separator === '.' || a === b) return realDate(Number(late), b, a);
  return b > 12 ? realDate(Number(late), a, b) : null;
}

/** Returns the days from one date to another, both as `2019-03-04`. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS);
}

function realDate(year: number, month: number, day: number): string | null {
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? date.toISOString().slice(0, 10) : null;
}
