// The kind of a file, by its first bytes, or by its name if these do not tell.

import { z } from 'zod';
import { looksLikeSplit } from '../labels/read-split.ts';
import { decodeHead } from '../tables/decode-text.ts';
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
  if (latin.startsWith('PK\x03\x04') || latin.startsWith('PK\x05\x06')) return 'archive';
  if (latin.slice(128, 132) === 'DICM') return isDirectory(name) ? 'dicomdir' : 'dicom';
  if (/\.pts$/i.test(name) || /^\uFEFF?\s*version:\s*\d/.test(latin)) return 'points';
  if (/\.mrk\.json$/i.test(name)) return 'markups';
  if (/\.(csv|tsv|txt)$/i.test(name)) return kindOfText(decodeHead(head));
  return startsDataSet(head) ? 'dicom' : 'other';
}

function isDirectory(name: string): boolean {
  return /(^|[/\\])DICOMDIR$/i.test(name);
}

function kindOfText(text: string): FileKind {
  return looksLikeSplit(text) ? 'split' : looksLikeTable(text) ? 'table' : 'other';
}

/** A header of at least two columns whose names are words. */
function looksLikeTable(text: string): boolean {
  const [header = ''] = separatedText(text)
    .text.trimStart()
    .split(/\r\n|\r|\n/, 1);
  return /^[^,;|\t]*[a-z][^,;|\t]*[,;|\t]/i.test(header);
}

/** A data set without a preamble begins with an early element of group 2 or 8. */
function startsDataSet(head: Uint8Array): boolean {
  if (head.length < 8) return false;
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const [group, element] = [view.getUint16(0, true), view.getUint16(2, true)];
  return (group === 2 || group === 8) && element < 0x20;
}
