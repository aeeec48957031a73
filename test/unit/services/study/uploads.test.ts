import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, utimesSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ReadableStream } from 'node:stream/web';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { FailureError } from '../../../../main/domain/failure.ts';
import { openUploadStore, type UploadOptions } from '../../../../main/services/study/uploads.ts';
import { temporaryFolder } from '../../cohort/films.ts';

const root = temporaryFolder();
afterAll(() => rmSync(root, { recursive: true, force: true }));

let folders = 0;
function store(options: Partial<UploadOptions> = {}) {
  const folder = options.folder ?? join(root, String((folders += 1)));
  const reported: unknown[] = [];
  return {
    folder,
    reported,
    uploads: openUploadStore({ folder, errors: { report: (error) => reported.push(error) }, ...options }),
  };
}

/** A body of so many bytes that fails at its end if `fault` is given. */
function body(bytes: number, fault?: Error): ReadableStream<Uint8Array> {
  let left = bytes;
  return new ReadableStream({
    pull: (controller) => {
      if (left > 0) controller.enqueue(new Uint8Array(Math.min(left, 1_000_000)));
      left -= 1_000_000;
      if (left > 0) return;
      if (fault === undefined) controller.close();
      else controller.error(fault);
    },
  });
}

const codeOf = async (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'none',
    (error: unknown) => (error instanceof FailureError ? error.failure.code : String(error)),
  );

const filesBelow = (folder: string): string[] =>
  existsSync(folder)
    ? readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap((entry) => (entry.isFile() ? [entry.name] : []))
    : [];

describe('an upload', () => {
  it('keeps its files and folders until it is removed, readable by this user alone', async () => {
    const { folder, uploads } = store();
    await uploads.receive('one', { name: 'visit/film.dcm', body: body(10), bytes: 10 });
    const [file = ''] = await uploads.filesOf('one');
    expect(readFileSync(file)).toHaveLength(10);
    expect(statSync(dirname(dirname(dirname(file)))).mode & 0o777).toBe(0o700);
    await uploads.remove('one');
    expect(filesBelow(folder)).toEqual([]);
  });

  it('leaves nothing of a file that broke off', async () => {
    const { folder, uploads } = store();
    expect(await codeOf(uploads.receive('one', { name: 'a', body: body(3e6, new Error('gone')), bytes: 9e6 }))).toMatch('gone');
    expect(filesBelow(folder)).toEqual([]);
  });

  it('refuses a file that is too large, whether it says so or not', async () => {
    const { folder, uploads } = store({ largestFileBytes: 5e6 });
    expect(await codeOf(uploads.receive('one', { name: 'a', body: body(6e6), bytes: 6e6 }))).toBe('upload-too-large');
    expect(await codeOf(uploads.receive('one', { name: 'a', body: body(6e6), bytes: null }))).toBe('upload-too-large');
    expect(await codeOf(uploads.receive('one', { name: 'a', body: body(6e6), bytes: 1 }))).toBe('upload-too-large');
    expect(await codeOf(uploads.receive('one', { name: 'a', body: body(5e6), bytes: 5e6 }))).toBe('none');
    expect(filesBelow(folder)).toEqual(['a']);
  });

  it('takes at most half of the disk, together with all others', async () => {
    let used = 0;
    const { folder, uploads } = store({ freeBytes: async () => 100e6 - used });
    const send = async (upload: string, bytes: number, announced: number | null = bytes): Promise<string> => {
      const code = await codeOf(uploads.receive(upload, { name: 'a', body: body(bytes), bytes: announced }));
      if (code === 'none') used += bytes;
      return code;
    };
    expect(await send('one', 30e6)).toBe('none');
    expect(await send('two', 21e6)).toBe('disk-full');
    expect(await send('two', 60e6, null)).toBe('disk-full');
    expect(await Promise.all([send('three', 15e6), send('four', 15e6)])).toEqual(expect.arrayContaining(['none', 'disk-full']));
    await uploads.remove('one');
    used -= 30e6;
    expect(await send('two', 30e6)).toBe('none');
    expect(filesBelow(folder)).toHaveLength(2);
  });

  it('refuses a name that the disk cannot hold or that is taken, in words', async () => {
    const { folder, uploads, reported } = store();
    await uploads.receive('one', { name: 'a/film.dcm', body: body(1), bytes: 1 });
    const names = ['ä'.repeat(150), Array.from({ length: 60 }, () => 'a'.repeat(100)).join('/'), 'a/film.dcm/child', 'a'];
    for (const name of names) expect(await codeOf(uploads.receive('one', { name, body: body(1), bytes: 1 }))).toBe('bad-request');
    expect([filesBelow(folder), reported]).toEqual([['film.dcm'], []]);
  });

  it('cannot leave its folder', async () => {
    const { uploads } = store();
    for (const name of ['../a', 'a/../../b', '/etc/x', String.raw`a\b`, '.hidden', 'a\0b', '']) {
      expect([name, await codeOf(uploads.receive('one', { name, body: body(1), bytes: 1 }))]).toEqual([name, 'bad-request']);
    }
    expect(await codeOf(uploads.receive('..', { name: 'a', body: body(1), bytes: 1 }))).toBe('bad-request');
  });

  it('is removed when the program ends, or at the next start if it was killed', async () => {
    const { folder, uploads } = store();
    await uploads.receive('one', { name: 'a', body: body(10), bytes: 10 });
    const killed = join(folder, '999999999-of-a-killed-program', 'upload');
    const rebooted = join(folder, '1-before-the-machine-started');
    const running = join(folder, '1-of-another-program');
    for (const path of [killed, rebooted, running]) mkdirSync(path, { recursive: true });
    utimesSync(rebooted, new Date(0), new Date(0));
    const second = store({ folder });
    await second.uploads.receive('two', { name: 'b', body: body(10), bytes: 10 });
    await pause(50);
    expect(existsSync(killed)).toBe(false);
    expect(existsSync(running)).toBe(true);
    expect(second.reported).toEqual([]);
    await second.uploads.close();
    expect(filesBelow(folder)).toEqual([]);
  });
});
