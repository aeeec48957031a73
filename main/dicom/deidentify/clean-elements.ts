// The elements of a data set, and of the items inside it, as they may be written again. Works on bytes: what stays is copied as it
// lies, so that no value changes its form by being decoded and written; what changes is text.

import { attributeOf, tagText } from '../attributes.ts';
import { sequenceItems, walkElements, type ElementEncoding, type ElementPlace } from '../elements.ts';
import { encodeElement, encodeSequence, fitsLength } from '../encode-elements.ts';
import { actionOf, type Action, type DeidentifyOptions } from './actions.ts';
import type { DeidentificationKey } from './key.ts';
import { codePart, isPublicScheme } from './codes.ts';
import { isSafePrivate } from './safe-private.ts';
import { cappedAge, hasFormOf, isVisitName, knownWords, shiftedDate } from './values.ts';

/** What was done to an element, without its value. */
export interface Change {
  /** `0010,0010`, behind those of the sequences it lies in: `0040,0275 > 0040,1001`. */
  readonly tag: string;
  /** The standard's keyword; empty where it has none. */
  readonly name: string;
  readonly action: Exclude<Action, 'keep' | 'items' | 'code'>;
}

export interface CleaningWork {
  readonly bytes: Uint8Array;
  readonly key: DeidentificationKey;
  readonly options: DeidentifyOptions;
  readonly patientId: string;
  readonly encoding: ElementEncoding;
  /** How they are written: the same byte order. */
  readonly target: ElementEncoding;
  /** How its texts are to be read: UTF-8, or one byte a letter. */
  readonly utf8: boolean;
  /** Collects what was done, by tag. */
  readonly changes: Map<string, Change>;
}

export interface CleanElement {
  readonly tag: number;
  readonly bytes: Uint8Array;
}

/** The elements that may stay, cleaned, in the data set's own encoding. */
export function cleanElements(places: readonly ElementPlace[], work: CleaningWork): readonly CleanElement[] {
  return elementsAt(places, { ...work, above: [], publicCode: true });
}

/** The work inside one data set or item. */
interface Level extends CleaningWork {
  /** Tags of the sequences around. */
  readonly above: readonly number[];
  /** The item's code belongs to a scheme that names no one. */
  readonly publicCode: boolean;
}

const DEEPEST_SEQUENCE = 16;

function elementsAt(places: readonly ElementPlace[], level: Level): readonly CleanElement[] {
  const creators = level.options.retainSafePrivate === true ? creatorsOf(places, level) : new Map<number, string>();
  return places.flatMap((place) => {
    const cleaned = (place.tag >>> 16) % 2 === 1 ? privateElement(place, { creators, level }) : standardElement(place, level);
    return cleaned === undefined ? [] : [{ tag: place.tag, bytes: cleaned }];
  });
}

function standardElement(place: ElementPlace, level: Level): Uint8Array | undefined {
  const vr = kindOf(place);
  const action = vr === undefined ? 'remove' : actionOf(place.tag, vr, level.options);
  if (vr === undefined || action === 'remove') return removed(place, level);
  if (action === 'items') return items(place, level);
  if (action === 'empty') return changed(place, level, { action, value: Buffer.alloc(0), vr });
  if (place.undefinedLength || vr === 'SQ') return removed(place, level);
  if (!TEXTUAL.has(vr)) return action === 'keep' && isOfFittingSize(place, vr) ? copied(place, vr, level) : removed(place, level);
  return text(place, level, { action, vr });
}

function text(
  place: ElementPlace,
  level: Level,
  { action, vr }: { readonly action: Exclude<Action, 'remove' | 'items' | 'empty'>; readonly vr: string },
): Uint8Array | undefined {
  const values = textsOf(place, vr, level).slice(0, action === 'pseudonym' ? 1 : undefined);
  if (action === 'keep') {
    return values.every((value) => hasFormOf(vr, value)) ? copied(place, vr, level) : removed(place, level);
  }
  const cleaned = values.map((value) => cleanedText(value, { action, place, level }));
  if (cleaned.every((value, i) => value === values[i])) return copied(place, vr, level);
  const value = Buffer.from(cleaned.join('\\'), level.utf8 ? 'utf8' : 'latin1');
  return changed(place, level, { action: action === 'code' ? 'words' : action, value, vr });
}

