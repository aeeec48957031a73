// Cleans the elements of a data set and of its nested items. Works on bytes: a value that stays is copied unchanged, because
// decoding and writing could alter it. Only text is changed.

import { z } from 'zod';
import { attributeOf, tagText } from '../attributes.ts';
import { sequenceItems, walkElements, type ElementEncoding, type ElementPlace } from '../elements.ts';
import { encodeElement, encodeSequence, fitsLength } from '../encode-elements.ts';
import { actionOf, ChangingActionSchema, isInPlace, type Action, type DeidentifyOptions } from './actions.ts';
import type { DeidentificationKey } from './key.ts';
import { codePart, publicScheme } from './codes.ts';
import { definedTermsOf } from './defined-terms.ts';
import { isSafePrivate } from './safe-private.ts';
import { capAge, hasFormOf, isVisitName, keepKnownWords, shiftDate } from './values.ts';

/** What was done to an element, without its value. */
export const ChangeSchema = z.object({
  /** `0010,0010`, preceded by the enclosing sequences: `0040,0275 > 0040,1001`. */
  tag: z.string(),
  /** The standard's keyword, or empty if the standard has none. */
  name: z.string(),
  action: ChangingActionSchema,
});

type Change = Readonly<z.infer<typeof ChangeSchema>>;

export interface CleaningWork {
  readonly bytes: Uint8Array;
  readonly key: DeidentificationKey;
  readonly options: DeidentifyOptions;
  readonly patientId: string;
  readonly encoding: ElementEncoding;
  /** The encoding of the new file. It has the same byte order. */
  readonly target: ElementEncoding;
  /** The image has a palette. */
  readonly palette: boolean;
  /** Texts are UTF-8. Otherwise each letter is one byte. */
  readonly utf8: boolean;
  /** Collects the changes by tag. */
  readonly changes: Map<string, Change>;
}

export interface CleanElement {
  readonly tag: number;
  readonly bytes: Uint8Array;
}

/** Returns the elements that may stay, cleaned, in the target encoding. */
export function cleanElements(places: readonly ElementPlace[], work: CleaningWork): readonly CleanElement[] {
  return cleanLevel(places, { ...work, above: [], scheme: '' });
}

/** The work in one data set or item. */
interface Level extends CleaningWork {
  /** Tags of the enclosing sequences. */
  readonly above: readonly number[];
  /** The public scheme to which the item's code belongs. Empty for a hospital's own. */
  readonly scheme: string;
}

const DEEPEST_SEQUENCE = 16;

function cleanLevel(places: readonly ElementPlace[], level: Level): readonly CleanElement[] {
  const creators = level.options.retainSafePrivate === true ? creatorsOf(places, level) : new Map<number, string>();
  return places.flatMap((place) => {
    const cleaned = (place.tag >>> 16) % 2 === 1 ? privateElement(place, { creators, level }) : standardElement(place, level);
    return cleaned === undefined ? [] : [{ tag: place.tag, bytes: cleaned }];
  });
}

function standardElement(place: ElementPlace, level: Level): Uint8Array | undefined {
  const vr = kindOf(place);
  const inPlace = isInPlace(place.tag, { sequence: level.above.at(-1), palette: level.palette });
  const action = vr === undefined || !inPlace ? 'remove' : actionOf(place.tag, vr, level.options);
  if (vr === undefined || action === 'remove') return removeElement(place, level);
  if (action === 'items') return sequenceElement(place, level);
  if (action === 'empty') return changeElement(place, level, { action, value: Buffer.alloc(0), vr });
  if (place.undefinedLength || vr === 'SQ') return removeElement(place, level);
  if (!TEXTUAL.has(vr))
    return action === 'keep' && isOfFittingSize(place, vr) ? copyElement(place, vr, level) : removeElement(place, level);
  return textElement(place, level, { action, vr });
}

