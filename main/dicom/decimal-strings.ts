// Numbers that a file writes as text (DS and IS). Some devices write a decimal comma, which dcmjs would drop: 0,143 would become 143.
// PS3.5 6.2.

import type { DataSet } from './data-set.ts';
import type { ElementPlace } from './elements.ts';

export interface Decimals {
  readonly values: readonly number[];
  /** The element holds text that is not a list of numbers. */
  readonly unreadable: boolean;
}

/** Returns the numbers of an element. Empty if the file lacks it, or if one of its values is not a number. */
export function decimalsOf({ bytes, elements, syntax }: DataSet, tag: number): Decimals {
  const place = elements.find((element) => element.tag === tag);
  if (place === undefined || place.end - place.valueStart > LONGEST_BYTES) return { values: [], unreadable: place !== undefined };
  const value = bytes.subarray(place.valueStart, place.end);
  const binary = binaryNumbers(value, place, syntax.littleEndian);
  if (binary !== undefined) return { values: binary, unreadable: false };
  return numbersOfText(Buffer.from(value).toString('latin1'));
}

/** A list of a few numbers is never longer. */
const LONGEST_BYTES = 256;

/** Reads a list such as `0.143\0.143`, also with decimal commas, with a unit, or with a comma between two numbers that have points. */
export function numbersOfText(text: string): Decimals {
  const plain = text.replace(/[\0\s]+$/, '');
  if (/^[\0\s\\]*$/.test(plain)) return { values: [], unreadable: false };
  const pair = /^\s*([+-]?\d*\.\d+)\s*[,;/ ]\s*([+-]?\d*\.\d+)\s*$/.exec(plain);
  const parts = pair === null ? plain.split('\\') : pair.slice(1);
  const values = parts.map((part) => {
    const trimmed = part.replace(/^[\0\s]+|[\0\s]+$/g, '').replace(/\s*mm$/i, '');
    return NUMBER.test(trimmed) ? Number(trimmed.replace(',', '.')) : Number.NaN;
  });
  return values.every(Number.isFinite) ? { values, unreadable: false } : { values: [], unreadable: true };
}

const NUMBER = /^[+-]?(?:\d+[.,]?\d*|[.,]\d+)(?:[eE][+-]?\d+)?$/;

/** The numbers of an element that a device wrote in binary instead. Undefined if the element is text. */
function binaryNumbers(value: Uint8Array, { vr }: ElementPlace, littleEndian: boolean): readonly number[] | undefined {
  const kind = BINARY[vr];
  if (kind === undefined) return undefined;
  const view = new DataView(value.buffer, value.byteOffset, value.byteLength);
  const count = Math.floor(value.length / kind.size);
  return Array.from({ length: count }, (_, i) => kind.read(view, i * kind.size, littleEndian)).filter(Number.isFinite);
}

const BINARY: Readonly<
  Record<string, { readonly size: number; readonly read: (view: DataView, at: number, littleEndian: boolean) => number }>
> = {
  FD: { size: 8, read: (view, at, littleEndian) => view.getFloat64(at, littleEndian) },
  FL: { size: 4, read: (view, at, littleEndian) => view.getFloat32(at, littleEndian) },
  UL: { size: 4, read: (view, at, littleEndian) => view.getUint32(at, littleEndian) },
  SL: { size: 4, read: (view, at, littleEndian) => view.getInt32(at, littleEndian) },
  US: { size: 2, read: (view, at, littleEndian) => view.getUint16(at, littleEndian) },
  SS: { size: 2, read: (view, at, littleEndian) => view.getInt16(at, littleEndian) },
};
