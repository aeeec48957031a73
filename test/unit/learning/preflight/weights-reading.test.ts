// Files of weights that do harm, read in a real process: each is refused in words, and this process stays small.

import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { afterAll, describe, expect, it } from 'vitest';
import { entryPoint } from '../../../../main/hosts/project-files.ts';
import { readWeightsIn } from '../../../../main/learning/preflight/weights-reading.ts';
import { writeSafetensors } from '../../../../main/network/safetensors.ts';
import { initialWeights } from '../../../../main/network/initialise.ts';
import { seededRandom } from '../../../../main/domain/random.ts';
import { boundsArguments } from '../../../../main/processes/bounds.ts';
import { startChild } from '../../../../main/processes/child-process.ts';
import { architectureOf } from '../../../../main/training/recipe-architecture.ts';
import { tinyRecipe } from '../../training/synthetic-hips.ts';

const folder = mkdtempSync(join(tmpdir(), 'osteograde-weights-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const read = readWeightsIn(() => startChild(entryPoint('weights-child'), boundsArguments({ megabytes: 700, orphanMs: 0 })));

function fileOf(name: string, bytes: Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

/** A safetensors file with this text as its header. */
function header(text: string, length = text.length): Uint8Array {
  return Buffer.concat([new Uint8Array(BigUint64Array.of(BigInt(length)).buffer), Buffer.from(text)]);
}

const repeated = (bytes: Uint8Array, count: number): Uint8Array => Buffer.alloc(bytes.length * count, bytes);

const HOSTILE: readonly (readonly [string, () => Uint8Array, RegExp])[] = [
  ['brackets.safetensors', () => header(`{"a":${'['.repeat(89_999_995)}`), /header has more than 16 MB/],
  ['fewer-brackets.safetensors', () => header(`{"a":${'['.repeat(15_000_000)}`), /header is not valid JSON of that format/],
  ['flat.safetensors', () => header(`{"a":[${'[],'.repeat(5_000_000)}[]]}`), /cannot be read|needed more than/],
  ['long.safetensors', () => header('{}', 2 ** 40), /starts like none of them/],
  ['short.safetensors', () => header('{}', 50), /ends within its header/],
  ['escaped.safetensors', () => header('{"\\"[[[[[[":1}'), /description of the tensor "\[\[\[\[\[\[ cannot be read/],
  ['bomb.pth', () => zipSync({ 'a/data.pkl': new Uint8Array(20_000_000) }), /more than a hundred times its size/],
  ['memo.pth', () => Buffer.concat([Buffer.of(0x80, 2), memos(600_000), Buffer.from('.')]), /too many values/],
  [
    'tuples.pth',
    () => Buffer.concat([Buffer.of(0x80, 2, 0x29), repeated(Buffer.of(0x85), 5_000_000), Buffer.from('.')]),
    /refused/,
  ],
  [
    'quadratic.pth',
    () => Buffer.concat([Buffer.of(0x80, 2), repeated(Buffer.from(`(${'N'.repeat(50)}t0`), 100_000), Buffer.from('.')]),
    /refused/,
  ],
  ['noise.pth', () => Uint8Array.from({ length: 100_000 }, (_, i) => (i * 7919) % 251), /like none of them|refused/],
  ['empty.pth', () => new Uint8Array(), /like none of them/],
];

function memos(count: number): Uint8Array {
  const bytes = Buffer.alloc(count * 6);
  for (let i = 0; i < count; i++) {
    bytes[6 * i] = 0x7d; // }
    bytes[6 * i + 1] = 0x72; // r
    bytes.writeUInt32LE(i, 6 * i + 2);
  }
  return bytes;
}

describe('a file of weights', () => {
  it('that fits is accepted', async () => {
    const weights = initialWeights(architectureOf(tinyRecipe), seededRandom('elsewhere'));
    expect(await read(tinyRecipe, fileOf('good.safetensors', writeSafetensors(weights)))).toEqual({ ok: true, value: null });
  });

  it.each(HOSTILE)('that does harm is refused in words: %s', { tags: ['slow'] }, async (name, bytes, words) => {
    const result = await read(tinyRecipe, fileOf(name, bytes()));
    expect(result).toMatchObject({ ok: false, failure: { message: expect.stringMatching(words) } });
  });

  it('of 3 GB is not read', async () => {
    const path = fileOf('sparse.safetensors', new Uint8Array());
    truncateSync(path, 3 * 2 ** 30);
    expect(await read(tinyRecipe, path)).toMatchObject({
      ok: false,
      failure: { message: expect.stringMatching(/more than 2 GB/) },
    });
  });

  it('that needs too much memory ends its process alone', async () => {
    const path = fileOf('large.safetensors', new Uint8Array());
    truncateSync(path, 1.5e9);
    expect(await read(tinyRecipe, path)).toMatchObject({
      ok: false,
      failure: { code: 'out-of-memory', message: expect.stringMatching(/large\.safetensors was not read.*more than 700 MB/) },
    });
  });

  it('that is missing, or is a folder, is refused in words', async () => {
    expect(await read(tinyRecipe, join(folder, 'absent.pth'))).toMatchObject({ failure: { code: 'file-not-found' } });
    expect(await read(tinyRecipe, folder)).toMatchObject({ ok: false });
  });
});
