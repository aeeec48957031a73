// Files named by the SHA-256 of their content. Each appears complete or not at all.

import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readFile, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { writeWhole } from './write-whole.ts';

interface StoredObject {
  readonly sha256: string;
  /** False if the same content was already stored. */
  readonly created: boolean;
}

export interface ObjectStore {
  /** Stores the bytes. Pass their digest if you already have it. */
  readonly put: (bytes: Uint8Array, sha256?: string) => Promise<StoredObject>;
  readonly read: (sha256: string) => Promise<Uint8Array>;
  readonly remove: (sha256: string) => Promise<void>;
  readonly pathOf: (sha256: string) => string;
}

/** A store for reading only, which needs no lock on the study. */
export function readObjectStore(folder: string): Pick<ObjectStore, 'read'> {
  return { read: (sha256) => readFile(pathIn(folder, sha256)) };
}

/** A store for reading only. Storing or removing throws the error of `refusal`. */
export function readOnlyObjectStore(folder: string, refusal: () => Error): ObjectStore {
  return {
    pathOf: (sha256) => pathIn(folder, sha256),
    ...readObjectStore(folder),
    put: async () => Promise.reject(refusal()),
    remove: async () => Promise.reject(refusal()),
  };
}

function pathIn(folder: string, sha256: string): string {
  return join(folder, sha256.slice(0, 2), sha256.slice(2));
}

/** Opens the store in `folder` and removes objects that an earlier process left unfinished. The caller must hold the study's lock. */
export async function openObjectStore(folder: string): Promise<ObjectStore> {
  const incoming = join(folder, 'incoming');
  await rm(incoming, { recursive: true, force: true });
  await mkdir(incoming, { recursive: true });
  const pathOf = (sha256: string): string => pathIn(folder, sha256);
  return {
    pathOf,
    read: (sha256) => readFile(pathOf(sha256)),
    remove: (sha256) => rm(pathOf(sha256), { force: true }),
    put: async (bytes, digest) => {
      const sha256 = digest ?? sha256Of(bytes);
      const path = pathOf(sha256);
      if (await exists(path)) return { sha256, created: false };
      await mkdir(dirname(path), { recursive: true });
      await writeWhole(path, bytes, join(incoming, randomUUID()));
      return { sha256, created: true };
    },
  };
}

export function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
