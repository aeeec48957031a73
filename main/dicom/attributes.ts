// The standard's attributes by tag, from dcmjs's dictionary: the keyword of an element and the kind of its value.

import { data } from 'dcmjs';

export interface Attribute {
  readonly keyword: string;
  /** The value representations that the standard allows. Several where the image decides, such as US or SS. */
  readonly vrs: readonly string[];
  /** The largest number of values that the standard allows. */
  readonly mostValues: number;
}

/** Returns undefined if the standard's dictionary lacks the attribute, for example a private one. */
export function attributeOf(tag: number): Attribute | undefined {
  return ATTRIBUTES.get(tag);
}

/** Every tag of the dictionary. */
export function attributeTags(): Iterable<number> {
  return ATTRIBUTES.keys();
}

/** Writes a tag as `0010,0010`. */
export function tagText(tag: number): string {
  const digits = tag.toString(16).toUpperCase().padStart(8, '0');
  return `${digits.slice(0, 4)},${digits.slice(4)}`;
}

/** Reads a multiplicity such as `1`, `1-3` or `2-2n`. */
function mostOf(multiplicity: string): number {
  const most = Number(multiplicity.split('-').at(-1));
  return Number.isNaN(most) ? Number.POSITIVE_INFINITY : most;
}

/** dcmjs's names for value representations that depend on other elements. */
const KINDS: Readonly<Record<string, readonly string[]>> = {
  xs: ['US', 'SS'],
  ox: ['OW', 'OB'],
  lt: ['US', 'SS', 'OW'],
  up: ['UL'],
};

const ATTRIBUTES: ReadonlyMap<number, Attribute> = new Map(
  Object.values(data.DicomMetaDictionary.nameMap).map(({ tag, name, vr, vm }) => [
    Number.parseInt(tag.replaceAll(/[(),]/g, ''), 16),
    { keyword: name.replace(/^RETIRED_/, ''), vrs: KINDS[vr] ?? [vr], mostValues: mostOf(vm) },
  ]),
);
