// Gives subjects, visits and hips other names in a value of JSON.

import { hipId, SIDES } from '../../domain/hip.ts';
import type { RenamedPlace } from '../../database/rename-places.ts';

/** Returns the value with the new names. */
export type Rename = (value: unknown) => unknown;

/** `words` are other names, such as those of splits. */
export function renameInJson(
  places: readonly RenamedPlace[],
  subjects: ReadonlyMap<string, string>,
  words: ReadonlyMap<string, string>,
): Rename {
  const visits = new Map(places.map(({ from, to }) => [`${from.subject}|${from.visit}`, to]));
  const hips = new Map<string, string>(
    places.flatMap(({ from, to }) => SIDES.map((side) => [hipId({ ...from, side }), hipId({ ...to, side })] as const)),
  );
  const rename: Rename = (value) => {
    if (typeof value === 'string') return hips.get(value) ?? subjects.get(value) ?? words.get(value) ?? value;
    if (Array.isArray(value)) return value.map(rename);
    if (typeof value !== 'object' || value === null) return value;
    const renamed = Object.fromEntries(Object.entries(value).map(([key, member]) => [key, rename(member)]));
    const { subject, visit } = { subject: undefined, visit: undefined, ...value };
    return { ...renamed, ...(visits.get(`${String(subject)}|${String(visit)}`) ?? {}) };
  };
  return rename;
}
