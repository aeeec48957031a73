// The files of a ZIP archive, each read when it is needed. An archive may lie about its sizes, so they are checked.

import { openPromise, type Entry, type ZipFile } from 'yauzl';
import { failed, success, type Failure, type FileProblem, type Result } from '../../domain/failure.ts';
import type { SourceFile } from './source-file.ts';
import { sourceText } from '../text/sources.ts';

export interface OpenedArchive {
  readonly files: readonly SourceFile[];
  readonly problems: readonly FileProblem[];
  readonly close: () => void;
}

/** Larger than any radiograph or label table. An entry that claims more is not read. */
const LARGEST_ENTRY_BYTES = 1024 ** 3;
/** Zeros shrink a thousandfold; pictures, tables and DICOM files do not. Small entries are exempt. **(ours)** */
const HIGHEST_RATIO = 300;
const SMALL_ENTRY_BYTES = 16 * 1024 ** 2;
const MOST_ENTRIES = 2_000_000;

/** Lists an archive. Unreadable entries are problems. Fails if the file is not an archive or has too many entries. */
export async function openArchive(path: string): Promise<Result<OpenedArchive>> {
  const name = path.split(/[/\\]/).at(-1) ?? path;
  let zip: ZipFile;
  try {
    zip = await openPromise(path, { lazyEntries: true, autoClose: false, validateEntrySizes: true });
  } catch (error) {
    return failed('archive-malformed', sourceText.archive.notAnArchive(name, messageOf(error)));
  }
  const files: SourceFile[] = [];
  const problems: FileProblem[] = [];
  try {
    if (zip.entryCount > MOST_ENTRIES) {
      zip.close();
      return failed('archive-too-large', sourceText.archive.tooManyEntries(name, zip.entryCount));
    }
    for await (const entry of zip.eachEntry()) {
      if (entry.fileName.endsWith('/') || isHidden(entry.fileName)) continue;
      const location = `${path}/${entry.fileName}`;
      const problem = problemOf(entry);
      if (problem === null) files.push(entryFile(zip, entry, location));
      else problems.push({ file: location, failure: problem });
    }
  } catch (error) {
    zip.close();
    return failed('archive-malformed', sourceText.archive.damagedList(name, messageOf(error)));
  }
  return success({ files: files.toSorted((a, b) => (a.location < b.location ? -1 : 1)), problems, close: () => zip.close() });
}

/** Hidden files, and what macOS adds to archives. */
function isHidden(name: string): boolean {
  return name.split('/').some((part) => part.startsWith('.') || part === '__MACOSX');
}

function problemOf(entry: Entry): Failure | null {
  const name = entry.fileName.split('/').at(-1) ?? entry.fileName;
  if (entry.isEncrypted()) return failed('archive-encrypted', sourceText.archive.encrypted(name)).failure;
  const { uncompressedSize, compressedSize } = entry;
  if (uncompressedSize > LARGEST_ENTRY_BYTES) {
    return failed('archive-too-large', sourceText.archive.entryTooLarge(name, uncompressedSize, LARGEST_ENTRY_BYTES)).failure;
  }
  if (uncompressedSize > SMALL_ENTRY_BYTES && uncompressedSize > HIGHEST_RATIO * compressedSize) {
    return failed('archive-too-large', sourceText.archive.ratioTooHigh(name, HIGHEST_RATIO)).failure;
  }
  return null;
}

function entryFile(zip: ZipFile, entry: Entry, location: string): SourceFile {
  const read = async (most: number): Promise<Result<Uint8Array>> => {
    const parts: Uint8Array[] = [];
    let length = 0;
    try {
      const stream = await zip.openReadStreamPromise(entry);
      // Leaving the loop closes the stream. yauzl ends a stream that exceeds the announced size with an error.
      for await (const part of stream) {
        const bytes: Buffer = part; // a stream without an encoding yields buffers
        parts.push(bytes);
        length += bytes.length;
        if (length >= most) break;
      }
    } catch (error) {
      const name = entry.fileName.split('/').at(-1) ?? entry.fileName;
      return failed('archive-malformed', sourceText.archive.damagedEntry(name, messageOf(error)));
    }
    return success(Buffer.concat(parts).subarray(0, most));
  };
  return { location, size: entry.uncompressedSize, path: null, read: async () => read(Number.POSITIVE_INFINITY), head: read };
}

/** yauzl's own message, shortened. It quotes only sizes and offsets. */
function messageOf(error: unknown): string {
  return error instanceof Error ? error.message.slice(0, 100) : String(error);
}
