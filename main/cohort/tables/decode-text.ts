// The text of a table in any encoding that its bytes show: UTF-8 and UTF-16 with or without a mark, Windows-1252, Mac OS Roman, Shift-JIS,
// ISO-2022-JP, GB 18030 with a mark. Other bytes are refused: a wrong guess would change the names of subjects without a word.

import { failed, success, type Result } from '../../domain/failure.ts';
import { tableText } from '../text/tables.ts';
import { foreignFormat } from './foreign-format.ts';

type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'gb18030' | 'iso-2022-jp' | 'shift_jis' | 'macintosh' | 'windows-1252';

export interface DecodedText {
  readonly text: string;
  readonly encoding: Encoding;
}

/** The text without its mark. Fails if the bytes are not text, or if their encoding is damaged or unknown. */
export function decodeText(bytes: Uint8Array): Result<DecodedText> {
  const format = foreignFormat(bytes);
  if (format !== null) return refused(tableText.encoding.foreignFormat(format));
  const wide = wideEncoding(bytes);
  if (wide === 'utf-32') return refused(tableText.encoding.utf32);
  if (wide !== null) return decoded(bytes, wide) ?? refused(tableText.encoding.damaged(NAMES[wide]));
  if (bytes.includes(0)) return refused(tableText.encoding.binary);
  const named = isMarked(bytes, MARKS.gb18030) ? 'gb18030' : isIso2022(bytes) ? 'iso-2022-jp' : null;
  if (named !== null) return decoded(bytes, named) ?? refused(tableText.encoding.damaged(NAMES[named]));
  const unicode = decoded(bytes, 'utf-8');
  if (unicode !== null) return unicode;
  if (isMarked(bytes, MARKS['utf-8'])) return refused(tableText.encoding.damaged(NAMES['utf-8']));
  return decodedWithoutUnicode(bytes);
}

/** The first bytes of a text, for a look at its first line. Never fails. */
export function decodeHead(head: Uint8Array): string {
  const wide = wideEncoding(head);
  if (wide === 'utf-16le' || wide === 'utf-16be') return new TextDecoder(wide).decode(head);
  const latin = Buffer.from(head.buffer, head.byteOffset, head.byteLength).toString('latin1');
  return latin.replace(/^\xef\xbb\xbf/, '');
}

/** As people know them. */
const NAMES: Readonly<Record<Encoding, string>> = {
  'utf-8': 'UTF-8',
  'utf-16le': 'UTF-16',
  'utf-16be': 'UTF-16',
  gb18030: 'GB 18030',
  'iso-2022-jp': 'ISO-2022-JP',
  shift_jis: 'Shift-JIS',
  macintosh: 'Mac OS Roman',
  'windows-1252': 'Windows-1252',
};

const MARKS = {
  'utf-8': [0xef, 0xbb, 0xbf],
  'utf-16le': [0xff, 0xfe],
  'utf-16be': [0xfe, 0xff],
  'utf-32le': [0xff, 0xfe, 0, 0],
  'utf-32be': [0, 0, 0xfe, 0xff],
  gb18030: [0x84, 0x31, 0x95, 0x33],
} as const;

function isMarked(bytes: Uint8Array, mark: readonly number[]): boolean {
  return mark.every((byte, index) => bytes[index] === byte);
}

/** Japanese between escape sequences. */
function isIso2022(bytes: Uint8Array): boolean {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes('\x1b$');
}

/** Enough of a table to see where its zero bytes lie. */
const PROBED_BYTES = 4096;

