// Reads files that a stranger may have made. A pipe or a device is never read, because it may never end, and no file is read into memory
// whole without a limit.

import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { basename } from 'node:path';
import { failed, success, type Result } from '../domain/failure.ts';
import { readingFailure } from './file-failure.ts';
import { filesText } from './text.ts';

/** Larger than any radiograph or table. **(ours)** */
const LARGEST_FILE_BYTES = 1024 ** 3;

/** Opens the file, passes it to `use` with its size, and closes it. Errors of the file system become failures. */
export async function withRegularFile<T>(
  path: string,
  use: (file: FileHandle, size: number) => Promise<Result<T>>,
): Promise<Result<T>> {
  try {
    // Without O_NONBLOCK, opening a pipe waits for its writer.
    const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    try {
      const entry = await file.stat();
      if (entry.isDirectory()) return failed('file-unreadable', filesText.isFolder(basename(path)));
      if (!entry.isFile()) return failed('file-unreadable', filesText.notAFile(basename(path)));
      return await use(file, entry.size);
    } finally {
      await file.close();
    }
  } catch (error) {
    const failure = readingFailure(error, path);
    if (failure === null) throw error;
    return { ok: false, failure };
  }
}

/** The whole file. Fails if it is larger than `mostBytes`. */
export async function readRegularFile(path: string, mostBytes: number = LARGEST_FILE_BYTES): Promise<Result<Uint8Array>> {
  return withRegularFile(path, async (file, size) =>
    size > mostBytes
      ? failed('file-unreadable', filesText.tooLarge(basename(path), size, mostBytes))
      : success(await file.readFile()),
  );
}

/** The first bytes of the file, at most this many. */
export async function readHead(path: string, bytes: number): Promise<Result<Uint8Array>> {
  return withRegularFile(path, async (file, size) => {
    const head = Buffer.alloc(Math.min(bytes, size));
    let length = 0;
    while (length < head.length) {
      const { bytesRead } = await file.read(head, length, head.length - length, length);
      if (bytesRead === 0) break; // the file was shortened meanwhile
      length += bytesRead;
    }
    return success(head.subarray(0, length));
  });
}
