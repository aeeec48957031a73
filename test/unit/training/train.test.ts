// The training loop on a network that is small enough to train in seconds.

import { appendFile, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { train, type TrainingRun } from '../../../main/training/train.ts';
import type { EpochReport, TrainingReport } from '../../../main/training/training-report.ts';
import { valueOrThrow } from '../../../main/domain/failure.ts';
import { readSafetensors } from '../../../main/network/safetensors.ts';
import { tinyNetwork } from '../network/tiny-network.ts';
import { testEngine } from '../network/test-engine.ts';
import { hipOsteophytes, type HipOsteophytes } from '../../../main/training/tasks/hip-osteophytes.ts';
import { syntheticHips, tinyRecipe } from './synthetic-hips.ts';

const engine = await testEngine();
const training = syntheticHips(96, 'train');
const validation = syntheticHips(48, 'validation');
let folder = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'osteograde-train-'));
});
afterEach(() => rm(folder, { recursive: true }));

function hips(changes: Partial<HipOsteophytes> = {}) {
  return hipOsteophytes({
    ...tinyRecipe,
    budget: undefined,
    architecture: tinyNetwork(),
    engine,
    train: training,
    validation,
    ...changes,
  });
}

function run(changes: Partial<TrainingRun> = {}): TrainingRun {
  return {
    task: hips(),
    settings: tinyRecipe,
    engine,
    folder,
    resume: false,
    now: () => performance.now(),
    ...changes,
  };
}

const never = new AbortController().signal;
const epochs = (reports: readonly TrainingReport[]) => reports.filter((report): report is EpochReport => report.kind === 'epoch');

