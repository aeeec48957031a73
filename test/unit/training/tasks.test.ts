// What each system learns from its labels, checked with hand-worked numbers and tiny runs.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { perQuadrant } from '../../../main/domain/quadrant.ts';
import { seededRandom } from '../../../main/domain/random.ts';
import {
  attentionMilHeads,
  binaryHeads,
  kellgrenLawrenceCoralHead,
  kellgrenLawrenceHead,
  systemOneHeads,
} from '../../../main/network/architectures/heads.ts';
import { initialWeights } from '../../../main/network/initialise.ts';
import { targetsOf } from '../../../main/training/tasks/hip-batch.ts';
import { distancePenalty } from '../../../main/network/loss/landmark-prior.ts';
import { openNetwork, variableNamed } from '../../../main/network/network.ts';
import { separateNetworks } from '../../../main/network/architectures/separate-networks.ts';
import { loopSettings, type LoopSettings } from '../../../main/training/loop-settings.ts';
import type { TrainingTask } from '../../../main/training/task.ts';
import { gradedAnswers } from '../../../main/training/tasks/graded-answers.ts';
import { hipFigures } from '../../../main/training/tasks/hip-figures.ts';
import { hipOsteophytes } from '../../../main/training/tasks/hip-osteophytes.ts';
import { hipPresence } from '../../../main/training/tasks/hip-presence.ts';
import { presenceOf } from '../../../main/training/tasks/presence-loss.ts';
import { diseaseOf, type LabelledHip } from '../../../main/training/tasks/hip-set.ts';
import { withinBudget } from '../../../main/training/tasks/label-budget.ts';
import type { LabelledPictures } from '../../../main/training/tasks/labelled-pictures.ts';
import { evidencePlace } from '../../../main/training/tasks/evidence-place.ts';
import { train } from '../../../main/training/train.ts';
import type { EpochReport } from '../../../main/training/training-report.ts';
import { tinyWith } from '../network/tiny-network.ts';
import { testEngine } from '../network/test-engine.ts';
import { syntheticHips, tinyRecipe } from './synthetic-hips.ts';

const engine = await testEngine();
const hips = { train: syntheticHips(64, 'train'), validation: syntheticHips(32, 'validation') };
let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'osteograde-tasks-'));
});
afterEach(() => rm(folder, { recursive: true }));

const settings: LoopSettings = {
  ...loopSettings.strip().parse(tinyRecipe),
  stages: [{ size: 32, epochs: 5 }],
  schedule: { kind: 'constant', warmUp: 0 },
};

async function epochsOf(task: TrainingTask): Promise<EpochReport[]> {
  const epochs: EpochReport[] = [];
  const run = { task, settings, engine, folder, resume: false, now: () => performance.now() };
  const result = await train(run, (each) => each.kind === 'epoch' && epochs.push(each), new AbortController().signal);
  expect(result).toMatchObject({ ok: true });
  // The counts of the confusion matrices are shown, but no checkpoint is chosen by them.
  const named = Object.keys(epochs[0].figures).filter((name) => !name.startsWith('confusion.'));
  expect(named.toSorted()).toEqual(task.figures.toSorted());
  return epochs;
}

/** Pictures whose brightness is their grade. */
function brightness(count: number, name: string): LabelledPictures {
  const random = seededRandom(name);
  const items = Array.from({ length: count }, (_, index) => ({ subject: `${name}${index}`, labels: { kl: random.below(5) } }));
  const pixels = new Uint8Array(
    items.flatMap(({ labels }) => Array.from({ length: 32 * 24 }, () => 20 + 45 * labels.kl + random.below(9))),
  );
  return { stored: { pixels, size: { height: 32, width: 24 } }, items };
}