function textElement(
  place: ElementPlace,
  level: Level,
  { action, vr }: { readonly action: Exclude<Action, 'remove' | 'items' | 'empty'>; readonly vr: string },
): Uint8Array | undefined {
  const values = textsOf(place, vr, level).slice(0, action === 'pseudonym' ? 1 : undefined);
  if (action === 'keep') {
    return values.every((value) => hasFormOf(vr, value)) ? copyElement(place, vr, level) : removeElement(place, level);
  }
  if (action === 'terms') return termsElement(place, level, { values, vr });
  const cleaned = values.map((value) => cleanText(value, { action, place, level }));
  if (cleaned.every((value, i) => value === values[i])) return copyElement(place, vr, level);
  const value = Buffer.from(cleaned.join('\\'), level.utf8 ? 'utf8' : 'latin1');
  return changeElement(place, level, { action: action === 'code' ? 'words' : action, value, vr });
}

/** Removes the element if no value is a term. An attribute without known terms has none. */
function termsElement(
  place: ElementPlace,
  level: Level,
  { values, vr }: { readonly values: readonly string[]; readonly vr: string },
): Uint8Array | undefined {
  const terms = definedTermsOf(place.tag, values);
  if (terms === undefined || terms.length === 0) return removeElement(place, level);
  if (terms.length === values.length) return copyElement(place, vr, level);
  return changeElement(place, level, { action: 'terms', value: Buffer.from(terms.join('\\'), 'latin1'), vr });
}

function cleanText(
  value: string,
  {
    action,
    place,
    level,
  }: {
    readonly action: Exclude<Action, 'remove' | 'items' | 'empty' | 'keep' | 'terms'>;
    readonly place: ElementPlace;
    readonly level: Level;
  },
): string {
  const { key, patientId } = level;
  switch (action) {
    case 'dummy':
      return DUMMY;
    case 'pseudonym':
      return key.pseudonymOf(patientId);
    case 'identifier':
      return value === '' || isOfTheStandard(value) ? value : key.identifierOf(value);
    case 'shift':
      return shiftDate(value, key.shiftDaysOf(patientId));
    case 'words':
      return keepKnownWords(value);
    case 'age':
      return hasFormOf('AS', value) ? capAge(value) : '';
    case 'visit':
      return value === '' || isVisitName(value) ? value : key.visitOf(value);
    case 'code':
      return codePart(place.tag, value, level.scheme);
  }
}

function sequenceElement(sequence: ElementPlace, level: Level): Uint8Array | undefined {
  const { encoding } = level;
  const found = sequenceItems(level.bytes, sequence, encoding);
  if (!found.ok || level.above.length >= DEEPEST_SEQUENCE) return removeElement(sequence, level);
  const cleaned: Uint8Array[] = [];
  for (const { start, end } of found.value) {
    const places = walkElements(level.bytes.subarray(0, end), start, encoding, () => false);
    if (!places.ok) return removeElement(sequence, level);
    const scheme = places.value.find(({ tag }) => tag === CODING_SCHEME);
    const inside: Level = {
      ...level,
      above: [...level.above, sequence.tag],
      scheme: scheme === undefined ? '' : publicScheme(textsOf(scheme, 'SH', level)[0]),
    };
    cleaned.push(Buffer.concat(cleanLevel(places.value, inside).map((element) => element.bytes)));
  }
  return encodeSequence(sequence.tag, cleaned, level.target);
}

function privateElement(
  place: ElementPlace,
  { creators, level }: { readonly creators: ReadonlyMap<number, string>; readonly level: Level },
): Uint8Array | undefined {
  // With implicit VR, nothing shows whether a private value is a number.
  const block = (place.tag & 0xffff) < 0x100 ? place.tag & 0xffff : (place.tag & 0xffff) >>> 8;
  const creator = creators.get((place.tag >>> 16) * 0x10000 + block);
  const reserves = (place.tag & 0xffff) < 0x100;
  if (creator === undefined || place.vr === '') return removeElement(place, level);
  if (reserves) return copyElement(place, 'LO', level);
  if (!isSafePrivate(creator, place.tag, place.vr)) return removeElement(place, level);
  const numbers = !TEXTUAL.has(place.vr) || textsOf(place, place.vr, level).every((value) => hasFormOf(place.vr, value));
  return numbers ? copyElement(place, place.vr, level) : removeElement(place, level);
}

