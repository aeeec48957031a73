// One file inside a ZIP archive, unpacked by its place in the archive. An entry may lie about its sizes, so they are checked.
// APPNOTE.TXT 6.3.10, 4.3.7 and 4.4.4.

import type { FileHandle } from 'node:fs/promises';
import { pipeline, Readable } from 'node:stream';
import { crc32, createInflateRaw } from 'node:zlib';
import { z } from 'zod';
import { failed, success, type Result } from '../../domain/failure.ts';
import { withRegularFile } from '../../files/regular-file.ts';
import { sourceText } from '../text/sources.ts';

export const ArchiveEntrySchema = z.object({
  /** The archive's path. */
  archive: z.string(),
  /** The place of its local header. */
  offset: z.number(),
  packedBytes: z.number(),
  bytes: z.number(),
  deflated: z.boolean(),
  crc32: z.number(),
});

export type ArchiveEntry = Readonly<z.infer<typeof ArchiveEntrySchema>>;

const LOCAL_HEADER_BYTES = 30;
const LOCAL_HEADER = 0x04034b50;
const PART_BYTES = 256 * 1024;

/** The entry's bytes, or its first `most`. A whole entry is checked against its announced size and checksum. */
export async function unpackEntry(
  entry: ArchiveEntry,
  name: string,
  most = Number.POSITIVE_INFINITY,
): Promise<Result<Uint8Array>> {
  return withRegularFile(entry.archive, async (file) => {
    const damaged = (reason: string) => failed('archive-malformed', sourceText.archive.damagedEntry(name, reason));
    const start = await startOfData(file, entry);
    if (start === null) return damaged(sourceText.archive.reason.noLocalHeader);
    const parts: Uint8Array[] = [];
    let length = 0;
    try {
      for await (const part of unpackedParts(file, entry, start)) {
        parts.push(part);
        length += part.length;
        if (length > entry.bytes) return damaged(sourceText.archive.reason.tooManyBytes(entry.bytes));
        if (length >= most) return success(Buffer.concat(parts).subarray(0, most));
      }
    } catch (error) {
      if (!isZlibError(error)) throw error;
      return damaged(sourceText.archive.reason.notUnpacked);
    }
    const bytes = Buffer.concat(parts);
    if (length !== entry.bytes) return damaged(sourceText.archive.reason.tooFewBytes(length, entry.bytes));
    return crc32(bytes) === entry.crc32 ? success(bytes) : damaged(sourceText.archive.reason.wrongChecksum);
  });
}

/** The names and extra fields of the local header may differ from those in the archive's list. Null if there is no header. */
async function startOfData(file: FileHandle, { offset }: ArchiveEntry): Promise<number | null> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(LOCAL_HEADER_BYTES), 0, LOCAL_HEADER_BYTES, offset);
  if (bytesRead < LOCAL_HEADER_BYTES || buffer.readUInt32LE(0) !== LOCAL_HEADER) return null;
  return offset + LOCAL_HEADER_BYTES + buffer.readUInt16LE(26) + buffer.readUInt16LE(28);
}

/** Leaving the loop ends the unpacking. */
async function* unpackedParts(
  file: FileHandle,
  { packedBytes, deflated }: ArchiveEntry,
  start: number,
): AsyncGenerator<Uint8Array> {
  if (!deflated) return yield* packedParts(file, start, packedBytes);
  const inflated = createInflateRaw({ chunkSize: PART_BYTES });
  pipeline(Readable.from(packedParts(file, start, packedBytes)), inflated, () => undefined); // the loop throws the error
  for await (const part of inflated) {
    const bytes: Buffer = part; // a stream without an encoding yields buffers
    yield bytes;
  }
}

async function* packedParts(file: FileHandle, start: number, bytes: number): AsyncGenerator<Buffer> {
  for (let done = 0; done < bytes;) {
    const wanted = Math.min(PART_BYTES, bytes - done);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(wanted), 0, wanted, start + done);
    if (bytesRead === 0) return; // the length check reports it
    done += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}

function isZlibError(error: unknown): boolean {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && error.code.startsWith('Z_');
}