describe('graded answers', () => {
  it.each([
    ['cross-entropy', kellgrenLawrenceHead],
    ['coral', kellgrenLawrenceCoralHead],
  ] as const)('%s: a network learns the order of five grades, from pictures higher than wide', async (loss, heads) => {
    const task = gradedAnswers({
      architecture: tinyWith(heads),
      engine,
      train: brightness(96, 'train'),
      validation: brightness(48, 'validation'),
      questions: [{ label: 'kl', grades: 5, outputs: [{ name: 'kellgren-lawrence', weight: 1 }] }],
      loss,
      smoothing: loss === 'coral' ? 0 : 0.1,
      classWeights: 'balanced',
      augmentation: { rotationDegrees: 0, shiftPixels: 0, scale: 0, gain: 0, offset: 0, flip: true },
    });
    const epochs = await epochsOf(task);
    expect(epochs[4].trainLoss).toBeLessThan(epochs[0].trainLoss);
    expect(Math.max(...epochs.map(({ figures }) => figures.meanKappa))).toBeGreaterThan(0.5);
  });
});

describe('System 2', () => {
  it('learns presence with each shape of the prior', async () => {
    for (const kind of ['plateau-gaussian', 'disc', 'ramp'] as const) {
      const prior = { weight: 2, radius: 4, sigma: 6, kind };
      const task = hipPresence({
        ...hips,
        prior,
        architecture: tinyWith(binaryHeads),
        engine,
        augmentation: settings.augmentation,
      });
      const epochs = await epochsOf(task);
      expect(epochs[4].trainLoss).toBeLessThan(epochs[0].trainLoss);
      expect(Object.keys(epochs[4].figures)).toContain('centreDistance.femur-superior');
    }
  });

  it('learns with one network per location, each with the prior of its own zone on its own map', async () => {
    const architecture = separateNetworks(tinyWith, binaryHeads);
    const prior = { weight: 2, radius: 4, sigma: 6 };
    const task = hipPresence({ ...hips, prior, architecture, engine, augmentation: settings.augmentation });
    const epochs = await epochsOf(task);
    expect(epochs[4].trainLoss).toBeLessThan(epochs[0].trainLoss);
    expect(Object.keys(epochs[4].figures)).toContain('spread.acetabulum-inferior');
  });

  it('knows all four quadrants of a weak negative and no quadrant of a weak positive', () => {
    expect(presenceOf({ kind: 'weak', diseased: false })).toEqual(perQuadrant(() => false));
    expect(presenceOf({ kind: 'weak', diseased: true })).toEqual(perQuadrant(() => undefined));
  });

  it('takes one landmark for each acetabular target, as Chen does, if the recipe says so: the one in the middle', () => {
    const zone = [1, 2, 3, 4, 9].map((x) => ({ x, y: 0 }));
    expect(targetsOf(zone, 'acetabulum-inferior', { landmarks: 'one-acetabular' })).toEqual([{ x: 4, y: 0 }]);
    expect(targetsOf(zone.toReversed(), 'acetabulum-inferior', { landmarks: 'one-acetabular' })).toEqual([{ x: 4, y: 0 }]);
    expect(targetsOf(zone, 'femur-superior', { landmarks: 'one-acetabular' })).toEqual(zone);
    expect(targetsOf(zone, 'acetabulum-inferior', {})).toEqual(zone);
  });

  it('learns with the prior on a grid finer than its map', async () => {
    const prior = { weight: 2, radius: 4, sigma: 6, grid: 8, landmarks: 'one-acetabular' } as const;
    const task = hipPresence({
      ...hips,
      prior,
      architecture: tinyWith(binaryHeads),
      engine,
      augmentation: settings.augmentation,
    });
    const epochs = await epochsOf(task);
    expect(epochs[4].trainLoss).toBeLessThan(epochs[0].trainLoss);
  });

  it('applies the chosen shape of the penalty: 10 px beyond the radius with sigma 10', () => {
    // One cell of 1 px centred on (0, 0). The radius of 0.75 is more than half the cell's diagonal.
    const beyond = (kind: 'plateau-gaussian' | 'disc' | 'ramp') =>
      distancePenalty([{ x: 10.75, y: 0 }], 1, 1, { kind, radius: 0.75, sigma: 10 })[0];
    expect(beyond('plateau-gaussian')).toBeCloseTo(1 - Math.exp(-0.5), 9);
    expect(beyond('disc')).toBe(1);
    expect(beyond('ramp')).toBeCloseTo(0.5, 9);
  });

  it('measures where evidence lies: two points of equal weight, 8 px apart', () => {
    const map = new Float32Array(100);
    map[11] = 1; // (1, 1)
    map[19] = 1; // (9, 1)
    const place = evidencePlace(map, 10, {
      landmarks: [{ x: 5, y: 4 }],
      outline: [
        { x: 8, y: 0 },
        { x: 10, y: 0 },
        { x: 10, y: 3 },
        { x: 8, y: 3 },
      ],
    });
    expect(place.centreDistance).toBeCloseTo(3, 5); // from (5, 1)
    expect(place.peakDistance).toBeCloseTo(5, 5); // from (1, 1), the first
    expect(place.spread).toBeCloseTo(4, 4);
    expect(place.inOutline).toBeCloseTo(0.5, 5);
  });

  it('treats a map without evidence as evenly spread, also inside an outline', () => {
    const outline = [
      { x: -0.5, y: -0.5 },
      { x: 4.5, y: -0.5 },
      { x: 4.5, y: 1.5 },
      { x: -0.5, y: 1.5 },
    ]; // 5 x 2 of the 100 pixels
    for (const map of [new Float32Array(100), new Float32Array(100).fill(-1)]) {
      const place = evidencePlace(map, 10, { landmarks: [{ x: 4.5, y: 7.5 }], outline });
      expect(place.centreDistance).toBeCloseTo(3, 5); // from (4.5, 4.5)
      expect(place.peakDistance).toBe(place.centreDistance);
      expect(place.spread).toBeCloseTo(Math.sqrt(16.5), 4); // twice the variance (10^2 - 1) / 12 of 0 to 9
      expect(place.inOutline).toBeCloseTo(0.1, 5);
    }
  });
});

