// Lists a ZIP archive. Refuses archives that are built to fill the memory or the disk.

import { z } from 'zod';
import { openPromise, type Entry, type ZipFile } from 'yauzl';
import { failed, success, type Failure, type FileProblem, type Result } from '../../domain/failure.ts';
import { withRegularFile } from '../../files/regular-file.ts';
import { sourceText } from '../text/sources.ts';
import { entryNames } from './entry-names.ts';
import { isSystemName } from './system-files.ts';
import type { SourceFile } from './source-file.ts';

export interface ListedArchive {
  /** In the order of their names. */
  readonly files: readonly SourceFile[];
  readonly problems: readonly FileProblem[];
  /** What the operating system added. */
  readonly system: readonly SystemPath[];
}

export const SystemPathSchema = z.object({ system: z.string() });

type SystemPath = Readonly<z.infer<typeof SystemPathSchema>>;

/** Larger than any radiograph or label table. An entry that claims more is not read. */
const LARGEST_ENTRY_BYTES = 1024 ** 3;
/** Zeros shrink a thousandfold; pictures, tables and DICOM files do not. Small entries are exempt. **(ours)** */
const HIGHEST_RATIO = 300;
const SMALL_ENTRY_BYTES = 16 * 1024 ** 2;
/** The same for all entries together, so that many small ones cannot do what a large one may not. **(ours)** */
const HIGHEST_RATIO_IN_ALL = 100;
const SMALL_ARCHIVE_BYTES = 1024 ** 3;
/** Ten times the largest cohort. The list is kept in memory. **(ours)** */
const MOST_ENTRIES = 500_000;
/** Longer than any file system allows for a path. */
const LONGEST_NAME = 4096;

/** The kind of a file in the upper four bits of its Unix mode, which an archive keeps in the upper half of its attributes. */
const UNIX_LINK = 0xa;

const STORED = 0;
const DEFLATED = 8;
const LOCAL_HEADER_BYTES = 30;

/** Unreadable entries are problems. Fails if the file is not an archive, has too many entries, or is built to do harm. */
export async function listArchive(path: string): Promise<Result<ListedArchive>> {
  const name = path.split(/[/\\]/).at(-1) ?? path;
  const size = await withRegularFile(path, async (_, bytes) => success(bytes));
  if (!size.ok) return size;
  let zip: ZipFile;
  try {
    zip = await openPromise(path, { lazyEntries: true, autoClose: false, decodeStrings: false });
  } catch (error) {
    return failed('archive-malformed', notOpened(name, error));
  }
  try {
    if (zip.entryCount > MOST_ENTRIES) {
      return failed('archive-too-large', sourceText.archive.tooManyEntries(name, zip.entryCount));
    }
    const entries: Entry[] = [];
    for await (const entry of zip.eachEntry()) entries.push(entry);
    return harmOf(entries, name, size.value) ?? success(listOf(entries, path));
  } catch {
    return failed('archive-malformed', sourceText.archive.damagedList(name));
  } finally {
    zip.close();
  }
}

function harmOf(entries: readonly Entry[], name: string, packed: number): Result<never> | null {
  const unpacked = entries.reduce((sum, { uncompressedSize }) => sum + uncompressedSize, 0);
  const sharing = overlappingEntries(entries);
  if (sharing > 0) return failed('archive-malformed', sourceText.archive.overlapping(name, sharing, { packed, unpacked }));
  if (unpacked <= SMALL_ARCHIVE_BYTES || unpacked <= HIGHEST_RATIO_IN_ALL * packed) return null;
  return failed('archive-too-large', sourceText.archive.unpacksTooFar(name, { packed, unpacked }));
}

/** How many entries begin before the end of an earlier one. */
function overlappingEntries(entries: readonly Entry[]): number {
  const places = entries.map(({ relativeOffsetOfLocalHeader: start, compressedSize, fileNameLength }) => ({
    start,
    end: start + LOCAL_HEADER_BYTES + fileNameLength + compressedSize,
  }));
  let sharing = 0;
  let end = 0;
  for (const place of places.toSorted((a, b) => a.start - b.start)) {
    if (place.start < end) sharing += 1;
    end = Math.max(end, place.end);
  }
  return sharing;
}

function listOf(entries: readonly Entry[], path: string): ListedArchive {
  const files: SourceFile[] = [];
  const problems: FileProblem[] = [];
  const system: SystemPath[] = [];
  const names = entryNames(entries);
  for (const [at, entry] of entries.entries()) {
    const name = names[at] ?? '';
    const ofSystem = systemPathIn(name);
    if (ofSystem !== null) system.push({ system: `${path}/${ofSystem}` });
    if (ofSystem !== null || name.endsWith('/')) continue;
    const location = `${path}/${name.slice(0, LONGEST_NAME)}`;
    const problem = problemOf(entry, name);
    if (problem === null) files.push(sourceFile(entry, path, location));
    else problems.push({ file: location, failure: problem });
  }
  return { files: files.toSorted((a, b) => (a.location < b.location ? -1 : 1)), problems, system };
}

/** The path down to the first folder or file of the system. Null if there is none. */
function systemPathIn(name: string): string | null {
  const parts = name.split('/');
  const at = parts.findIndex(isSystemName);
  return at < 0 ? null : parts.slice(0, at + 1).join('/');
}

function problemOf(entry: Entry, path: string): Failure | null {
  const { uncompressedSize, compressedSize, compressionMethod } = entry;
  const { archive } = sourceText;
  const name = (path.split('/').at(-1) ?? path).slice(0, 80);
  if (isLink(entry)) return failed('file-unreadable', archive.link(name)).failure;
  if (path.length > LONGEST_NAME) return failed('archive-malformed', archive.nameTooLong(name)).failure;
  if (entry.isEncrypted()) return failed('archive-encrypted', archive.encrypted(name)).failure;
  if (compressionMethod !== STORED && compressionMethod !== DEFLATED) {
    return failed('archive-malformed', archive.unknownMethod(name, compressionMethod)).failure;
  }
  if (uncompressedSize > LARGEST_ENTRY_BYTES) {
    return failed('archive-too-large', archive.entryTooLarge(name, uncompressedSize, LARGEST_ENTRY_BYTES)).failure;
  }
  if (uncompressedSize > SMALL_ENTRY_BYTES && uncompressedSize > HIGHEST_RATIO * compressedSize) {
    return failed('archive-too-large', archive.ratioTooHigh(name, HIGHEST_RATIO)).failure;
  }
  return null;
}

/** Only archives from Unix and macOS keep the kind of a file. */
function isLink({ versionMadeBy, externalFileAttributes }: Entry): boolean {
  return [3, 19].includes(versionMadeBy >>> 8) && externalFileAttributes >>> 28 === UNIX_LINK;
}

function sourceFile(entry: Entry, archive: string, location: string): SourceFile {
  const { relativeOffsetOfLocalHeader: offset, compressedSize: packedBytes, uncompressedSize: bytes, crc32 } = entry;
  const deflated = entry.compressionMethod === DEFLATED;
  return { location, size: bytes, path: null, entry: { archive, offset, packedBytes, bytes, deflated, crc32 } };
}

/** yauzl has no codes, so its message tells the causes apart. */
function notOpened(name: string, error: unknown): string {
  const reason = error instanceof Error ? error.message : '';
  const { cutOff, severalParts, notAnArchive } = sourceText.archive;
  if (/end of central directory record signature not found/i.test(reason)) return cutOff(name);
  return /multi-disk/i.test(reason) ? severalParts(name) : notAnArchive(name);
}