/** Returns the creators of the private blocks that contain a safe element, by the tag that reserves the block. */
function creatorsOf(places: readonly ElementPlace[], level: Level): ReadonlyMap<number, string> {
  const creators = new Map<number, string>();
  for (const place of places) {
    const element = place.tag & 0xffff;
    if ((place.tag >>> 16) % 2 === 0 || element < 0x10 || element > 0xff || place.vr !== 'LO') continue;
    const creator = textsOf(place, 'LO', level)[0];
    const safe = places.some(
      ({ tag, vr }) => tag >>> 16 === place.tag >>> 16 && (tag & 0xffff) >>> 8 === element && isSafePrivate(creator, tag, vr),
    );
    if (safe) creators.set(place.tag, creator);
  }
  return creators;
}

function copyElement(place: ElementPlace, vr: string, level: Level): Uint8Array | undefined {
  const value = level.bytes.subarray(place.valueStart, place.end);
  if (!fitsLength(vr, value, level.target)) return removeElement(place, level);
  return encodeElement({ tag: place.tag, vr, value }, level.target);
}

function changeElement(
  place: ElementPlace,
  level: Level,
  { action, value, vr }: { readonly action: Change['action']; readonly value: Uint8Array; readonly vr: string },
): Uint8Array | undefined {
  if (!fitsLength(vr, value, level.target)) return removeElement(place, level);
  // An empty element stays empty, which is not a change.
  if (place.end > place.valueStart) note(place, level, action);
  return encodeElement({ tag: place.tag, vr, value }, level.target);
}

function removeElement(place: ElementPlace, level: Level): undefined {
  if ((place.tag & 0xffff) !== 0) note(place, level, 'remove'); // a removed group length is not worth reporting
}

function note(place: ElementPlace, level: Level, action: Change['action']): void {
  const tag = [...level.above, place.tag].map(tagText).join(' > ');
  level.changes.set(tag, { tag, name: attributeOf(place.tag)?.keyword ?? '', action });
}

function textsOf(place: ElementPlace, vr: string, level: CleaningWork): readonly string[] {
  const value = Buffer.from(level.bytes.subarray(place.valueStart, place.end));
  const text = value.toString(level.utf8 && !ASCII.has(vr) ? 'utf8' : 'latin1');
  return (vr === 'LT' || vr === 'ST' || vr === 'UT' ? [text] : text.split('\\')).map((one) => one.replace(/^ +|[\0 ]+$/g, ''));
}

const CODING_SCHEME = 0x00080102;
const DUMMY = 'REMOVED';
const ASCII = new Set('AS CS DA DS DT IS TM UI'.split(' '));
const TEXTUAL = new Set([...ASCII, ...'AE LO LT PN SH ST UC UR UT'.split(' ')]);

/** Classes, transfer syntaxes and other identifiers of the standard identify nobody. */
function isOfTheStandard(uid: string): boolean {
  return /^1\.2\.840\.10008\.[\d.]+$/.test(uid);
}

/** Returns the kind of value if the file and the standard agree on it. Undefined if they do not. */
function kindOf({ tag, vr }: ElementPlace): string | undefined {
  const attribute = attributeOf(tag);
  if (attribute === undefined) return undefined;
  if (vr === '') return attribute.vrs[0];
  return attribute.vrs.includes(vr) ? vr : undefined;
}

/** Returns false if a number is longer than the multiplicity of its attribute allows. */
function isOfFittingSize({ tag, valueStart, end }: ElementPlace, vr: string): boolean {
  const size = BYTES_OF_NUMBER[vr];
  return size === undefined || end - valueStart <= size * (attributeOf(tag)?.mostValues ?? 0);
}

const BYTES_OF_NUMBER: Readonly<Record<string, number>> = { US: 2, SS: 2, UL: 4, SL: 4, FL: 4, FD: 8, AT: 4, SV: 8, UV: 8 };