/** The encoding by its mark, or by its zero bytes: separators, digits and line ends have one in each 16-bit unit, three in 32 bits. */
function wideEncoding(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | 'utf-32' | null {
  if (isMarked(bytes, MARKS['utf-32le']) || isMarked(bytes, MARKS['utf-32be'])) return 'utf-32';
  if (isMarked(bytes, MARKS['utf-16le'])) return 'utf-16le';
  if (isMarked(bytes, MARKS['utf-16be'])) return 'utf-16be';
  const probed = bytes.subarray(0, PROBED_BYTES);
  const zerosAt = (place: number): number => probed.filter((byte, index) => byte === 0 && index % 4 === place).length;
  const [first, second, third, fourth] = [zerosAt(0), zerosAt(1), zerosAt(2), zerosAt(3)];
  const few = probed.length / 20; // of all units, at least a fifth are plain
  if (Math.min(second, third) > few && (first > few || fourth > few)) return 'utf-32';
  const [even, odd] = [first + third, second + fourth];
  if (odd > 2 * few && odd > 4 * even) return 'utf-16le';
  if (even > 2 * few && even > 4 * odd) return 'utf-16be';
  return null;
}

/** Null if the bytes are not in this encoding. */
function decoded(bytes: Uint8Array, encoding: Encoding): Result<DecodedText> | null {
  try {
    const text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
    return text.includes('\0') ? null : success({ text, encoding });
  } catch (error) {
    if (error instanceof TypeError) return null; // how a decoder reports bytes of another encoding
    throw error;
  }
}

/** A table of an older program. The letters that it would hold show its encoding. */
function decodedWithoutUnicode(bytes: Uint8Array): Result<DecodedText> {
  const latin = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  const isOldMac = latin.includes('\r') && !latin.includes('\n');
  const text = isOldMac
    ? likelier(western(bytes, latin), decoded(bytes, 'macintosh'))
    : isShiftJis(latin)
      ? decoded(bytes, 'shift_jis')
      : western(bytes, latin);
  return text ?? refused(tableText.encoding.unknown(lineOfDamage(bytes)));
}

function western(bytes: Uint8Array, latin: string): Result<DecodedText> | null {
  return isWestern(latin) ? decoded(bytes, 'windows-1252') : null;
}

/** Excel for Mac ended lines with a carriage return alone, and so may others. Null if both readings look as likely. */
function likelier(windows: Result<DecodedText> | null, mac: Result<DecodedText> | null): Result<DecodedText> | null {
  if (windows?.ok !== true || mac?.ok !== true) return windows ?? mac;
  const [asWindows, asMac] = [strangeness(windows.value.text), strangeness(mac.value.text)];
  return asWindows === asMac ? null : asWindows < asMac ? windows : mac;
}

/** How often letters stand as in no word: a capital with a mark after a small letter, or a sign between two letters. */
function strangeness(text: string): number {
  return text.match(/(?<=\p{Ll})(?![A-Z])\p{Lu}|(?<=\p{L})[^\p{L}\p{N}\p{M}\x20-\x7e\s’–·](?=\p{L})/gu)?.length ?? 0;
}

/** The first line that is not UTF-8. */
function lineOfDamage(bytes: Uint8Array): number {
  const text = new TextDecoder('utf-8').decode(bytes);
  return text.slice(0, text.indexOf('\uFFFD')).split(/\r\n|\r|\n/).length;
}

/** Bytes that have no character in Windows-1252. */
const NOT_WINDOWS = /[\x81\x8d\x8f\x90\x9d]/;

/** Two bytes that are a letter in UTF-8, and a capital followed by a sign in Windows-1252. */
const UNICODE_LETTER = /[\xc3-\xc5][\x80-\xbf]/;

const LETTERS = /[\xc0-\xff\x8a\x8c\x8e\x9a\x9c\x9e\x9f]+/g;

/** Windows-1252 fits if it has every byte, and few letters stand in long runs. Those of Cyrillic, Greek and Chinese tables do. */
function isWestern(latin: string): boolean {
  if (NOT_WINDOWS.test(latin) || UNICODE_LETTER.test(latin)) return false;
  const runs = (latin.match(LETTERS) ?? []).map(({ length }) => length);
  const sum = (lengths: readonly number[]): number => lengths.reduce((total, length) => total + length, 0);
  return 2 * sum(runs.filter((length) => length >= 3)) <= sum(runs);
}

/** Words of two-byte characters of Japanese, most of which begin with a byte that Windows uses for signs. */
function isShiftJis(latin: string): boolean {
  if (!NOT_WINDOWS.test(latin) && !/[\x80-\xff]{3}/.test(latin)) return false;
  const pairs = latin.match(/[\x81-\x9f\xe0-\xfc][\x40-\x7e\x80-\xfc]/g) ?? [];
  const inWords = latin.match(/(?:[\x81-\x9f\xe0-\xfc][\x40-\x7e\x80-\xfc]){2,}/g)?.join('').length ?? 0;
  return inWords > pairs.length && 2 * pairs.filter((pair) => pair < '\xa0').length >= pairs.length;
}

function refused(message: string): ReturnType<typeof failed> {
  return failed('labels-malformed', message);
}
