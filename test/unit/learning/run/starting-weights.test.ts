// Weights that a run may start from instead of random ones.

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { valueOrThrow } from '../../../../main/domain/failure.ts';
import { writeSafetensors } from '../../../../main/network/safetensors.ts';
import { startingWeights } from '../../../../main/learning/run/starting-weights.ts';
import { livedInWeights, tinyNetwork } from '../../network/tiny-network.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'osteograde-weights-'));
});
afterEach(() => rm(folder, { recursive: true }));

const architecture = tinyNetwork();

it('a file of weights of the same network is accepted', async () => {
  const file = join(folder, 'good.safetensors');
  const weights = livedInWeights(architecture, 1);
  await writeFile(file, writeSafetensors(weights));
  expect(valueOrThrow(await startingWeights(architecture, file, 123))).toEqual(weights);
});

it('a file of another network, a file without weights and a missing file are refused, naming the file and the reason', async () => {
  const weights = new Map(livedInWeights(architecture, 1));
  weights.delete('conv1.weight');
  const files = { 'other.safetensors': writeSafetensors(weights), 'noise.pth': new Uint8Array([0x50, 0x4b, 3, 4, 5, 6, 7, 8]) };
  for (const [name, bytes] of Object.entries(files)) await writeFile(join(folder, name), bytes);
  for (const name of [...Object.keys(files), 'absent.pth']) {
    const read = await startingWeights(architecture, join(folder, name), 123);
    expect(read.ok ? '' : read.failure.message).toContain(name);
  }
});
