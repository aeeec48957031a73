// The kind of a file, by its first bytes, or by its name if these do not tell.

import { basename } from 'node:path';
import { z } from 'zod';
import { foreignFormat } from './foreign-format.ts';
import { isKnownHeader } from '../labels/read-labels.ts';
import { looksLikeSplit } from '../labels/read-split.ts';
import { decodeHead } from '../tables/decode-text.ts';
import { parseLines } from '../tables/parse-table.ts';
import { separatedText } from '../tables/separator.ts';

export const FileKindSchema = z.enum([
  'dicom',
  'dicomdir',
  'picture',
  'points',
  'markups',
  'cohort',
  'archive',
  'split',
  'table',
  'other',
]);

export type FileKind = z.infer<typeof FileKindSchema>;

/** Enough of a file to tell its kind. */
export const HEAD_BYTES = 512;

/** The kind of a file from its name and its first bytes. */
export function kindOfFile(name: string, head: Uint8Array): FileKind {
  const latin = Buffer.from(head.buffer, head.byteOffset, head.byteLength).toString('latin1');
  if (latin.startsWith('\x89PNG') || latin.startsWith('\xff\xd8\xff')) return 'picture';
  if (latin.startsWith('\x89HDF\r\n')) return 'cohort';
  if (latin.slice(128, 132) === 'DICM') return isDirectory(name) ? 'dicomdir' : 'dicom';
  if (/\.pts$/i.test(name) || /^\uFEFF?\s*version:\s*\d/.test(latin)) return 'points';
  if (/\.mrk\.json$/i.test(name)) return 'markups';
  const isText = /\.(csv|tsv|tab|psv|txt)$/i.test(name);
  const foreign = isText ? null : foreignFormat(name, head);
  if (foreign !== null && foreign.what !== 'document') return 'other';
  if (isText && isWorkbook(latin)) return 'table'; // its reader says what it is
  if (latin.startsWith('PK\x03\x04') || latin.startsWith('PK\x05\x06')) return foreign === null ? 'archive' : 'other';
  if (isText) return kindOfText(name, decodeHead(head), head.length >= HEAD_BYTES);
  if (startsDataSet(head)) return 'dicom';
  return foreign === null && isKnownTable(decodeHead(head)) ? 'table' : 'other';
}

/** A table of hips under any name: its header has a column of subjects, and one of sides or of labels. */
function isKnownTable(text: string): boolean {
  const lines = parseLines(text);
  return lines.ok && lines.value.some(({ cells }) => isKnownHeader(cells));
}

/** Archives with several files, as Excel writes them. */
function isWorkbook(latin: string): boolean {
  return latin.startsWith('PK\x03\x04');
}

function isDirectory(name: string): boolean {
  return /(^|[/\\])DICOMDIR$/i.test(name);
}

function kindOfText(name: string, text: string, isCut: boolean): 'split' | 'table' | 'other' {
  if (looksLikeSplit(text)) return 'split';
  if (isKnownTable(text)) return 'table';
  if (/^(?:readme|licen[cs]e|changelog|citation|copying)\b/i.test(basename(name))) return 'other';
  const { text: rest, separator } = separatedText(text);
  const [header = '', ...lines] = rest.split(/\r\n|\r|\n/).filter((line) => line.trim() !== '');
  if (!/^[^,;|\t]*[a-z][^,;|\t]*[,;|\t]/i.test(header)) return 'other';
  // The last line may be cut where the head ends.
  const whole = isCut ? lines.slice(0, -1) : lines;
  return /\.txt$/i.test(name) && !isHeader(header, whole, separator) ? 'other' : 'table';
}

const LONGEST_COLUMN_NAME = 40;

/** Whether a line of a text file holds the names of columns, and not a sentence. The next line has as many cells. */
function isHeader(header: string, [next]: readonly string[], separator: string): boolean {
  const cells = header.split(separator).map((cell) => cell.trim());
  if (cells.some((cell) => cell.length > LONGEST_COLUMN_NAME || cell.split(/\s+/).length > 3 || /[.!?]$/.test(cell)))
    return false;
  if (cells.some((cell) => COLUMN.test(cell.replaceAll('"', '')))) return true;
  return next?.split(separator).length === cells.length;
}

/** Names of the columns that say whose hip it is. */
const COLUMN = /^(?:subject|subject_?id|patient|patient_?id|id|nsin|side|hip|visit|cohort)$/i;

/** A data set without a preamble begins with an early element of group 2 or 8. */
function startsDataSet(head: Uint8Array): boolean {
  if (head.length < 8) return false;
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const [group, element] = [view.getUint16(0, true), view.getUint16(2, true)];
  return (group === 2 || group === 8) && element < 0x20;
}
