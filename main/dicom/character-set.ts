// Text of a data set in the character sets that the file names, with the escape sequences of ISO 2022 (DICOM PS3.5 6.1 and PS3.3 C.12.1.1.2).

import type { DataSet } from './data-set.ts';

/** Returns a text element, without padding. Empty if the file lacks it, or if it is longer than any identifier. */
export function decodedText(dataSet: Pick<DataSet, 'bytes' | 'elements'>, tag: number): string {
  const terms = latin(bytesOf(dataSet, CHARACTER_SETS))
    .split('\\')
    .map((term) => term.trim());
  return decode(bytesOf(dataSet, tag), terms).replace(/^[\0 ]+|[\0 ]+$/g, '');
}

const CHARACTER_SETS = 0x00080005;

/** An identifier has 64 characters of at most four bytes, with an escape sequence before and after each. */
const LONGEST_BYTES = 1024;

function bytesOf({ bytes, elements }: Pick<DataSet, 'bytes' | 'elements'>, tag: number): Uint8Array {
  const place = elements.find((element) => element.tag === tag);
  if (place === undefined || place.end - place.valueStart > LONGEST_BYTES) return new Uint8Array();
  return bytes.subarray(place.valueStart, place.end);
}

/** The decoder of each defined term without extensions, by its number. */
const DECODERS: Readonly<Record<string, string>> = {
  '6': 'iso-8859-1',
  '100': 'iso-8859-1',
  '101': 'iso-8859-2',
  '109': 'iso-8859-3',
  '110': 'iso-8859-4',
  '144': 'iso-8859-5',
  '127': 'iso-8859-6',
  '126': 'iso-8859-7',
  '138': 'iso-8859-8',
  '148': 'windows-1254',
  '203': 'iso-8859-15',
  '166': 'windows-874',
  '13': 'shift_jis',
  '192': 'utf-8',
};

/** What each escape sequence designates: a set of single bytes, or of pairs of bytes, for the lower or the upper half. */
const ESCAPES: readonly (readonly [escape: string, half: 'lower' | 'upper', charset: string])[] = [
  ['(B', 'lower', 'ascii'],
  ['(J', 'lower', 'ascii'],
  ['$B', 'lower', 'jis-x-0208'],
  ['$@', 'lower', 'jis-x-0208'],
  ['$(D', 'lower', 'jis-x-0212'],
  [')I', 'upper', 'shift_jis'],
  ['$)C', 'upper', 'euc-kr'],
  ['$)A', 'upper', 'gbk'],
  ['-A', 'upper', 'iso-8859-1'],
  ['-B', 'upper', 'iso-8859-2'],
  ['-C', 'upper', 'iso-8859-3'],
  ['-D', 'upper', 'iso-8859-4'],
  ['-L', 'upper', 'iso-8859-5'],
  ['-G', 'upper', 'iso-8859-6'],
  ['-F', 'upper', 'iso-8859-7'],
  ['-H', 'upper', 'iso-8859-8'],
  ['-M', 'upper', 'windows-1254'],
  ['-T', 'upper', 'windows-874'],
  ['-b', 'upper', 'iso-8859-15'],
];

const ESCAPE = 0x1b;
const BACKSLASH = 0x5c;

function decode(bytes: Uint8Array, [first = '', ...extensions]: readonly string[]): string {
  if (first === 'GB18030' || first === 'GBK') return new TextDecoder('gb18030').decode(bytes);
  const single = DECODERS[/^ISO[_ ](?:IR|2022 IR) (\d+)$/.exec(first)?.[1] ?? ''] ?? 'iso-8859-1';
  if (extensions.length === 0 && !bytes.includes(ESCAPE)) return new TextDecoder(single).decode(bytes);
  return decodeExtended(bytes, single);
}

function decodeExtended(bytes: Uint8Array, initial: string): string {
  let text = '';
  let halves = { lower: 'ascii', upper: initial };
  let start = 0;
  const flush = (end: number): void => void (text += decodeRun(bytes.subarray(start, end), halves));
  for (let at = 0; at < bytes.length; at++) {
    if (bytes[at] === ESCAPE) {
      const after = latin(bytes.subarray(at + 1, at + 4));
      const found = ESCAPES.find(([escape]) => after.startsWith(escape));
      flush(at);
      if (found !== undefined) halves = { ...halves, [found[1]]: found[2] };
      at += found?.[0].length ?? 0;
      start = at + 1;
    } else if (bytes[at] === BACKSLASH && halves.lower === 'ascii') {
      // Every value begins with the initial sets.
      flush(at + 1);
      halves = { lower: 'ascii', upper: initial };
      start = at + 1;
    }
  }
  flush(bytes.length);
  return text;
}

function decodeRun(run: Uint8Array, { lower, upper }: { readonly lower: string; readonly upper: string }): string {
  if (run.length === 0) return '';
  switch (lower) {
    case 'jis-x-0208':
      return new TextDecoder('euc-jp').decode(run.map((byte) => byte | 0x80));
    case 'jis-x-0212':
      return new TextDecoder('euc-jp').decode(
        Uint8Array.from({ length: Math.floor(run.length / 2) * 3 }, (_, i) =>
          i % 3 === 0 ? 0x8f : run[2 * Math.floor(i / 3) + (i % 3) - 1] | 0x80,
        ),
      );
    default:
      return new TextDecoder(upper).decode(run);
  }
}

function latin(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}
