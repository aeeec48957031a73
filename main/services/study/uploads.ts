// Files that a browser sends. They hold patients' films, so they stay only until they are imported, discarded, or the program ends.

import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rm, stat, statfs } from 'node:fs/promises';
import { uptime } from 'node:os';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import type { ErrorSink } from '../../files/error-log.ts';
import { codeOf, fileFailure } from '../../files/file-failure.ts';
import { writeWhole } from '../../files/write-whole.ts';
import { failed, FailureError } from '../../domain/failure.ts';
import { servicesText } from '../text.ts';

export interface UploadStore {
  /** Returns the files received so far. Empty if nothing was received. */
  readonly filesOf: (upload: string) => Promise<readonly string[]>;
  /** Stores a file of an upload. The file appears once it is complete; of a broken one nothing stays. Throws a `FailureError`. */
  readonly receive: (upload: string, file: ArrivingFile) => Promise<void>;
  readonly remove: (upload: string) => Promise<void>;
  /** Removes every upload. */
  readonly close: () => Promise<void>;
}

interface ArrivingFile {
  /** It may include folders. */
  readonly name: string;
  readonly body: ReadableStream<Uint8Array>;
  /** The announced size. Null if the sender announced none. */
  readonly bytes: number | null;
}

export interface UploadOptions {
  /** Where uploads lie. Several programs may share it. */
  readonly folder: string;
  readonly errors: ErrorSink;
  readonly largestFileBytes?: number;
  /** Returns the free space of the disk. */
  readonly freeBytes?: (folder: string) => Promise<number>;
}

/** Larger cohorts are better imported from a folder of the workstation's machine. */
const LARGEST_FILE_BYTES = 16 * 1024 ** 3;

/** The free space is asked for again after this many bytes without an announced size. */
const CLAIM_BYTES = 8 * 1024 ** 2;

/** Keeps each upload in a folder of its own. All uploads together take at most half of the disk's space, since the import needs the rest. */
export function openUploadStore(options: UploadOptions): UploadStore {
  const { folder, errors, largestFileBytes = LARGEST_FILE_BYTES, freeBytes = freeSpace } = options;
  const own = join(folder, `${process.pid}-${randomUUID()}`);
  const folderOf = (upload: string): string => join(own, safeName(upload));
  const cleared = removeForsaken(folder).catch((error: unknown) => errors.report(error, 'uploads of earlier runs'));
  /** The bytes that each upload has or will have, and those that it has written. */
  const sizes = new Map<string, { claimed: number; written: number }>();

  const sizeOf = (upload: string): { claimed: number; written: number } => {
    const size = sizes.get(upload) ?? { claimed: 0, written: 0 };
    sizes.set(upload, size);
    return size;
  };
  /** Claims space before it is needed, so that uploads at the same time cannot fill the disk together. */
  const claim = async (upload: string, bytes: number): Promise<void> => {
    const size = sizeOf(upload);
    size.claimed += bytes;
    const free = await freeBytes(own);
    const all = [...sizes.values()];
    const sum = (of: 'claimed' | 'written'): number => all.reduce((total, each) => total + each[of], 0);
    if (sum('claimed') <= (free + sum('written')) / 2) return;
    size.claimed -= bytes;
    throw new FailureError(failed('disk-full', servicesText.study.uploadDiskFull).failure);
  };

  return {
    filesOf: async (upload) => {
      const entries = await readdir(folderOf(upload), { recursive: true, withFileTypes: true }).catch(() => []); // nothing was received yet
      const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
      return files.toSorted((a, b) => (a < b ? -1 : 1));
    },
    receive: async (upload, { name, body, bytes }) => {
      const target = join(folderOf(upload), ...name.split('/').map(safeName));
      const tooLarge = (): FailureError =>
        new FailureError(failed('upload-too-large', servicesText.study.uploadTooLarge(largestFileBytes)).failure);
      if (bytes !== null && bytes > largestFileBytes) throw tooLarge();
      await cleared;
      const arrived = { claimed: 0, written: 0 };
      const claimMore = async (more: number): Promise<void> => {
        await claim(upload, more);
        arrived.claimed += more;
      };
      const counted = async function* (): AsyncGenerator<Uint8Array> {
        for await (const chunk of body) {
          arrived.written += chunk.length;
          sizeOf(upload).written += chunk.length;
          if (arrived.written > largestFileBytes) throw tooLarge();
          if (arrived.written > arrived.claimed) await claimMore(Math.max(CLAIM_BYTES, chunk.length));
          yield chunk;
        }
      };
      try {
        await mkdir(dirname(target), { recursive: true, mode: 0o700 });
        if (bytes !== null) await claimMore(bytes);
        await writeWhole(target, Readable.from(counted()), { draft: join(own, `.${randomUUID()}`) });
        sizeOf(upload).claimed += arrived.written - arrived.claimed;
      } catch (error) {
        const size = sizeOf(upload);
        size.claimed -= arrived.claimed;
        size.written -= arrived.written;
        if (NAME_FAULTS.includes(codeOf(error)))
          throw new FailureError(failed('bad-request', servicesText.study.uploadNameUnusable).failure);
        const failure = fileFailure(error, target);
        throw failure === null ? error : new FailureError(failure);
      }
    },
    remove: async (upload) => {
      await rm(folderOf(upload), { recursive: true, force: true });
      sizes.delete(upload);
    },
    close: async () => {
      await cleared;
      await rm(own, { recursive: true, force: true });
    },
  };
}

/** The name is too long for the disk, or a folder or a file of the upload has it already. */
const NAME_FAULTS = ['ENAMETOOLONG', 'EEXIST', 'ENOTDIR', 'EISDIR', 'ENOTEMPTY', 'ELOOP', 'EINVAL', 'EILSEQ'];

/** Returns the name if it cannot leave its folder. Throws a `FailureError` otherwise. */
function safeName(name: string): string {
  if (/^[^/\\\0]{1,200}$/.test(name) && !name.startsWith('.')) return name;
  throw new FailureError(failed('bad-request', servicesText.study.unsafeUploadName).failure);
}

async function freeSpace(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

/** Removes the uploads of programs that ended without doing so. */
async function removeForsaken(folder: string): Promise<void> {
  const names = await readdir(folder).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return [];
    throw error;
  });
  for (const name of names) {
    const path = join(folder, name);
    if (!(await isInUse(path, Number(/^(\d+)-/.exec(name)?.[1])))) await rm(path, { recursive: true, force: true });
  }
}

/** True if another program that still runs keeps its uploads there. A folder from before the machine's start is not in use. */
async function isInUse(path: string, pid: number): Promise<boolean> {
  if (!Number.isInteger(pid) || pid === process.pid) return false;
  const bootedMs = Date.now() - uptime() * 1000;
  const { birthtimeMs, mtimeMs } = await stat(path);
  if (Math.max(birthtimeMs, mtimeMs) < bootedMs) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}