function cleanedText(
  value: string,
  {
    action,
    place,
    level,
  }: {
    readonly action: Exclude<Action, 'remove' | 'items' | 'empty' | 'keep'>;
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
      return shiftedDate(value, key.shiftDaysOf(patientId));
    case 'words':
      return knownWords(value);
    case 'age':
      return hasFormOf('AS', value) ? cappedAge(value) : '';
    case 'visit':
      return value === '' || isVisitName(value) ? value : key.visitOf(value);
    case 'code':
      return codePart(place.tag, value, level.publicCode);
  }
}

function items(sequence: ElementPlace, level: Level): Uint8Array | undefined {
  const { encoding } = level;
  const found = sequenceItems(level.bytes, sequence, encoding);
  if (!found.ok || level.above.length >= DEEPEST_SEQUENCE) return removed(sequence, level);
  const cleaned: Uint8Array[] = [];
  for (const { start, end } of found.value) {
    const places = walkElements(level.bytes.subarray(0, end), start, encoding, () => false);
    if (!places.ok) return removed(sequence, level);
    const scheme = places.value.find(({ tag }) => tag === CODING_SCHEME);
    const inside: Level = {
      ...level,
      above: [...level.above, sequence.tag],
      publicCode: scheme !== undefined && isPublicScheme(textsOf(scheme, 'SH', level)[0]),
    };
    cleaned.push(Buffer.concat(elementsAt(places.value, inside).map((element) => element.bytes)));
  }
  return encodeSequence(sequence.tag, cleaned, level.target);
}

function privateElement(
  place: ElementPlace,
  { creators, level }: { readonly creators: ReadonlyMap<number, string>; readonly level: Level },
): Uint8Array | undefined {
  // Under implicit VR nothing says that a private value is a number.
  const block = (place.tag & 0xffff) < 0x100 ? place.tag & 0xffff : (place.tag & 0xffff) >>> 8;
  const creator = creators.get((place.tag >>> 16) * 0x10000 + block);
  const reserves = (place.tag & 0xffff) < 0x100;
  if (creator === undefined || place.vr === '') return removed(place, level);
  if (reserves) return copied(place, 'LO', level);
  if (!isSafePrivate(creator, place.tag, place.vr)) return removed(place, level);
  const numbers = !TEXTUAL.has(place.vr) || textsOf(place, place.vr, level).every((value) => hasFormOf(place.vr, value));
  return numbers ? copied(place, place.vr, level) : removed(place, level);
}

/** The blocks of private elements of which something may stay, by the tag of the element that reserves each. */
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

function copied(place: ElementPlace, vr: string, level: Level): Uint8Array | undefined {
  const value = level.bytes.subarray(place.valueStart, place.end);
  if (!fitsLength(vr, value, level.target)) return removed(place, level);
  return encodeElement({ tag: place.tag, vr, value }, level.target);
}

function changed(
  place: ElementPlace,
  level: Level,
  { action, value, vr }: { readonly action: Change['action']; readonly value: Uint8Array; readonly vr: string },
): Uint8Array | undefined {
  if (!fitsLength(vr, value, level.target)) return removed(place, level);
  // What was empty has not changed by staying so.
  if (place.end > place.valueStart) note(place, level, action);
  return encodeElement({ tag: place.tag, vr, value }, level.target);
}

function removed(place: ElementPlace, level: Level): undefined {
  if ((place.tag & 0xffff) !== 0) note(place, level, 'remove'); // group lengths say nothing
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

/** Classes, transfer syntaxes and other well-known identifiers name no one. */
function isOfTheStandard(uid: string): boolean {
  return /^1\.2\.840\.10008\.[\d.]+$/.test(uid);
}

/** The kind of value, where the file's own statement and the standard's agree; undefined where it cannot be trusted. */
function kindOf({ tag, vr }: ElementPlace): string | undefined {
  const attribute = attributeOf(tag);
  if (attribute === undefined) return undefined;
  if (vr === '') return attribute.vrs[0];
  return attribute.vrs.includes(vr) ? vr : undefined;
}

/** A number that is longer than its attribute's multiplicity allows is none. */
function isOfFittingSize({ tag, valueStart, end }: ElementPlace, vr: string): boolean {
  const size = BYTES_OF_NUMBER[vr];
  return size === undefined || end - valueStart <= size * (attributeOf(tag)?.mostValues ?? 0);
}

const BYTES_OF_NUMBER: Readonly<Record<string, number>> = { US: 2, SS: 2, UL: 4, SL: 4, FL: 4, FD: 8, AT: 4, SV: 8, UV: 8 };
