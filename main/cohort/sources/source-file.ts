// One file of an import, on disk or in an archive.

import { open, readFile } from 'node:fs/promises';
import { success, type Result } from '../../domain/failure.ts';
import { readingFailure } from '../../files/file-failure.ts';

export interface SourceFile {
  /** As the user knows it: its path, or the archive's path followed by the entry's name. */
  readonly location: string;
  readonly size: number;
  /** The path from which another thread can read the file. Null inside an archive. */
  readonly path: string | null;
  readonly read: () => Promise<Result<Uint8Array>>;
  /** The first bytes, at most this many. */
  readonly head: (bytes: number) => Promise<Result<Uint8Array>>;
}

export function diskFile(path: string, size: number): SourceFile {
  const guarded = async (work: () => Promise<Uint8Array>): Promise<Result<Uint8Array>> => {
    try {
      return success(await work());
    } catch (error) {
      const failure = readingFailure(error, path);
      if (failure === null) throw error;
      return { ok: false, failure };
    }
  };
  return {
    location: path,
    size,
    path,
    read: async () => guarded(async () => readFile(path)),
    head: async (bytes) => guarded(async () => headOf(path, bytes)),
  };
}

async function headOf(path: string, bytes: number): Promise<Uint8Array> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(bytes), 0, bytes, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
