// Visits are written in several ways for the same examination: V00, T00 and 00 are all the baseline.

/** What visits that are one and the same share: their number, or the visit as written where it is no number of up to three digits. */
export function visitKey(visit: string): string {
  const number = /^[VT]?(\d{1,3})$/i.exec(visit)?.[1];
  return number === undefined ? visit : String(Number(number));
}

export function sameVisit(a: string, b: string): boolean {
  return visitKey(a) === visitKey(b);
}
