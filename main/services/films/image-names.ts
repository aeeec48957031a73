// Names for the files written about images. Two images of the same name in different folders get different names.

import { createHash } from 'node:crypto';
import { basename } from 'node:path';

/**
 * Returns a function that names the images of a batch. An image keeps its name as far as every file system takes it; the second `film.dcm`
 * becomes `film-2`.
 */
export function imageNames(): (file: string) => string {
  const named = new Map<string, string>();
  const taken = new Set<string>();
  return (file) => {
    const existing = named.get(file);
    if (existing !== undefined) return existing;
    const stem = fileStem(basename(file).replace(/\.(dcm|png|jpe?g)$/i, ''));
    let name = stem;
    for (let copy = 2; taken.has(asCompared(name)); copy++) name = `${stem}-${copy}`;
    named.set(file, name);
    taken.add(asCompared(name));
    return name;
  };
}

/** A name takes 255 bytes on most file systems, and what follows it, such as `-left-femur-superior.png`, needs some of them. */
const LONGEST_BYTES = 180;

/** Replaces what Windows does not take, and shortens a long name. Its hash keeps it apart from others with the same beginning. */
function fileStem(name: string): string {
  const allowed = name.replaceAll(/[<>:"/\\|?*\p{Cc}]/gu, '_').replace(/[. ]+$/, '');
  const stem = /^(?:con|prn|aux|nul|com\d|lpt\d)?(?:\..*)?$/i.test(allowed) ? `_${allowed}` : allowed;
  if (Buffer.byteLength(stem) <= LONGEST_BYTES) return stem;
  const digest = createHash('sha256').update(name).digest('hex').slice(0, 8);
  let short = '';
  for (const { segment } of new Intl.Segmenter('en').segment(stem)) {
    if (Buffer.byteLength(short + segment) > LONGEST_BYTES - 9) break;
    short += segment;
  }
  return `${short}-${digest}`;
}

/** Windows and macOS take names for equal that differ in capitals or in how accents are composed. */
function asCompared(name: string): string {
  return name.normalize('NFC').toLowerCase();
}
