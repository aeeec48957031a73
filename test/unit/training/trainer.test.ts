// What the loop does besides learning: optimizers, frozen layers, early stopping, extension, memory, cached features.

import { readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { valueOrThrow } from '../../../main/domain/failure.ts';
import { seededRandom } from '../../../main/domain/random.ts';
import { forward } from '../../../main/network/forward.ts';
import { openNetwork, type Network } from '../../../main/network/network.ts';
import { initialWeights } from '../../../main/network/initialise.ts';
import { parameterNamed, type Weights } from '../../../main/network/parameters.ts';
import { readSafetensors } from '../../../main/network/safetensors.ts';
import { clipGradients } from '../../../main/training/clip-gradients.ts';
import { extendSettings } from '../../../main/training/extension.ts';
import { learnersOf } from '../../../main/training/learners.ts';
import type { LoopSettings } from '../../../main/training/loop-settings.ts';
import { openOptimizer } from '../../../main/training/optimizer.ts';
import { afterEpoch, NOT_STARTED } from '../../../main/training/run-plan.ts';
import { momentumInCycle, rateInCycle } from '../../../main/training/schedule.ts';
import { hipOsteophytes } from '../../../main/training/tasks/hip-osteophytes.ts';
import { train, type TrainingRun } from '../../../main/training/train.ts';
import type { EpochReport } from '../../../main/training/training-report.ts';
import { livedInWeights, tinyNetwork } from '../network/tiny-network.ts';
import { testEngine } from '../network/test-engine.ts';
import { syntheticHips, tinyRecipe } from './synthetic-hips.ts';

const engine = await testEngine();
const sets = { train: syntheticHips(64, 'train'), validation: syntheticHips(24, 'validation') };
let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'osteograde-trainer-'));
});
afterEach(() => rm(folder, { recursive: true }));

const short: LoopSettings = { ...tinyRecipe, stages: [{ size: 16, epochs: 2 }], schedule: { kind: 'constant', warmUp: 0 } };
const noPrior = { weight: 0, radius: 1, sigma: 1 };

function run(settings: Partial<LoopSettings> = {}, changes: Partial<TrainingRun> = {}): TrainingRun {
  const task = hipOsteophytes({ ...tinyRecipe, ...sets, prior: noPrior, budget: undefined, architecture: tinyNetwork(), engine });
  return { task, settings: { ...short, ...settings }, engine, folder, resume: false, now: () => performance.now(), ...changes };
}

async function trainRun(settings: Partial<LoopSettings> = {}, changes: Partial<TrainingRun> = {}) {
  const epochs: EpochReport[] = [];
  const result = await train(
    run(settings, changes),
    (each) => each.kind === 'epoch' && epochs.push(each),
    new AbortController().signal,
  );
  return { result, epochs };
}

/** Trains a run that must finish. Returns the epochs it reported. */
async function finishRun(settings: Partial<LoopSettings> = {}, changes: Partial<TrainingRun> = {}): Promise<EpochReport[]> {
  const { result, epochs } = await trainRun(settings, changes);
  valueOrThrow(result);
  return epochs;
}

async function weightsOf(name = 'last'): Promise<Weights> {
  return valueOrThrow(readSafetensors(await readFile(join(folder, `${name}.safetensors`)))).weights;
}

const first = initialWeights(tinyNetwork(), seededRandom(`${short.seed}/weights`));
/** Expects all tensors of `expected`, bit for bit. */
function expectSameWeights(actual: Weights, expected: Weights): void {
  expect([...expected.keys()]).toContain('global.weight');
  expect([...expected.keys()].map((name) => [name, actual.get(name)])).toEqual([...expected]);
}

const hasChanged = (weights: Weights, name: string): boolean =>
  parameterNamed(weights, name).data.some((value, index) => value !== parameterNamed(first, name).data[index]);

const { clipped: clippedAdam }: { clipped: ClippedAdam } = JSON.parse(
  readFileSync(new URL('../../fixtures/training/one-cycle.json', import.meta.url), 'utf8'),
);

/** Written by make-one-cycle.py. */
interface ClippedAdam {
  readonly most: number;
  readonly steps: number;
  readonly first: (number | number[])[][];
  readonly gradients: (number | number[])[][][];
  readonly last: (number | number[])[][];
}