describe('a training run', () => {
  it('learns: the loss falls, and the metrics file holds every epoch as it was reported', async () => {
    const reports: TrainingReport[] = [];
    const result = await train(run(), (report) => reports.push(report), never);
    expect(result).toMatchObject({ ok: true, value: { epoch: 4, step: 24, stage: 1 } });
    const reported = epochs(reports);
    expect(reported.map(({ size }) => size.height)).toEqual([16, 32, 32, 32]);
    expect(reported[3].trainLoss).toBeLessThan(0.8 * reported[0].trainLoss);
    const lines = (await readFile(join(folder, 'metrics.jsonl'), 'utf8')).trim().split('\n');
    expect(lines.map((line) => JSON.parse(line).figures.loss)).toEqual(reported.map(({ figures }) => figures.loss));
    expect((await readdir(folder)).sort()).toEqual([
      'best-kappa.safetensors',
      'best-loss.safetensors',
      'last.safetensors',
      'metrics.jsonl',
    ]);
  });

  it('ends with the same weights, bit for bit, after a stop and a resume', async () => {
    const whole = await mkdtemp(join(tmpdir(), 'osteograde-train-'));
    await train(run({ folder: whole }), () => undefined, never);
    const stop = new AbortController();
    const stopped = await train(run(), (report) => report.kind === 'step' && report.step === 15 && stop.abort(), stop.signal);
    expect(stopped).toMatchObject({ ok: false, failure: { code: 'stopped' } });
    const resumed = await train(run({ resume: true }), () => undefined, never);
    expect(resumed).toMatchObject({ ok: true, value: { epoch: 4 } });
    for (const name of ['last.safetensors', 'best-kappa.safetensors']) {
      const [one, other] = await Promise.all([readFile(join(whole, name)), readFile(join(folder, name))]);
      expect(one.equals(other)).toBe(true);
    }
    await rm(whole, { recursive: true });
  });

  it('counts the first epoch at a new picture size as the best, because figures at two sizes are not compared', async () => {
    const reports: TrainingReport[] = [];
    await train(run(), (report) => reports.push(report), never);
    expect(epochs(reports)[1].best).toEqual(['kappa', 'loss']);
  });

  it('starts from the weights of another training if they are given', async () => {
    const reports: TrainingReport[] = [];
    await train(run(), (report) => reports.push(report), never);
    const taught = valueOrThrow(readSafetensors(await readFile(join(folder, 'last.safetensors')))).weights;
    await train(run({ first: taught }), (report) => reports.push(report), never);
    const [unlearned, learned] = epochs(reports).filter(({ epoch }) => epoch === 1);
    expect(learned.trainLoss).toBeLessThan(0.8 * unlearned.trainLoss);
  });

  it('does not start if a subject is in both sets', async () => {
    const result = await train(run({ task: hips({ validation: training }) }), () => undefined, never);
    expect(result).toMatchObject({ ok: false, failure: { code: 'split-leak' } });
  });

  it('ends as diverged, and not with a broken model, if the loss is not finite', async () => {
    const settings = {
      ...tinyRecipe,
      optimizer: { ...tinyRecipe.optimizer, learningRate: 1e30 },
      schedule: { kind: 'constant', warmUp: 0 } as const,
    };
    const result = await train(run({ settings }), () => undefined, never);
    expect(result).toMatchObject({
      ok: false,
      failure: {
        code: 'training-diverged',
        message: expect.stringMatching(
          /at step 2: the layer [\w.]+ turns finite numbers into NaN or infinity\. The run has no checkpoint yet\. .*start it again\.$/,
        ),
      },
    });
  });

  it('says to resume from the last checkpoint only once there is one', async () => {
    const settings = { ...tinyRecipe, schedule: { kind: 'constant', warmUp: 0 } as const };
    await train(run({ settings: { ...settings, stages: [{ size: 16, epochs: 1 }] } }), () => undefined, never);
    const optimizer = { ...tinyRecipe.optimizer, learningRate: 1e30 };
    const result = await train(run({ settings: { ...settings, optimizer }, resume: true }), () => undefined, never);
    const message: unknown = expect.stringMatching(
      /NaN or infinity\. Lower the learning rate, and resume from the last checkpoint\.$/,
    );
    expect(result).toMatchObject({ ok: false, failure: { code: 'training-diverged', message } });
  });

  it('ends as diverged before any checkpoint if the only step of an epoch breaks the weights', async () => {
    const settings = {
      ...tinyRecipe,
      batch: 64,
      optimizer: { kind: 'sgd', learningRate: 1e39, weightDecay: 0, momentum: 0 } as const,
      schedule: { kind: 'constant', warmUp: 0 } as const,
    };
    const result = await train(run({ settings }), () => undefined, never);
    const message: unknown = expect.stringMatching(
      /After step 1 the weights [\w.]+ contain NaN or infinity\. The run has no checkpoint yet\. Lower the learning rate/,
    );
    expect(result).toMatchObject({ ok: false, failure: { code: 'training-diverged', message } });
    expect(await readdir(folder)).toEqual(['metrics.jsonl']);
    expect(await readFile(join(folder, 'metrics.jsonl'), 'utf8')).toBe('');
  });

  it('resumes although a killed process left a line half written', async () => {
    await train(run({ settings: { ...tinyRecipe, stages: [{ size: 16, epochs: 1 }] } }), () => undefined, never);
    await appendFile(join(folder, 'metrics.jsonl'), '{"kind":"epoch","epo');
    const stages = [{ size: 16, epochs: 2 }];
    const resumed = await train(run({ settings: { ...tinyRecipe, stages }, resume: true }), () => undefined, never);
    expect(resumed).toMatchObject({ ok: true, value: { epoch: 2 } });
    const lines = (await readFile(join(folder, 'metrics.jsonl'), 'utf8')).trim().split('\n');
    expect(lines.map((line) => JSON.parse(line).epoch)).toEqual([1, 2]);
  });

  it.each([
    ['a name that is always kept', [{ name: 'kappa', figure: 'loss', better: 'lower' }]],
    ['a name twice', ['loss', 'globalAuc'].map((figure) => ({ name: 'x', figure, better: 'lower' }))],
  ])('does not start if epochs are to be kept under %s', async (_, keep) => {
    const settings = { ...tinyRecipe, keep: keep.map((each) => ({ ...each, better: 'lower' as const })) };
    const result = await train(run({ settings }), () => undefined, never);
    const message: unknown = expect.stringMatching(
      /at keep: the name (kappa|x) is used twice \(kappa and loss are always kept\)/,
    );
    expect(result).toMatchObject({ ok: false, failure: { code: 'recipe-malformed', message } });
  });

  it('refuses to resume without a checkpoint, and says where it looked', async () => {
    const result = await train(run({ resume: true }), () => undefined, never);
    expect(result).toMatchObject({ ok: false, failure: { code: 'file-not-found' } });
  });

  it('leaves no tensor in memory', async () => {
    await train(run(), () => undefined, never);
    const before = engine.tf.memory().numTensors;
    await train(run(), () => undefined, never);
    expect(engine.tf.memory().numTensors).toBe(before);
  });
});
