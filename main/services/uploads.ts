// Files sent from a browser, kept in a passing folder until they are imported.

import { createWriteStream } from 'node:fs';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import { fileFailure } from '../cohort/file-failure.ts';
import { failed, FailureError } from '../domain/failure.ts';

export interface UploadStore {
  /** The files received so far under a name; none for a name that was never used. */
  readonly filesOf: (upload: string) => Promise<readonly string[]>;
  /** Keeps one file of an upload under its base name; it appears when it is whole. */
  readonly receive: (upload: string, name: string, body: ReadableStream<Uint8Array>) => Promise<void>;
  readonly remove: (upload: string) => Promise<void>;
}

/** Uploads under `folder`, each in a folder of its own. */
export function openUploadStore(folder: string): UploadStore {
  const folderOf = (upload: string): string => join(folder, safeName(upload));
  return {
    filesOf: async (upload) => {
      const names = await readdir(folderOf(upload)).catch(() => []); // nothing was received yet
      return names.toSorted((a, b) => (a < b ? -1 : 1)).map((name) => join(folderOf(upload), name));
    },
    receive: async (upload, name, body) => {
      const target = join(folderOf(upload), safeName(name));
      await mkdir(folderOf(upload), { recursive: true });
      const passing = join(folder, `.${safeName(upload)}-${safeName(name)}`);
      try {
        await pipeline(Readable.fromWeb(body), createWriteStream(passing));
        await rename(passing, target);
      } catch (error) {
        await rm(passing, { force: true });
        const failure = fileFailure(error, target);
        throw failure === null ? error : new FailureError(failure);
      }
    },
    remove: (upload) => rm(folderOf(upload), { recursive: true, force: true }),
  };
}

/** A name that cannot leave its folder. */
function safeName(name: string): string {
  if (/^[^/\\\0]{1,200}$/.test(name) && !name.startsWith('.')) return name;
  throw new FailureError(failed('bad-request', 'The name of an uploaded file may not hold slashes or begin with a dot.').failure);
}
