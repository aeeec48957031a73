// One writer for a folder on a file system that several machines share, where locks of an operating system need not reach the others.
//
// `lease/` in the folder always holds exactly one folder, `free` or the holder's, whose name no other holder ever has. Taking, taking over
// and releasing are each one rename of it, and of two contenders only one can rename (rename(2); atomic on NFS too: RFC 8881, 18.26).
// A holder that neither beats for `ttlMs` nor lives is taken over from. Clocks of two machines are never compared: who waits sees with its
// own clock whether the time of the last beat changes.
// The fence: a holder writes its drafts in its own folder and renames them to their place. Whoever takes over has renamed and emptied that
// folder first, so an orphan that wakes up cannot finish what it began to write, nor begin to write. `ttlMs` is no shorter than NFS
// remembers names of folders (acdirmax, 60 s), so that it cannot go by an old name either.

import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { open, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { failed, FailureError } from '../domain/failure.ts';
import { codeOf } from './file-failure.ts';
import { filesText } from './text.ts';
import { buildWhole, makeFolder, writeWhole, type Content } from './write-whole.ts';

export interface FolderLease {
  /** Its time is the holder's beat: whoever holds the lease touches it, many times in `ttlMs`, from a thread of its own. */
  readonly beat: string;
  /** A path for a file or folder that will be renamed into the folder. It ceases to exist when another process takes the folder over. */
  readonly draft: (name: string) => string;
  /** Replaces a file of the folder. Throws an error of the file system once another process has taken the folder over. */
  readonly write: (path: string, content: Content) => Promise<void>;
  /** Throws a `FailureError` with `study-busy` once another process has taken the folder over. */
  readonly check: () => Promise<void>;
  readonly release: () => Promise<void>;
}

export interface Holder {
  readonly pid: number;
  readonly host: string;
}

export interface LeaseClock {
  /** Milliseconds that only rise. */
  readonly milliseconds: () => number;
  readonly pause: (milliseconds: number) => Promise<unknown>;
  /** A holder whose beat has not changed for this long is taken over from. */
  readonly ttlMs: number;
}

const POLL_MS = 250;
const FREE = 'free';

/**
 * Takes the lease of the folder, which must exist. Returns the present holder instead if it beats. While that is not known, waits; then
 * `onWait` is called once. Throws errors of the file system unchanged.
 */
export async function takeFolderLease(
  folder: string,
  self: Holder,
  { clock, onWait }: { readonly clock: LeaseClock; readonly onWait: (holder: Holder) => void },
): Promise<{ readonly lease: FolderLease } | { readonly holder: Holder }> {
  const leases = join(folder, 'lease');
  const damaged = (): Error => new FailureError(failed('study-busy', filesText.leaseDamaged(leases)).failure);
  await createFree(leases).catch((error: unknown) => {
    throw codeOf(error) === 'ENOTDIR' ? damaged() : error;
  });
  const own = join(leases, nameOf(self));
  const look = async (): Promise<Sight> => {
    const name = await currentName(leases);
    const beat = name === null ? null : await beatOf(join(leases, name));
    if (beat === 'no folder') throw damaged();
    return { name, beat, atMs: clock.milliseconds() };
  };
  let first = await look();
  for (let now = first; ; now = await look()) {
    const holder = now.name === null ? null : holderOf(now.name);
    if (first.name !== now.name) first = now;
    else if (holder !== null && first.beat !== now.beat) return { holder };
    const silent = now.atMs - first.atMs >= clock.ttlMs;
    if (now.name === null && silent) throw damaged();
    const isOpen = holder === null || isGone(holder, self) || silent;
    if (now.name !== null && isOpen && (await renamed(join(leases, now.name), own))) return { lease: await leaseAt(folder, own) };
    if (holder !== null && now === first) onWait(holder);
    await clock.pause(POLL_MS);
  }
}

/** Who held the lease at a time. No name is seen at the moment of a rename. */
interface Sight {
  readonly name: string | null;
  readonly beat: number | null;
  readonly atMs: number;
}

/** Returns who holds the lease of a folder, if it is a process of this machine that lives. Of other machines it cannot be told at once. */
export async function livingHolder(folder: string, self: Holder): Promise<Holder | null> {
  const name = await currentName(join(folder, 'lease')).catch((error: unknown) => {
    if (codeOf(error) === 'ENOTDIR') return null; // whoever takes the lease is told
    throw error;
  });
  const holder = name === null ? null : holderOf(name);
  return holder === null || holder.host !== self.host || isGone(holder, self) ? null : holder;
}

async function leaseAt(folder: string, own: string): Promise<FolderLease> {
  await empty(own);
  const beat = join(own, 'beat');
  await writeFile(beat, '', { mode: 0o600 });
  const draft = (name: string): string => join(own, name);
  return {
    beat,
    draft,
    write: (path, content) => writeWhole(path, content, { draft: draft(randomUUID()) }),
    check: async () => {
      if (typeof (await beatOf(own)) !== 'number')
        throw new FailureError(failed('study-busy', filesText.folderTaken(folder)).failure);
    },
    // A lease that cannot be released now is free as soon as this process ends.
    release: async () => void (await rm(beat, { force: true }).then(() => renamed(own, join(dirname(own), FREE)))),
  };
}

/** Creates the folder of the lease whole: it never exists empty, so no two processes can each begin it. */
async function createFree(leases: string): Promise<void> {
  if ((await currentName(leases)) !== null) return;
  await buildWhole(leases, (draft) => makeFolder(join(draft, FREE))).catch(async (error: unknown) => {
    // Otherwise another process was first.
    if ((await readdir(leases).catch(() => [])).length === 0) throw error;
  });
}

/** Removes what an earlier holder left, also what it is writing at this moment. */
async function empty(own: string): Promise<void> {
  for (let names = await readdir(own); names.length > 0; names = await readdir(own))
    for (const name of names) await rm(join(own, name), { recursive: true, force: true });
}

/** Null if there is no lease yet, or at the moment of a rename. */
async function currentName(leases: string): Promise<string | null> {
  const names = await readdir(leases).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return [];
    throw error;
  });
  return names.length === 1 ? (names[0] ?? null) : null;
}

