// Files that a browser sends. They stay in a temporary folder until they are imported.

import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { fileFailure } from '../../files/file-failure.ts';
import { writeWhole } from '../../files/write-whole.ts';
import { failed, FailureError } from '../../domain/failure.ts';
import { servicesText } from '../text.ts';

export interface UploadStore {
  /** Returns the files received so far. Empty if nothing was received. */
  readonly filesOf: (upload: string) => Promise<readonly string[]>;
  /** Stores a file of an upload under its name, which may include folders. The file appears once it is complete. */
  readonly receive: (upload: string, name: string, body: ReadableStream<Uint8Array>) => Promise<void>;
  readonly remove: (upload: string) => Promise<void>;
}

/** Keeps each upload in a folder of its own below `folder`. */
export function openUploadStore(folder: string): UploadStore {
  const folderOf = (upload: string): string => join(folder, safeName(upload));
  return {
    filesOf: async (upload) => {
      const entries = await readdir(folderOf(upload), { recursive: true, withFileTypes: true }).catch(() => []); // nothing was received yet
      const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
      return files.toSorted((a, b) => (a < b ? -1 : 1));
    },
    receive: async (upload, name, body) => {
      const target = join(folderOf(upload), ...name.split('/').map(safeName));
      try {
        await mkdir(dirname(target), { recursive: true });
        await writeWhole(target, Readable.fromWeb(body), { draft: join(folder, `.${randomUUID()}`) });
      } catch (error) {
        const failure = fileFailure(error, target);
        throw failure === null ? error : new FailureError(failure);
      }
    },
    remove: (upload) => rm(folderOf(upload), { recursive: true, force: true }),
  };
}

/** Returns the name if it cannot leave its folder. Throws a `FailureError` otherwise. */
function safeName(name: string): string {
  if (/^[^/\\\0]{1,200}$/.test(name) && !name.startsWith('.')) return name;
  throw new FailureError(failed('bad-request', servicesText.study.unsafeUploadName).failure);
}