describe('optimizers', () => {
  /** Two steps of 0.1 with a gradient of 1 on the head's bias, which starts at b. */
  async function biasAfter(settings: LoopSettings['optimizer']): Promise<number> {
    const network = openNetwork(tinyNetwork(), first, engine);
    const learners = learnersOf(network, short, 4).filter(({ spec }) => spec.name === 'global.bias');
    const optimizer = openOptimizer(engine, settings, learners, { weights: first, step: 0 });
    for (let step = 0; step < 2; step++) optimizer.apply([engine.tf.ones([1])], { learningRate: 0.1, momentum: null });
    const [value] = await optimizer.learning()[0].data();
    optimizer.dispose();
    network.dispose();
    return value - parameterNamed(first, 'global.bias').data[0];
  }

  it('SGD with momentum .5 moves by .1, then by .15', async () => {
    expect(await biasAfter({ kind: 'sgd', learningRate: 1, momentum: 0.5 })).toBeCloseTo(-0.25, 5);
  });

  it('Adam moves by the rate itself if the gradients agree', async () => {
    expect(await biasAfter({ kind: 'adam', learningRate: 1, beta1: 0.9, beta2: 0.999 })).toBeCloseTo(-0.2, 5);
  });

  it('Adam under one-cycle with clipped gradients ends with the weights of PyTorch', async () => {
    const { most, steps, first: start, gradients, last } = clippedAdam;
    const { tf } = engine;
    const variables = start.map((values) => tf.variable(tf.tensor(values)));
    const network = openNetwork(tinyNetwork(), first, engine);
    const [bias] = learnersOf(network, short, 4).filter(({ spec }) => spec.name === 'global.bias');
    const learners = variables.map((variable) => ({ ...bias, variable }));
    const settings = { kind: 'adam', learningRate: 0.1, beta1: 0.9, beta2: 0.999 } as const;
    const optimizer = openOptimizer(engine, settings, learners, { weights: new Map(), step: 0 });
    const schedule = { kind: 'one-cycle', warmUp: 0.5, momentum: { low: 0.85, high: 0.95 } } as const;
    const cycle = { first: 0, epochs: 1, share: 1 };
    for (const [step, drawn] of gradients.entries()) {
      const at = { step, stepsPerEpoch: steps, reductions: 0 };
      const clipped = clipGradients(
        tf,
        drawn.map((values) => tf.tensor(values)),
        most,
      );
      const learningRate = 0.1 * rateInCycle(schedule, cycle, at);
      optimizer.apply(clipped, { learningRate, momentum: momentumInCycle(schedule, cycle, at) });
    }
    const ends = await Promise.all(variables.map(async (variable) => [...(await variable.data())]));
    for (const [at, values] of last.entries())
      values.flat().forEach((value, index) => expect(ends[at][index]).toBeCloseTo(value, 5));
    optimizer.dispose();
    network.dispose();
  });

  it('leaves gradients within the limit as they are, and scales larger ones to it', async () => {
    const { tf } = engine;
    const normOf = async (gradients: readonly { data(): Promise<Float32Array | Int32Array | Uint8Array> }[]): Promise<number> => {
      const all = await Promise.all(gradients.map(async (gradient) => [...(await gradient.data())]));
      return Math.hypot(...all.flat());
    };
    const gradients = [tf.tensor([3, 0]), tf.tensor([0, 4])];
    expect(clipGradients(tf, gradients, undefined)).toBe(gradients);
    expect(await normOf(clipGradients(tf, gradients, 6))).toBeCloseTo(5, 5);
    expect(await normOf(clipGradients(tf, gradients, 0.5))).toBeCloseTo(0.5, 5);
  });

  it.each([
    { kind: 'sgd', learningRate: 0.02, momentum: 0.9, l2: 1e-4 },
    { kind: 'adam', learningRate: 0.01, beta1: 0.9, beta2: 0.999, l2: 1e-4 },
  ] as const)('$kind resumes bit for bit: 3 epochs equal 1 epoch and 2 more', async (optimizer) => {
    await finishRun({ optimizer, stages: [{ size: 16, epochs: 3 }] });
    const uninterrupted = await weightsOf();
    await finishRun({ optimizer, stages: [{ size: 16, epochs: 1 }] });
    const epochs = await finishRun({ optimizer, stages: [{ size: 16, epochs: 3 }] }, { resume: true });
    expect(epochs.map(({ epoch }) => epoch)).toEqual([2, 3]);
    expectSameWeights(await weightsOf(), uninterrupted);
  });
});

