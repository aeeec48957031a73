// The memory check on an engine with too little memory. In its own file, because the limit applies to the whole engine.

import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openEngine } from '../../../main/tensor/open-engine.ts';
import { hipOsteophytes } from '../../../main/training/tasks/hip-osteophytes.ts';
import { train } from '../../../main/training/train.ts';
import { tinyNetwork } from '../network/tiny-network.ts';
import { syntheticHips, tinyRecipe } from './synthetic-hips.ts';

const opened = await openEngine({ threads: 1, precision: 'fp32', memoryLimitBytes: 12_000_000 });
const limited = opened.ok && opened.value.memoryLimitBytes !== null;

it.skipIf(!limited)(
  'a batch that does not fit is refused before the first epoch and leaves no checkpoint or tensor',
  async () => {
    if (!opened.ok) throw new Error('no engine');
    const engine = opened.value;
    const folder = await mkdtemp(join(tmpdir(), 'osteograde-memory-'));
    const sets = { train: syntheticHips(1024, 'train'), validation: syntheticHips(8, 'validation') };
    const task = hipOsteophytes({ ...tinyRecipe, ...sets, budget: undefined, architecture: tinyNetwork(), engine });
    const settings = { ...tinyRecipe, batch: 1024, stages: [{ size: 64, epochs: 1 }] };
    const before = engine.tf.memory().numTensors;
    const run = { task, settings, engine, folder, resume: false, now: () => performance.now() };
    const refused = await train(run, () => undefined, new AbortController().signal);
    const message: unknown = expect.stringMatching(/batch of 1024 .* smaller batch/);
    expect(refused).toMatchObject({ ok: false, failure: { code: 'out-of-memory', message } });
    expect((await readdir(folder)).filter((name) => name.endsWith('.safetensors'))).toEqual([]);
    expect(engine.tf.memory().numTensors).toBe(before);
    const fits = { ...settings, batch: 16, stages: [{ size: 32, epochs: 1 }] };
    expect(await train({ ...run, settings: fits }, () => undefined, new AbortController().signal)).toMatchObject({ ok: true });
    await rm(folder, { recursive: true });
  },
);
