// The names of the entries of a ZIP archive. Only an entry with the UTF-8 flag or a Unicode path field (0x7075) says how its name is
// written; the others are in the code page of the computer that made the archive. APPNOTE.TXT 6.3.10, appendix D.

import { getFileNameLowLevel, type Entry } from 'yauzl';

type NamedEntry = Pick<Entry, 'fileNameRaw' | 'generalPurposeBitFlag' | 'extraFields'>;

const UTF8_FLAG = 0x800;

/** The name of each entry, with `/` between folders. One code page is chosen for all entries whose code page is unknown. */
export function entryNames(entries: readonly NamedEntry[]): readonly string[] {
  const stated = entries.map(statedName);
  const unknown = entries.filter((_, at) => stated[at] === null).map(({ fileNameRaw }) => fileNameRaw);
  const decode = codePageOf(unknown);
  return entries.map(({ fileNameRaw }, at) => withSlashes(stated[at] ?? decode(fileNameRaw) ?? cp437(fileNameRaw)));
}

/** Backslashes separate folders in archives from Windows. In a decoded name they are never half of a character. */
function withSlashes(name: string): string {
  return name.replaceAll('\\', '/');
}

/** Null if the entry does not say how its name is written. */
function statedName({ fileNameRaw, generalPurposeBitFlag, extraFields }: NamedEntry): string | null {
  const unicode = getFileNameLowLevel(0, fileNameRaw, extraFields, true);
  if (unicode !== cp437(fileNameRaw)) return unicode;
  if (fileNameRaw.every((byte) => byte < 0x80)) return unicode;
  return (generalPurposeBitFlag & UTF8_FLAG) === 0 ? null : utf8(fileNameRaw);
}

type Decode = (name: Buffer) => string | null;

/** Null if the bytes are not text in this encoding. */
function decoder(encoding: string): Decode {
  const text = new TextDecoder(encoding, { fatal: true, ignoreBOM: true });
  return (name) => {
    try {
      return text.decode(name);
    } catch (error) {
      if (error instanceof TypeError) return null;
      throw error;
    }
  };
}

const utf8 = decoder('utf-8');

function cp437(name: Buffer): string {
  return getFileNameLowLevel(0, name, [], true);
}

const CP850 =
  'ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u00AD±‗¾¶§÷¸°¨·¹³²■\u00A0';

function cp850(name: Buffer): string {
  return Array.from(name, (byte) => (byte < 0x80 ? String.fromCharCode(byte) : CP850.charAt(byte - 0x80))).join('');
}

interface CodePage {
  readonly decode: Decode;
  /** How much a name looks like words in this code page. */
  readonly likelihood: (name: Buffer, text: string) => number;
}

/** Of equally likely code pages the first is used. */
const CODE_PAGES: readonly CodePage[] = [
  { decode: cp437, likelihood: (_, text) => likelihoodOfLetters(text) },
  { decode: cp850, likelihood: (_, text) => likelihoodOfLetters(text) },
  { decode: decoder('windows-1252'), likelihood: (_, text) => likelihoodOfLetters(text) },
  { decode: decoder('shift_jis'), likelihood: likelihoodOfShiftJis },
  { decode: decoder('gbk'), likelihood: likelihoodOfGbk },
  { decode: decoder('ibm866'), likelihood: (_, text) => likelihoodOfCyrillic(text) },
];

function codePageOf(names: readonly Buffer[]): Decode {
  if (names.every((name) => utf8(name) !== null)) return utf8;
  let best: { readonly decode: Decode; readonly likelihood: number } = { decode: cp437, likelihood: -Infinity };
  for (const { decode, likelihood } of CODE_PAGES) {
    let sum = 0;
    for (const name of names) {
      const text = decode(name);
      sum += text === null ? -Infinity : likelihood(name, text);
    }
    if (sum > best.likelihood) best = { decode, likelihood: sum };
  }
  return best.decode;
}

/** Accented letters stand beside plain ones, and a capital is the first letter or one of many. Symbols and frames are not in names. **(ours)** */
function likelihoodOfLetters(text: string): number {
  return sumOf(text, (character, before, after) => {
    if (!/[\p{Lu}\p{Ll}]/u.test(character) || !/\p{Script=Latin}/u.test(character)) return -2;
    const capitalInside = /\p{Lu}/u.test(character) && isPlainLetter(before) && /^[a-z]?$/.test(after);
    if (capitalInside) return 0;
    return isPlainLetter(before) || isPlainLetter(after) ? 2 : -0.5;
  });
}

function likelihoodOfCyrillic(text: string): number {
  return sumOf(text, (character, before, after) => {
    if (!isCyrillic(character) || isPlainLetter(before) || isPlainLetter(after)) return -2;
    return isCyrillic(before) || isCyrillic(after) ? 2 : -1;
  });
}

function isCyrillic(character: string): boolean {
  return /^\p{Script=Cyrillic}$/u.test(character);
}

/** Kana and the common characters (JIS level 1) make up most of a Japanese name. **(ours)** */
function likelihoodOfShiftJis(name: Buffer, text: string): number {
  return likelihoodOfPairs(
    name,
    text,
    (byte) => (byte >= 0x81 && byte <= 0x9f) || byte >= 0xe0,
    (lead, trail) => {
      if (lead === 0x81) return trail === 0x5b || trail === 0x58 ? 2 : -1; // ー and 々; the others are symbols
      if (lead === 0x82) return trail >= 0x9f ? 3 : 0;
      if (lead === 0x83) return trail <= 0x96 ? 3 : -2;
      if (lead < 0x88) return -2;
      return lead <= 0x98 ? 3 : 0.5;
    },
  );
}

/** The common characters (GB 2312 level 1) make up most of a Chinese name. **(ours)** */
function likelihoodOfGbk(name: Buffer, text: string): number {
  return likelihoodOfPairs(
    name,
    text,
    (byte) => byte >= 0x81,
    (lead, trail) => {
      if (lead < 0xb0 || trail < 0xa1) return -2;
      return lead <= 0xd7 ? 3 : 0.5;
    },
  );
}

/** Scores each pair of bytes, and each single byte that is not ASCII. A character of two bytes rarely touches a Latin letter. */
function likelihoodOfPairs(
  name: Buffer,
  text: string,
  isLead: (byte: number) => boolean,
  ofPair: (lead: number, trail: number) => number,
): number {
  let sum = sumOf(text, (_, before, after) => (isPlainLetter(before) ? -2 : 0) + (isPlainLetter(after) ? -2 : 0));
  for (let at = 0; at < name.length; at++) {
    const lead = name[at] ?? 0;
    if (lead < 0x80) continue;
    if (isLead(lead)) sum += ofPair(lead, name[++at] ?? 0);
    else sum -= 1;
  }
  return sum;
}

function sumOf(text: string, score: (character: string, before: string, after: string) => number): number {
  const characters = Array.from(text);
  return characters.reduce(
    (sum, character, at) =>
      character < '\u0080' ? sum : sum + score(character, characters[at - 1] ?? '', characters[at + 1] ?? ''),
    0,
  );
}

function isPlainLetter(character: string): boolean {
  return /^[a-z]$/i.test(character);
}