describe('System 1 with a network for each quadrant', () => {
  it('learns, and weak hips reach every network through the joint answer', async () => {
    const architecture = separateNetworks(tinyWith, systemOneHeads, 'global');
    const prior = { weight: 1, radius: 6, sigma: 6 };
    const task = hipOsteophytes({ ...tinyRecipe, ...hips, prior, budget: undefined, architecture, engine });
    const epochs = await epochsOf(task);
    expect(epochs[4].trainLoss).toBeLessThan(epochs[0].trainLoss);
    const network = openNetwork(architecture, initialWeights(architecture, seededRandom(1)), engine);
    const weak = hips.train.hips.findIndex(({ labels }) => labels.kind === 'weak' && labels.diseased);
    const batch = task.batch([weak], { height: 32, width: 32 }, null);
    const first = network.trained.filter(({ spec }) => spec.name.endsWith('conv1.weight'));
    const { gradients } = engine.kernels.lossAndGradients(
      () => task.loss(network, batch),
      first.map(({ variable }) => variable),
    );
    expect(gradients).toHaveLength(4);
    for (const gradient of gradients) expect(engine.tf.sum(engine.tf.abs(gradient)).dataSync()[0]).toBeGreaterThan(0);
    network.dispose();
  });
});

describe('attention-mil', () => {
  it('learns, including its gates', async () => {
    const task = hipOsteophytes({
      ...tinyRecipe,
      ...hips,
      strategy: 'attention-mil',
      budget: undefined,
      architecture: tinyWith(attentionMilHeads),
      engine,
    });
    const epochs = await epochsOf(task);
    expect(epochs[4].trainLoss).toBeLessThan(epochs[0].trainLoss);
  });
});

