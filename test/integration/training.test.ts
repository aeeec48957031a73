// A small but complete training run in a separate process, from phantoms to checkpoints to a model that grades.

import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startProgram } from '../../main/hosts/start-program.ts';
import { runTraining } from '../../main/learning/run/training.ts';
import type { TrainingOrder, TrainingProgress } from '../../main/learning/run/training-calls.ts';
import type { RecipeOf } from '../../main/training/recipe.ts';
import { tinyRun } from '../unit/training/synthetic-hips.ts';

/** The backbone of the shipped recipes. Most tests train a smaller one. */
const recipe: RecipeOf<1> = { ...tinyRun(1, 3), backbone: 'resnet18', stages: [{ size: 32, epochs: 1 }] };

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'osteograde-training-'));
});
afterAll(() => rm(folder, { recursive: true }));

const start = () => startProgram('training-child');
const order = (name: string): TrainingOrder => ({
  recipe,
  options: {
    folder: join(folder, name),
    models: join(folder, 'models'),
    cache: join(folder, 'crops'),
    resume: false,
    threads: 1,
    version: '0.0.0-test',
  },
});
const neverStopped = new AbortController().signal;

/** Returns the ids of the training processes that this process started. */
function trainingProcesses(): number[] {
  const children = execFileSync('ps', ['-o', 'pid=,args=', '--ppid', String(process.pid)], { encoding: 'utf8' });
  return children.split('\n').flatMap((line) => (line.includes('osteograde-train') ? [Number.parseInt(line, 10)] : []));
}

describe('a training run', { timeout: 240_000 }, () => {
  it('ends with a model whose card states its data and measured figures', { tags: ['slow'] }, async () => {
    const seen: TrainingProgress['kind'][] = [];
    const result = await runTraining(start, order('whole'), ({ kind }) => seen.push(kind), neverStopped);
    expect(result).toMatchObject({
      ok: true,
      value: { epochs: 1, model: join(folder, 'models', 'tiny.onnx'), evaluation: { subjects: 3 } },
    });
    expect([...new Set(seen)]).toEqual(['data', 'engine', 'step', 'epoch']);
    const card = JSON.parse(await readFile(join(folder, 'models', 'tiny.json'), 'utf8'));
    expect(card).toMatchObject({ name: 'tiny', strategy: 'masked', training: { synthetic: true, recipe } });
    expect(card.figures.map(({ name }: { name: string }) => name)).toContain(
      'Grad-CAM peak inside the zone, of positive answers',
    );
    const manifest = JSON.parse(await readFile(join(folder, 'whole', 'manifest.json'), 'utf8'));
    expect(manifest).toMatchObject({ recipe, ending: 'finished', engine: { threads: 1 } });
    expect(trainingProcesses()).toEqual([]);
  });

  it('that is killed reports it, and leaves no incomplete checkpoint and no process', { tags: ['slow'] }, async () => {
    const kill = (progress: TrainingProgress) => {
      if (progress.kind === 'step') for (const child of trainingProcesses()) process.kill(child, 'SIGKILL');
    };
    const result = await runTraining(start, order('killed'), kill, neverStopped);
    expect(result).toMatchObject({ ok: false, failure: { code: 'process-ended' } });
    expect((await readdir(join(folder, 'killed'))).filter((name) => name.endsWith('.part'))).toEqual([]);
    expect(existsSync(join(folder, 'killed', 'last.safetensors'))).toBe(false);
    expect(trainingProcesses()).toEqual([]);
  });

  it('that is stopped ends after its step', { tags: ['slow'] }, async () => {
    const stop = new AbortController();
    const result = await runTraining(start, order('stopped'), ({ kind }) => kind === 'step' && stop.abort(), stop.signal);
    expect(result).toMatchObject({ ok: false, failure: { code: 'stopped' } });
    expect(trainingProcesses()).toEqual([]);
  });

  it('that a terminal interrupts counts as stopped, not as out of memory', { tags: ['slow'] }, async () => {
    const interrupt = (progress: TrainingProgress) => {
      if (progress.kind === 'step') for (const child of trainingProcesses()) process.kill(child, 'SIGINT');
    };
    const result = await runTraining(start, order('interrupted'), interrupt, neverStopped);
    expect(result).toMatchObject({ ok: false, failure: { code: 'stopped' } });
    expect(trainingProcesses()).toEqual([]);
  });
});
