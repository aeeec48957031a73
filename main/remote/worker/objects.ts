// What a desktop sends, by SHA-256 and in pieces: HEAD says how much is here, PATCH appends, and the last piece proves the name. What
// arrived before a cut stays. Each desktop has a folder of its own and sees no other.

import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, readdir, rename, rm, stat, statfs, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { codeOf } from '../../files/file-failure.ts';
import { flush, makeFolder } from '../../files/write-whole.ts';
import { LARGEST_PIECE } from '../protocol.ts';
import { remoteText } from '../text.ts';
import { refusal } from './answers.ts';

export interface Objects {
  /** Answers HEAD, PATCH and DELETE of one object. */
  readonly answer: (request: Request, owner: string, sha256: string) => Promise<Response>;
  /** The path of a whole object. Null if it is not here. */
  readonly find: (owner: string, sha256: string) => Promise<string | null>;
  /**
   * Removes the objects that nobody used since `before`, in milliseconds since 1970, except those that a job still `needs`. Uploads that
   * were left count too.
   */
  readonly removeUnused: (before: number, needs: (owner: string, sha256: string) => boolean) => Promise<void>;
}

export interface ObjectLimits {
  readonly folder: string;
  /** The most bytes that the objects and jobs of one desktop may take. */
  readonly quotaBytes: number;
  /** The bytes that the owner takes now. */
  readonly usedBytes: (owner: string) => Promise<number>;
}

/** The disk keeps at least this much, for the checkpoints of the job that runs. */
const RESERVE_BYTES = 64 * 1024 * 1024;

export function openObjects({ folder, quotaBytes, usedBytes }: ObjectLimits): Objects {
  /** Objects to which somebody appends now. */
  const busy = new Set<string>();
  const pathOf = (owner: string, sha256: string): string => join(folder, owner, sha256);

  const find = async (owner: string, sha256: string): Promise<string | null> => {
    const path = pathOf(owner, sha256);
    if ((await sizeOf(path)) === null) return null;
    const now = new Date();
    await utimes(path, now, now); // in use
    return path;
  };

  const append = async (request: Request, owner: string, sha256: string): Promise<Response> => {
    const path = pathOf(owner, sha256);
    if ((await find(owner, sha256)) !== null) return state(204, { whole: true });
    const [at, total, length] = ['upload-offset', 'upload-length', 'content-length'].map((name) => wholeNumber(request, name));
    if (at === undefined || total === undefined) return refusal(400, 'bad-request', remoteText.objects.malformed);
    if (length === undefined || length > LARGEST_PIECE) return refusal(413, 'upload-too-large', remoteText.objects.largePiece);
    const part = `${path}.part`;
    const have = (await sizeOf(part)) ?? 0;
    if (at !== have || at + length > total) return state(409, { offset: have });
    // What is here of it counts already.
    if ((await usedBytes(owner)) - have + total > quotaBytes)
      return refusal(507, 'disk-full', remoteText.objects.overQuota(quotaBytes));
    await makeFolder(join(folder, owner));
    const { bavail, bsize } = await statfs(folder);
    if (bavail * bsize < length + RESERVE_BYTES) return refusal(507, 'disk-full', remoteText.objects.diskFull);
    const full = await write(part, request.body, length);
    if (full) return refusal(507, 'disk-full', remoteText.objects.diskFull);
    const now = (await sizeOf(part)) ?? 0;
    if (now < total) return state(204, { offset: now });
    if ((await digestOf(part)) !== sha256) {
      await rm(part, { force: true });
      return refusal(422, 'object-damaged', remoteText.objects.wrongDigest);
    }
    await flush(part);
    await rename(part, path);
    return state(201, { whole: true });
  };

  return {
    find,
    answer: async (request, owner, sha256) => {
      const key = `${owner}/${sha256}`;
      if (request.method === 'HEAD') {
        if ((await find(owner, sha256)) !== null) return state(204, { whole: true });
        return state(204, { offset: (await sizeOf(`${pathOf(owner, sha256)}.part`)) ?? 0 });
      }
      if (request.method !== 'PATCH' && request.method !== 'DELETE') return refusal(405, 'bad-request', remoteText.notFound);
      if (busy.has(key)) return refusal(423, 'study-busy', remoteText.objects.busy);
      busy.add(key);
      try {
        if (request.method === 'PATCH') return await append(request, owner, sha256);
        for (const end of ['', '.part']) await rm(`${pathOf(owner, sha256)}${end}`, { force: true });
        return new Response(null, { status: 204 });
      } finally {
        busy.delete(key);
      }
    },
    removeUnused: async (before, needs) => {
      for (const owner of await namesIn(folder)) {
        for (const name of await namesIn(join(folder, owner))) {
          const path = join(folder, owner, name);
          const found = await stat(path).catch(() => null); // removed meanwhile
          const sha256 = name.replace(/\.part$/, '');
          if (found !== null && found.mtimeMs < before && !busy.has(`${owner}/${sha256}`) && !needs(owner, sha256))
            await rm(path, { force: true });
        }
      }
    },
  };
}

function state(status: number, { offset = 0, whole = false }: { readonly offset?: number; readonly whole?: boolean }): Response {
  return new Response(null, { status, headers: { 'upload-offset': String(offset), 'upload-complete': whole ? '?1' : '?0' } });
}

/** Undefined if the header is missing or not a whole number. */
function wholeNumber(request: Request, name: string): number | undefined {
  const text = request.headers.get(name) ?? '';
  return /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

/** Appends at most `length` bytes. What arrives before a cut is kept. Returns true if the disk is full. */
async function write(path: string, body: ReadableStream<Uint8Array> | null, length: number): Promise<boolean> {
  const file = await open(path, 'a', 0o600);
  const reader = (body ?? new Blob([]).stream()).getReader(); // an empty file has no body, and is a file all the same
  try {
    let left = length;
    for (;;) {
      const { done, value } = await reader.read().catch(() => ({ done: true, value: undefined })); // the connection was cut
      if (done || value === undefined || left === 0) return false;
      const piece = value.subarray(0, left);
      await file.appendFile(piece);
      left -= piece.length;
    }
  } catch (error) {
    if (['ENOSPC', 'EDQUOT', 'EFBIG'].includes(codeOf(error))) return true;
    throw error;
  } finally {
    await file.close();
    await reader.cancel().catch(() => undefined); // it was cut
  }
}

async function digestOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(chunk);
  return hash.digest('hex');
}

async function sizeOf(path: string): Promise<number | null> {
  return stat(path).then(
    ({ size }) => size,
    () => null,
  );
}

async function namesIn(folder: string): Promise<readonly string[]> {
  return readdir(folder).catch(() => []); // nothing was sent yet
}
