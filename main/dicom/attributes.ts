// The standard's attributes by tag, as dcmjs's dictionary has them: what an element is called and what kind of value it holds.

import { data } from 'dcmjs';

export interface Attribute {
  readonly keyword: string;
  /** The value representations that the standard gives it; several where the image decides, such as US or SS. */
  readonly vrs: readonly string[];
  /** How many values it may have. */
  readonly mostValues: number;
}

/** undefined where the standard's dictionary knows no such attribute, as for private ones. */
export function attributeOf(tag: number): Attribute | undefined {
  return ATTRIBUTES.get(tag);
}

/** `0010,0010`. */
export function tagText(tag: number): string {
  const digits = tag.toString(16).toUpperCase().padStart(8, '0');
  return `${digits.slice(0, 4)},${digits.slice(4)}`;
}

/** `1`, `1-3`, `2-2n`. */
function mostOf(multiplicity: string): number {
  const most = Number(multiplicity.split('-').at(-1));
  return Number.isNaN(most) ? Number.POSITIVE_INFINITY : most;
}

/** dcmjs's names for kinds that are settled by other elements. */
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
