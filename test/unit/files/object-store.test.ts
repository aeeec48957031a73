import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { openObjectStore, sha256Of } from '../../../main/files/object-store.ts';
import { temporaryFolder } from '../cohort/films.ts';

const folder = temporaryFolder();
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the object store', () => {
  it('returns what was stored, under the hash of its content', async () => {
    const store = await openObjectStore(join(folder, 'law'));
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => {
        const { sha256 } = await store.put(bytes);
        expect(sha256).toBe(sha256Of(bytes));
        expect(new Uint8Array(await store.read(sha256))).toEqual(new Uint8Array(bytes));
      }),
      { numRuns: 30 },
    );
  });

  it('stores the same content once', async () => {
    const store = await openObjectStore(join(folder, 'once'));
    expect((await store.put(Buffer.from('same'))).created).toBe(true);
    expect((await store.put(Buffer.from('same'))).created).toBe(false);
  });

  it('removes files that a crash left incomplete', async () => {
    const crashed = join(folder, 'crash');
    await openObjectStore(crashed);
    writeFileSync(join(crashed, 'incoming', 'half'), 'ha');
    await openObjectStore(crashed);
    expect(readdirSync(join(crashed, 'incoming'))).toEqual([]);
  });
});
