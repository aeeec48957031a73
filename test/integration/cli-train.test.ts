// `osteograde train` as a user runs it: a whole run, a resumed run, and orders that cannot run.

import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { openEngine } from '../../main/tensor/open-engine.ts';
import { osteograde } from '../fixtures/command-line.ts';
import { tinyRun } from '../unit/training/synthetic-hips.ts';

const engine = await openEngine({ engine: 'libtorch', threads: 1 });
if (engine.ok) engine.value.dispose();

const home = mkdtempSync(join(tmpdir(), 'osteograde-cli-train-'));
const [recipe, misspelt, other, large] = ['tiny', 'misspelt', 'other', 'large'].map((name) => join(home, `${name}.json`));
const run = join(home, 'my run');
beforeAll(() => {
  writeFileSync(recipe, JSON.stringify(tinyRun(1, 1)));
  writeFileSync(misspelt, JSON.stringify({ ...tinyRun(1, 1), batchSize: 4 }));
  writeFileSync(other, JSON.stringify({ ...tinyRun(1, 1), backbone: 'mobilenet-v2' }));
  writeFileSync(large, JSON.stringify({ ...tinyRun(1, 1), batch: 1000 }));
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

const train = (...args: string[]) => osteograde(['train', ...args, '--threads', '1', '--engine', 'libtorch'], { home });
const Line = z.looseObject({ kind: z.string() });

describe.skipIf(!engine.ok)('training on the command line (needs libtorch)', { timeout: 180_000 }, () => {
  it('reports its steps as JSON, writes a model, and resumes the run that --resume names', async () => {
    const { code, stdout } = await train(recipe, '--run', run, '--json');
    expect(code).toBe(0);
    const lines = stdout.trimEnd().split('\n');
    const events = lines.map((line) => Line.parse(JSON.parse(line)));
    expect(new Set(events.map(({ kind }) => kind))).toEqual(new Set(['data', 'engine', 'step', 'epoch', 'end']));
    expect(events.at(-1)).toMatchObject({ epochs: 1, model: join(home, 'models', 'tiny.onnx') });
    expect(existsSync(join(home, 'models', 'tiny.onnx'))).toBe(true);

    const more = await train(recipe, '--resume', run, '--extend', '1');
    expect(more.code).toBe(0);
    expect(more.stdout).toMatch(
      /^Extended by 1 epoch after epoch 1: .*\nEngine libtorch on cpu, 1 thread, fp32\nEpoch 2 of 2: loss [\d.]+ train, [\d.]+ validation, .*\nModel written to /,
    );
  });

  it(
    'refuses a misspelt recipe and orders that do not fit the run, and leaves the run unchanged',
    { tags: ['slow'] },
    async () => {
      const kept = readFileSync(join(run, 'manifest.json'), 'utf8');
      const refusals = [
        [await train(misspelt), /^misspelt\.json: .*"batchSize"/],
        [await train(recipe, '--run', run), /already contains a run\. Resume it with --resume, or name another folder/],
        [await train(other, '--resume', run), /trained a different network from the recipe's\. mobilenet-v2 expects the tensor/],
        [await train(large, '--resume', run, '--extend', '1'), /batch of 1000 needs at least 1000 usable items/],
        [await train(recipe, '--resume', join(home, 'nowhere')), /^There is no checkpoint at .*nowhere.*choose the folder/],
        [await train(recipe, '--resume', run, '--run', home), /^--run and --resume name different folders, /],
      ] as const;
      for (const [{ code, stdout, stderr }, message] of refusals) {
        expect(code).toBe(1);
        expect(stdout).not.toMatch(/Epoch|Model written/);
        expect(stderr).toMatch(message);
      }
      expect(readFileSync(join(run, 'manifest.json'), 'utf8')).toBe(kept);
    },
  );
});