/** The file is opened, because NFS then asks the server for its time. Null if the holder has not begun to beat. */
async function beatOf(holder: string): Promise<number | 'no folder' | null> {
  // Without O_NONBLOCK, opening a pipe waits for its writer.
  const flags = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);
  const file = await open(join(holder, 'beat'), flags).catch((error: unknown) => {
    if (codeOf(error) === 'ENOTDIR') return 'no folder';
    if (['ENOENT', 'ESTALE'].includes(codeOf(error))) return null;
    throw error;
  });
  if (file === null || file === 'no folder') return file;
  try {
    return (await file.stat()).mtimeMs;
  } finally {
    await file.close();
  }
}

/** False if another process has renamed it, or holds a file in it open, as Windows does not allow. */
async function renamed(from: string, to: string): Promise<boolean> {
  return rename(from, to).then(
    () => true,
    (error: unknown) => {
      if (['ENOENT', 'EPERM', 'EACCES', 'EBUSY'].includes(codeOf(error))) return false;
      throw error;
    },
  );
}

function nameOf({ pid, host }: Holder): string {
  return `${pid}-${randomUUID()}-${encodeURIComponent(host)}`;
}

/** Null if it is free, or named as no holder is. */
function holderOf(name: string): Holder | null {
  const [, pid, host] = /^([1-9]\d{0,9})-[0-9a-f-]{36}-((?:[^%]|%[0-9A-F]{2})*)$/.exec(name) ?? [];
  return pid === undefined || host === undefined ? null : { pid: Number(pid), host: decodeURIComponent(host) };
}

/** True if it ran on this machine and has ended. If it is one of another container with the same name, the fence still holds it back. */
function isGone({ pid, host }: Holder, self: Holder): boolean {
  if (host !== self.host) return false;
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return codeOf(error) !== 'EPERM'; // no such process, or no number of one
  }
}
