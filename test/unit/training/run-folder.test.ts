import { execFileSync } from 'node:child_process';
import { rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { writeWhole } from '../../../main/files/write-whole.ts';
import { writeSafetensors } from '../../../main/network/safetensors.ts';
import { appendMetrics, loadCheckpoint } from '../../../main/training/run-folder.ts';
import { temporaryFolder } from '../cohort/films.ts';

const folder = temporaryFolder();
const [checkpoint, metrics] = ['last.safetensors', 'metrics.jsonl'].map((name) => join(folder, name));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Whoever opens it to read waits for its writer. */
const makePipe = (path: string): void => void execFileSync('mkfifo', [path]);

/** Takes no room on the disk. */
function makeHuge(path: string, bytes: number): void {
  writeFileSync(path, '');
  truncateSync(path, bytes);
}

const unreadable = { code: 'file-unreadable' };

describe('a damaged checkpoint', () => {
  const metadata = { progress: JSON.stringify({ epoch: 1 }) };
  const bytes = (value: number): Uint8Array =>
    writeSafetensors(new Map([['conv1.weight', { shape: [2], data: Float32Array.of(1, value) }]]), metadata);

  it.each([
    ['torn', () => bytes(1).subarray(0, -4), /last\.safetensors is damaged: .*conv1\.weight/],
    ['with a weight that is no number', () => bytes(Number.NaN), /conv1\.weight has values that are not finite/],
    ['with an infinite weight', () => bytes(Infinity), /conv1\.weight has values that are not finite/],
    ['of another program', () => bytes(1), /last\.safetensors is not a checkpoint/],
  ])('is refused by its name, and not trained on: %s', async (_, make, words) => {
    writeFileSync(checkpoint, make());
    const failure = { code: 'model-malformed', message: expect.stringMatching(words) };
    expect(await loadCheckpoint(folder, 'last')).toMatchObject({ ok: false, failure });
    rmSync(checkpoint);
  });
});

describe('a file of a run that nobody could have trained', () => {
  it.each([
    ['a pipe', () => makePipe(checkpoint)],
    ['larger than Node reads', () => makeHuge(checkpoint, 2 ** 31)],
  ])('is refused as a checkpoint: %s', async (_, make) => {
    expect(await loadCheckpoint(folder, 'last')).toMatchObject({ failure: { code: 'file-not-found' } });
    make();
    expect(await loadCheckpoint(folder, 'last')).toMatchObject({ failure: unreadable });
    rmSync(checkpoint);
  });

  it.each([
    ['a pipe', () => makePipe(metrics)],
    ['larger than any training writes', () => makeHuge(metrics, 64 * 1024 ** 2 + 1)],
  ])('ends the training in words, and its metrics are not replaced: %s', async (_, make) => {
    make();
    let written = 0;
    const write = async (...[path, content]: Parameters<typeof writeWhole>): Promise<void> => {
      written += 1;
      await writeWhole(path, content);
    };
    await expect(appendMetrics(folder, { epoch: 1 }, write)).rejects.toMatchObject({ failure: unreadable });
    expect(written).toBe(0);
    rmSync(metrics);
  });
});