describe('pure MIL', () => {
  it('shows no figure of the global head, which it never trains', async () => {
    const architecture = tinyWith(systemOneHeads);
    const figuresOf = async (strategy: 'pure-mil' | 'masked', bias: number) => {
      const weights = initialWeights(architecture, seededRandom(1));
      const network = openNetwork(architecture, weights, engine);
      variableNamed(network, 'global.bias').assign(engine.tf.tensor1d([bias]));
      try {
        return await hipFigures(network, hips.validation, { size: { height: 32, width: 32 }, batch: 32, strategy });
      } finally {
        network.dispose();
      }
    };
    expect(await figuresOf('pure-mil', 5)).toEqual(await figuresOf('pure-mil', -5));
    const [allDiseased, allHealthy] = [await figuresOf('masked', 50), await figuresOf('masked', -50)];
    expect(allDiseased.loss).not.toBeCloseTo(allHealthy.loss ?? 0, 2);
    const graded = hips.validation.hips.filter(({ labels }) => labels.kind === 'strong');
    const diseased = graded.filter(({ labels }) => diseaseOf(labels) === true).length;
    expect(allDiseased['globalAccuracy']).toBe(diseased / graded.length);
    expect(allHealthy['globalAccuracy']).toBe((graded.length - diseased) / graded.length);
  });
});

describe('a label budget', () => {
  const graded = Array.from({ length: 40 }, (_, index): LabelledHip => {
    const quadrants = perQuadrant(() => ({ kind: 'graded', grade: index % 2 === 0 ? 0 : 2 }) as const);
    return { hip: { subject: `s${index}`, visit: 'V00', side: 'right' }, labels: { kind: 'strong', quadrants } };
  });
  const kinds = (weak: number, strategy: 'masked' | 'oracle' = 'masked') =>
    withinBudget(graded, strategy, { strong: 10, weak, seed: 1 }).map((labels) => labels?.kind ?? 'unused');

  it('keeps the grades of some hips, hides those of others, and leaves out the rest', () => {
    const counts = Object.groupBy(kinds(12), (kind) => kind);
    expect([counts.strong?.length, counts.weak?.length, counts.unused?.length]).toEqual([10, 12, 18]);
  });

  it('is nested: a larger budget contains the smaller one', () => {
    const [small, large] = [kinds(5), kinds(20)];
    expect(small.map((kind, index) => (kind === 'unused' ? kind : large[index]))).toEqual(small);
  });

  it('never makes a weak negative of a hip that was read only partly', () => {
    const partly = (grade: 0 | 1): LabelledHip['labels'] => ({
      kind: 'strong',
      quadrants: { ...perQuadrant(() => ({ kind: 'missing' }) as const), 'femur-superior': { kind: 'graded', grade } },
    });
    const hips = [{ labels: partly(0) }, { labels: partly(1) }];
    expect(withinBudget(hips, 'masked', { strong: 0, weak: 2, seed: 1 })).toEqual([undefined, { kind: 'weak', diseased: true }]);
  });

  it('draws every grade that exists, whatever the seed', () => {
    const rare = Array.from({ length: 60 }, (_, index): LabelledHip => {
      const grade = index === 7 ? 3 : index === 8 ? 2 : index === 9 ? 1 : 0;
      const quadrants = perQuadrant(() => ({ kind: 'graded', grade }) as const);
      return { hip: { subject: `s${index}`, visit: 'V00', side: 'right' }, labels: { kind: 'strong', quadrants } };
    });
    for (let seed = 0; seed < 50; seed++) {
      const known = withinBudget(rare, 'masked', { strong: 5, weak: 20, seed });
      expect([7, 8, 9].map((index) => known[index]?.kind)).toEqual(['strong', 'strong', 'strong']);
      expect(known.filter((labels) => labels?.kind === 'strong')).toHaveLength(5);
    }
  });

  it('hides nothing from the oracle, and derives whether a hip is diseased from its hidden grades', () => {
    expect(kinds(12, 'oracle').filter((kind) => kind === 'strong')).toHaveLength(40);
    expect(withinBudget(graded, 'masked', { strong: 0, weak: 40, seed: 1 })).toEqual(
      graded.map((_, index) => ({ kind: 'weak', diseased: index % 2 === 1 })),
    );
  });
});
