// One file of an import, on disk or in an archive. It is plain data, so that any process can read it.

import { basename } from 'node:path';
import { z } from 'zod';
import type { Result } from '../../domain/failure.ts';
import { readHead, readRegularFile } from '../../files/regular-file.ts';
import { ArchiveEntrySchema, unpackEntry } from './archive-entry.ts';

export const SourceFileSchema = z.object({
  /** As the user knows it: its path, or the archive's path followed by the entry's name. */
  location: z.string(),
  size: z.number(),
  /** Null inside an archive. */
  path: z.string().nullable(),
  /** Null on disk. */
  entry: ArchiveEntrySchema.nullable(),
});

export type SourceFile = Readonly<z.infer<typeof SourceFileSchema>>;

/** The file's name with composed letters, whichever form the disk gives it (NFC or NFD). */
export function nameOfSource({ location }: SourceFile): string {
  return basename(location).normalize('NFC');
}

export function diskFile(path: string, size: number): SourceFile {
  return { location: path, size, path, entry: null };
}

/** The whole file. Fails if it is larger than any radiograph or table. */
export async function readSource({ location, path, entry }: SourceFile, mostBytes?: number): Promise<Result<Uint8Array>> {
  if (entry !== null) return unpackEntry(entry, basename(location));
  return readRegularFile(path ?? location, mostBytes);
}

/** The first bytes, at most this many. */
export async function headOfSource({ location, path, entry }: SourceFile, bytes: number): Promise<Result<Uint8Array>> {
  return entry === null ? readHead(path ?? location, bytes) : unpackEntry(entry, basename(location), bytes);
}
