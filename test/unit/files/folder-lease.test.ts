// One writer for a folder, whatever happens to the one before.

import { mkdtemp, readdir, readFile, rm, utimes, writeFile, mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { livingHolder, takeFolderLease, type FolderLease, type Holder } from '../../../main/files/folder-lease.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'osteograde-lease-'));
});
afterEach(() => rm(folder, { recursive: true }));

const here: Holder = { pid: process.pid, host: 'here' };
const there: Holder = { pid: process.pid, host: 'there' };

/** A clock on which only pauses take time. `during` runs in each of them. */
function clock(during: () => Promise<unknown> = async () => undefined) {
  let nowMs = 0;
  return {
    milliseconds: () => nowMs,
    pause: async (milliseconds: number) => {
      nowMs += milliseconds;
      await during();
    },
    ttlMs: 60_000,
  };
}

function take(self: Holder, { during, onWait = () => undefined }: Waiting = {}): ReturnType<typeof takeFolderLease> {
  return takeFolderLease(folder, self, { clock: clock(during), onWait });
}

interface Waiting {
  readonly during?: () => Promise<unknown>;
  readonly onWait?: (holder: Holder) => void;
}

async function taken(self: Holder, waiting: Waiting = {}): Promise<FolderLease> {
  const result = await take(self, waiting);
  if (!('lease' in result)) throw new Error(`held by ${result.holder.host}`);
  return result.lease;
}

let beats = 0;
/** A beat of the holder, at another time than the last. */
function beat({ beat: path }: FolderLease): Promise<void> {
  return utimes(path, ++beats, beats);
}

describe('the lease of a folder', () => {
  it('is free again after its release', async () => {
    const lease = await taken(here);
    expect(await livingHolder(folder, here)).toEqual(here);
    await lease.release();
    expect(await readdir(join(folder, 'lease'))).toEqual(['free']);
    expect(await livingHolder(folder, here)).toBeNull();
    await taken(there);
  });

  it('stays with a holder that beats, who is named', async () => {
    const lease = await taken(there);
    expect(await take(here, { during: () => beat(lease) })).toEqual({ holder: there });
    await lease.check();
  });

  it('of a process of this machine that has ended is taken over at once', async () => {
    await taken({ pid: 2 ** 22 + 1, host: 'here' });
    const next = await taken(here, { during: () => Promise.reject(new Error('it waited')) });
    expect(await next.check()).toBeUndefined();
  });

  it('of another machine is taken over after a minute without a beat, and not earlier', async () => {
    await taken(there);
    const waits: Holder[] = [];
    let pauses = 0;
    await taken(here, { during: async () => pauses++, onWait: (holder) => waits.push(holder) });
    expect(pauses).toBe(240);
    expect(waits).toEqual([there]);
  });

  it('is not judged by the clocks of other machines', async () => {
    const lease = await taken(there);
    await utimes(lease.beat, new Date('1999-01-01'), new Date('1999-01-01'));
    expect(await take(here, { during: () => beat(lease) })).toEqual({ holder: there });
  });

  it('goes to one of many that find it free, or take it over', { timeout: 60_000 }, async () => {
    const contenders = Array.from({ length: 12 }, (_, index) => ({ pid: process.pid, host: `machine-${index}` }));
    const contend = async () => {
      const leases: FolderLease[] = [];
      const all = contenders.map(async (self) => {
        const result = await take(self, { during: async () => Promise.all(leases.map(beat)) });
        if ('lease' in result) leases.push(result.lease);
      });
      await Promise.all(all);
      return leases;
    };
    expect(await contend()).toHaveLength(1);
    await rm(join(folder, 'lease'), { recursive: true });
    const orphan = await taken(there);
    expect(await contend()).toHaveLength(1);
    await expect(orphan.check()).rejects.toThrow(/Another process has taken .* over/);
  });

  it('lets an orphan that wakes up write nothing, not even what it had begun', async () => {
    const target = join(folder, 'last.safetensors');
    const orphan = await taken(there);
    await orphan.write(target, 'of the orphan');
    let next: FolderLease | null = null;
    async function* slowly() {
      yield Buffer.from('late, ');
      next = await taken(here); // while the orphan's draft is half written
      yield Buffer.from('of the orphan');
    }
    await expect(orphan.write(target, Readable.from(slowly()))).rejects.toThrow(/ENOENT/);
    await expect(orphan.write(target, 'anew')).rejects.toThrow(/ENOENT/);
    await expect(orphan.check()).rejects.toMatchObject({ failure: { code: 'study-busy' } });
    expect(await readFile(target, 'utf8')).toBe('of the orphan');
    await orphan.release();
    await (next as FolderLease | null)?.write(target, 'of the next');
    expect(await readFile(target, 'utf8')).toBe('of the next');
    expect(await readdir(folder)).toEqual(['last.safetensors', 'lease']);
  });

  it('that is damaged says what to do, and a missing one is made', async () => {
    await mkdir(join(folder, 'lease'));
    await (await taken(here)).release();
    await writeFile(join(folder, 'lease', 'stray'), '');
    await expect(take(here)).rejects.toThrow(/If no other process writes here, delete .*lease and start again/);
  });
});
