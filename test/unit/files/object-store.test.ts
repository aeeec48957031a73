import { existsSync, readdirSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { FailureError } from '../../../main/domain/failure.ts';
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

describe('an object that another process has written', () => {
  const written = async (name: string) => {
    const store = await openObjectStore(join(folder, name));
    const draft = store.draft();
    writeFileSync(draft, 'packed pixels');
    return { store, draft, sha256: sha256Of(Buffer.from('packed pixels')) };
  };

  it('is stored under its digest, and its draft is gone', async () => {
    const { store, draft, sha256 } = await written('taken');
    expect(await store.take(draft, sha256)).toEqual({ sha256, created: true });
    expect(Buffer.from(await store.read(sha256)).toString()).toBe('packed pixels');
    expect(existsSync(draft)).toBe(false);
  });

  it('is discarded if the store has it already', async () => {
    const { store, draft, sha256 } = await written('twice');
    await store.put(Buffer.from('packed pixels'));
    expect(await store.take(draft, sha256)).toEqual({ sha256, created: false });
    await store.discard(draft);
    expect(existsSync(draft)).toBe(false);
  });

  it('is taken only from a place that the store named', async () => {
    const { store, sha256 } = await written('elsewhere');
    const other = join(folder, 'a file of the user');
    writeFileSync(other, 'packed pixels');
    await expect(store.take(other, sha256)).rejects.toThrow(/did not name/);
    await store.discard(other);
    expect(existsSync(other)).toBe(true);
  });

  it('is discarded with all others that nobody took', async () => {
    const { store, draft } = await written('left');
    store.draft(); // nothing was written there
    await store.discard();
    expect(existsSync(draft)).toBe(false);
  });
});

describe('a damaged object', () => {
  const damagedStore = async (name: string) => {
    const place = join(folder, name);
    const store = await openObjectStore(place);
    const { sha256 } = await store.put(Buffer.from('a picture'));
    const file = join(place, sha256.slice(0, 2), sha256.slice(2));
    return { store, sha256, file };
  };
  const failureOf = async (read: Promise<unknown>) => {
    const error: unknown = await read.catch((reason: unknown) => reason);
    return error instanceof FailureError ? error.failure : null;
  };

  it.each<[string, (file: string) => void, RegExp]>([
    ['changed', (file) => writeFileSync(file, 'a Picture'), /is damaged/],
    ['cut', (file) => truncateSync(file, 3), /is damaged/],
    ['missing', (file) => rmSync(file), /is missing/],
    ['a link to another file', (file) => linkTo(file, '/etc/passwd'), /is damaged/],
  ])('that is %s is refused in words, never used', async (state, damage, words) => {
    const { store, sha256, file } = await damagedStore(state);
    damage(file);
    const failure = await failureOf(store.read(sha256));
    expect(failure?.code).toBe('object-damaged');
    expect(failure?.message).toMatch(words);
    expect(failure?.message).toContain(`objects/${sha256.slice(0, 2)}/${sha256.slice(2)}`);
  });

  it('is replaced when its content is stored again', async () => {
    const { store, sha256, file } = await damagedStore('healed');
    writeFileSync(file, 'a Picture');
    expect(await store.put(Buffer.from('a picture'))).toEqual({ sha256, created: true });
    expect(Buffer.from(await store.read(sha256)).toString()).toBe('a picture');
  });
});

describe('the name of an object', () => {
  it.each(['../../../../etc/passwd', `${'a'.repeat(62)}/x`, 'A'.repeat(64), 'a'.repeat(63), ''])(
    'other than a digest is never joined to a path: %s',
    async (name) => {
      const store = await openObjectStore(join(folder, 'names'));
      await expect(store.read(name)).rejects.toMatchObject({ failure: { code: 'object-damaged' } });
      await expect(store.remove(name)).rejects.toMatchObject({ failure: { code: 'object-damaged' } });
      await expect(store.put(Buffer.from('x'), name)).rejects.toMatchObject({ failure: { code: 'object-damaged' } });
    },
  );
});

function linkTo(file: string, target: string): void {
  rmSync(file);
  symlinkSync(target, file);
}