describe('layers', () => {
  it('that are frozen for an epoch keep their weights during it and learn afterwards', async () => {
    const freeze = [{ layers: 'conv1', epochs: 1 }];
    await trainRun({ freeze, stages: [{ size: 16, epochs: 1 }] });
    expect(hasChanged(await weightsOf(), 'conv1.weight')).toBe(false);
    expect(hasChanged(await weightsOf(), 'conv2.weight')).toBe(true);
    await trainRun({ freeze }, { resume: true });
    expect(hasChanged(await weightsOf(), 'conv1.weight')).toBe(true);
  });

  it('that are frozen compute with fixed running statistics, which follow the data afterwards', async () => {
    const freeze = [{ layers: 'conv1', epochs: 1 }];
    await trainRun({ freeze, stages: [{ size: 16, epochs: 1 }] });
    expect(hasChanged(await weightsOf(), 'conv1.norm.running_mean')).toBe(false);
    expect(hasChanged(await weightsOf(), 'conv2.norm.running_mean')).toBe(true);
    await trainRun({ freeze }, { resume: true });
    expect(hasChanged(await weightsOf(), 'conv1.norm.running_mean')).toBe(true);
    const network = openNetwork(tinyNetwork(), livedInWeights(tinyNetwork(), 3), engine);
    const image = engine.tf.tensor4d(
      Array.from({ length: 4096 }, (_, index) => index % 7),
      [4, 32, 32, 1],
    );
    const all = { ...network, fixedNorms: new Set(['conv1.norm', 'conv2.norm']) };
    const features = (as: Network, mode: 'training' | 'inference') => [...forward(as, image, mode).features.dataSync()];
    expect(features(all, 'training')).toEqual(features(network, 'inference'));
    expect(features(network, 'training')).not.toEqual(features(network, 'inference'));
    network.dispose();
  });

  it('that are frozen pass gradients to the layers before them', async () => {
    await trainRun({ freeze: [{ layers: 'conv2', epochs: 9 }] });
    expect(hasChanged(await weightsOf(), 'conv2.weight')).toBe(false);
    expect(hasChanged(await weightsOf(), 'conv1.weight')).toBe(true);
  });

  it('that are all frozen except the heads give the same heads as cached features', async () => {
    const unchanged = { rotationDegrees: 0, shiftPixels: 0, scale: 0, gain: 0, offset: 0 };
    const task = hipOsteophytes({
      ...tinyRecipe,
      ...sets,
      budget: undefined,
      prior: noPrior,
      augmentation: unchanged,
      architecture: tinyNetwork(),
      engine,
    });
    const start = { task, first: livedInWeights(tinyNetwork(), 3) };
    await finishRun({ headOnly: true }, start);
    const cached = await weightsOf();
    await finishRun({ freeze: ['conv1', 'conv2'].map((layers) => ({ layers, epochs: 2 })) }, start);
    expectSameWeights(await weightsOf(), cached);
    expect(hasChanged(cached, 'global.weight')).toBe(true);
  });

  it('with a share of 0 never learn', async () => {
    await trainRun({ rates: [{ layers: 'conv2', share: 0 }] });
    for (const name of ['conv2.weight', 'conv2.norm.running_mean']) expect(hasChanged(await weightsOf(), name)).toBe(false);
    expect(hasChanged(await weightsOf(), 'conv1.weight')).toBe(true);
  });

  it('that the network does not have are refused, and named', async () => {
    const { result } = await trainRun({ freeze: [{ layers: 'layer9', epochs: 1 }] });
    const message: unknown = expect.stringContaining('layer9');
    expect(result).toMatchObject({ ok: false, failure: { code: 'recipe-malformed', message } });
  });

  it('below the heads stay unchanged in head-only training, while the heads learn', async () => {
    const { epochs } = await trainRun({ headOnly: true, stages: [{ size: 16, epochs: 6 }] });
    const weights = await weightsOf();
    for (const name of ['conv1.weight', 'conv1.norm.running_mean']) expect(hasChanged(weights, name)).toBe(false);
    expect(epochs[5].trainLoss).toBeLessThan(epochs[0].trainLoss);
  });
});

