// Files named by the SHA-256 of their content. Each appears complete or not at all.

import { createHash, randomUUID } from 'node:crypto';
import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { failed, FailureError } from '../domain/failure.ts';
import { codeOf, readingFailure } from './file-failure.ts';
import { filesText } from './text.ts';
import { makeFolder, placeWhole, writeWhole } from './write-whole.ts';

interface StoredObject {
  readonly sha256: string;
  /** False if the same content was already stored and is whole. */
  readonly created: boolean;
}

export interface ObjectStore extends ObjectReader {
  /** Stores the bytes. Pass their digest if you already have it. Replaces a stored file whose content is damaged. */
  readonly put: (bytes: Uint8Array, sha256?: string) => Promise<StoredObject>;
  /** A path under which another process may write a large object, so that its bytes need not travel between the processes. */
  readonly draft: () => string;
  /** Stores the complete file at a path that `draft` returned. */
  readonly take: (draft: string, sha256: string) => Promise<StoredObject>;
  /** Removes what was written at a draft and not taken, or at any draft. The processes that were to write there must have ended. */
  readonly discard: (draft?: string) => Promise<void>;
  readonly remove: (sha256: string) => Promise<void>;
}

export interface ObjectReader {
  /** Returns the content. Throws a `FailureError` with `object-damaged` if it is missing or does not match its name. */
  readonly read: (sha256: string) => Promise<Uint8Array>;
}

/** A store for reading only, which needs no lock on the study. */
export function readObjectStore(folder: string): ObjectReader {
  return { read: async (sha256) => readObject(folder, sha256) };
}

/** A store for reading only. Storing or removing throws the error of `refusal`. */
export function readOnlyObjectStore(folder: string, refusal: () => Error): ObjectStore {
  const refuse = async (): Promise<never> => Promise.reject(refusal());
  const draft = (): never => {
    throw refusal();
  };
  return { ...readObjectStore(folder), draft, put: refuse, take: refuse, discard: async () => undefined, remove: refuse };
}

/** Opens the store in `folder` and removes objects that an earlier process left unfinished. The caller must hold the study's lock. */
export async function openObjectStore(folder: string): Promise<ObjectStore> {
  const incoming = join(folder, 'incoming');
  await rm(incoming, { recursive: true, force: true });
  await makeFolder(incoming);
  const drafts = new Set<string>();
  return {
    ...readObjectStore(folder),
    remove: async (sha256) => rm(pathIn(folder, sha256), { force: true }),
    put: async (bytes, digest) => {
      const sha256 = digest ?? sha256Of(bytes);
      const path = pathIn(folder, sha256);
      if ((await stateOf(folder, sha256)) === 'whole') return { sha256, created: false };
      await makeFolder(dirname(path));
      await writeWhole(path, bytes, { draft: join(incoming, randomUUID()) });
      return { sha256, created: true };
    },
    draft: () => {
      const path = join(incoming, randomUUID());
      drafts.add(path);
      return path;
    },
    take: async (draft, sha256) => {
      if (!drafts.has(draft)) throw new Error('An object was written to a place that this store did not name.');
      const path = pathIn(folder, sha256);
      if ((await stateOf(folder, sha256)) === 'whole') return { sha256, created: false };
      await makeFolder(dirname(path));
      await placeWhole(draft, path);
      drafts.delete(draft);
      return { sha256, created: true };
    },
    discard: async (one) => {
      for (const draft of one === undefined ? drafts : [one]) {
        if (drafts.delete(draft)) await rm(draft, { force: true });
      }
    },
  };
}

/** Whether an object is stored whole. */
export async function stateOf(folder: string, sha256: string): Promise<'whole' | 'damaged' | 'missing'> {
  try {
    await readObject(folder, sha256);
    return 'whole';
  } catch (error) {
    if (!(error instanceof DamagedObjectError)) throw error;
    return error.state;
  }
}

/** The SHA-256 of every stored object, folder by folder. Files with other names are no objects and are left out. */
export async function* storedObjects(folder: string): AsyncGenerator<readonly string[]> {
  for (const start of await namesIn(folder)) {
    if (!/^[0-9a-f]{2}$/.test(start)) continue;
    const objects = (await namesIn(join(folder, start))).map((rest) => `${start}${rest}`);
    yield objects.filter((name) => OBJECT_NAME.test(name));
  }
}

export function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** A name with anything else could lead out of the store. */
const OBJECT_NAME = /^[0-9a-f]{64}$/;

function pathIn(folder: string, sha256: string): string {
  if (!OBJECT_NAME.test(sha256)) throw new DamagedObjectError('damaged', filesText.notAnObjectName);
  return join(folder, sha256.slice(0, 2), sha256.slice(2));
}

async function readObject(folder: string, sha256: string): Promise<Uint8Array> {
  const path = pathIn(folder, sha256);
  const damaged = (): Error => new DamagedObjectError('damaged', filesText.objectDamaged(sha256));
  let bytes: Uint8Array;
  try {
    if (!(await stat(path)).isFile()) throw damaged(); // whoever reads a pipe waits for its writer
    bytes = await readFile(path);
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(codeOf(error))) throw new DamagedObjectError('missing', filesText.objectMissing(sha256));
    const failure = readingFailure(error, path);
    throw failure === null ? error : new FailureError(failure);
  }
  if (sha256Of(bytes) !== sha256) throw damaged();
  return bytes;
}

class DamagedObjectError extends FailureError {
  readonly state: 'damaged' | 'missing';
  constructor(state: 'damaged' | 'missing', message: string) {
    super(failed('object-damaged', message).failure);
    this.name = 'DamagedObjectError';
    this.state = state;
  }
}

async function namesIn(folder: string): Promise<readonly string[]> {
  return readdir(folder).catch((error: unknown) => {
    if (['ENOENT', 'ENOTDIR'].includes(codeOf(error))) return [];
    throw error;
  });
}
