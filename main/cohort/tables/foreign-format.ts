// Files that hold a table in a format other than text, recognised by their first bytes.

import { tableText } from '../text/tables.ts';

const { format } = tableText;

/** The first bytes of each format, in hexadecimal. */
const BEGINNINGS: readonly (readonly [string, string])[] = [
  ['504b0304', format.workbook],
  ['d0cf11e0', format.oldWorkbook],
  ['24464c32', format.spss], // $FL2
  ['24464c33', format.spss],
  ['3c73746174615f6474613e', format.stata], // <stata_dta>
  ['71020100', format.stata],
  ['72020100', format.stata],
  ['73020100', format.stata],
  ['000000000000000000000000c2ea8160', format.sas],
  ['484541444552205245434f5244', format.sasTransport], // HEADER RECORD
  ['50415231', format.parquet], // PAR1
  ['255044462d', format.pdf], // %PDF-
  ['7b5c727466', format.rtf], // {\rtf
  ['1f8b', format.gzip],
];

const MARKUP = /^(?:\xef\xbb\xbf)?\s*<(?:!doctype|html|table|\?xml)/i;

/** Enough of a file to recognise its format. */
const HEAD_BYTES = 64;

/** The name of the format. Null for text. */
export function foreignFormat(bytes: Uint8Array): string | null {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, HEAD_BYTES));
  const hex = head.toString('hex');
  const found = BEGINNINGS.find(([beginning]) => hex.startsWith(beginning))?.[1];
  return found ?? (MARKUP.test(head.toString('latin1')) ? format.markup : null);
}