describe('a run', () => {
  it('reports early stopping, trains no further, and continues if more epochs are planned', async () => {
    // The loss falls, so if the figure is supposed to rise, the first epoch stays the best.
    const earlyStopping = { figure: 'loss', better: 'higher', patience: 1 } as const;
    const settings = { earlyStopping, stages: [{ size: 16, epochs: 6 }] };
    const stopped = await trainRun(settings);
    expect(stopped.result).toMatchObject({ ok: true, value: { ending: { why: 'stopped-early' } } });
    expect(stopped.epochs.length).toBeLessThan(6);
    expect((await trainRun(settings, { resume: true })).epochs).toEqual([]);
    const longer = await trainRun({ ...settings, stages: [{ size: 16, epochs: 8 }] }, { resume: true });
    expect(longer.epochs.length).toBeGreaterThan(0);
  });

  it('that stopped early and is extended trains exactly the added epochs', async () => {
    const earlyStopping = { figure: 'loss', better: 'higher', patience: 1 } as const;
    const settings = { ...short, earlyStopping, stages: [{ size: 16, epochs: 4 }] };
    const { epochs } = await trainRun(settings);
    // As many epochs in total as planned before, so only the extension shows that there is more to do.
    const extended = extendSettings(settings, { reached: epochs.length, epochs: 4 - epochs.length });
    const further = await trainRun({ ...extended, earlyStopping: { ...earlyStopping, patience: 9 } }, { resume: true });
    expect(further.epochs.map(({ epoch }) => epoch)).toEqual([3, 4].slice(epochs.length - 2));
    expect(further.result).toMatchObject({ ok: true, value: { ending: { why: 'finished', extensions: 1 } } });
  });

  it('resumes an interrupted extension bit for bit', async () => {
    const settings = { ...short, schedule: { kind: 'one-cycle', warmUp: 0.3 } } as const;
    const extended = extendSettings(settings, { reached: 2, epochs: 2 });
    await finishRun(settings);
    const epochs = await finishRun(extended, { resume: true });
    const expected = await weightsOf();
    expect(epochs.map(({ epoch }) => epoch)).toEqual([3, 4]);
    expect(epochs[1].learningRate).toBeLessThan(0.1 * short.optimizer.learningRate);
    await finishRun(settings);
    const stop = new AbortController();
    let steps = 0;
    const interrupted = await train(
      run(extended, { resume: true }),
      ({ kind }) => kind === 'step' && ++steps === 2 && stop.abort(),
      stop.signal,
    );
    expect(interrupted).toMatchObject({ ok: false, failure: { code: 'stopped' } });
    const resumed = await finishRun(extended, { resume: true });
    expect(resumed.at(-1)).toMatchObject({ epoch: 4 });
    expectSameWeights(await weightsOf(), expected);
  });

  it('is refused with a remedy if its recipe plans fewer epochs than it has finished', async () => {
    const stop = new AbortController();
    await train(run({ stages: [{ size: 16, epochs: 3 }] }), ({ kind }) => kind === 'epoch' && stop.abort(), stop.signal);
    const { result } = await trainRun({ stages: [{ size: 16, epochs: 1 }] }, { resume: true });
    const message: unknown = expect.stringContaining('Extend the run');
    expect(result).toMatchObject({ ok: false, failure: { code: 'recipe-malformed', message } });
  });

  it('keeps further best epochs by any figure, and refuses an unknown figure', async () => {
    await trainRun({ keep: [{ name: 'auc', figure: 'globalAuc', better: 'higher' }] });
    expect((await weightsOf('best-auc')).size).toBeGreaterThan(0);
    const { result } = await trainRun({ keep: [{ name: 'x', figure: 'beauty', better: 'higher' }] });
    expect(result).toMatchObject({ ok: false, failure: { code: 'recipe-malformed' } });
  });

  it('is refused with a remedy before the start if its batch does not fit into memory', async () => {
    const full = Object.assign(new Error('no room'), { code: 'OUT_OF_MEMORY' });
    const { task } = run();
    const loss = (): never => {
      throw full;
    };
    const { result, epochs } = await trainRun({}, { task: { ...task, loss } });
    expect(epochs).toEqual([]);
    const message: unknown = expect.stringContaining('smaller batch');
    expect(result).toMatchObject({ ok: false, failure: { code: 'out-of-memory', message } });
  });
});

describe('after an epoch', () => {
  const epoch = (loss: number, trainLoss: number) => ({ stage: 0, planned: 99, figures: { loss }, trainLoss });
  const plateau: LoopSettings = { ...short, schedule: { kind: 'reduce-on-plateau', factor: 0.1, patience: 2 }, stallAfter: 2 };

  it('the rate falls after as many epochs without a lower loss as patience allows', () => {
    let progress = NOT_STARTED;
    const reductions = [3, 2, 2.5, 2, 1.9, 2, 2].map((loss) => {
      progress = afterEpoch(plateau, progress, epoch(loss, loss), []);
      return progress.reductions;
    });
    expect(reductions).toEqual([0, 0, 0, 1, 1, 1, 2]);
  });

  it('a stalled training loss ends the run', () => {
    const one = afterEpoch(plateau, NOT_STARTED, epoch(1, 1), []);
    const two = afterEpoch(plateau, one, epoch(0.9, 0.99999), []);
    expect(two.ending).toBeNull();
    expect(afterEpoch(plateau, two, epoch(0.8, 0.99998), []).ending).toMatchObject({ why: 'stalled' });
  });
});
