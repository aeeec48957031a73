// The same visit is written in several ways: V00, T00, 00, Visit 0 and baseline are all the baseline.

/** The same key for every spelling of a visit: its number, or the text as written if it does not name a number of up to three digits. */
export function visitKey(visit: string): string {
  if (/^(?:baseline|bl)$/i.test(visit)) return '0';
  const number = /^(?:(?:visit|[VT])[ _-]?)?(\d{1,3})$/i.exec(visit)?.[1];
  return number === undefined ? visit : String(Number(number));
}

export function sameVisit(a: string, b: string): boolean {
  return visitKey(a) === visitKey(b);
}
