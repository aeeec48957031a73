// Compares our networks with those of torchvision and PyTorch on the same inputs: forward pass and first training step.

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Architecture } from '../../../main/network/architecture.ts';
import { withAttention } from '../../../main/network/architectures/attention.ts';
import { backbone, BACKBONES, type BackboneName } from '../../../main/network/architectures/backbone.ts';
import { forward } from '../../../main/network/forward.ts';
import { classifierHead } from '../../../main/network/architectures/heads.ts';
import { gradeTarget } from '../../../main/network/loss/target-distribution.ts';
import { weightedCrossEntropy } from '../../../main/network/loss/cross-entropy.ts';
import { openNetwork, fromEngine } from '../../../main/network/network.ts';
import { countTrained, parameterSpecs } from '../../../main/network/parameters.ts';
import type { Tensor2D, Tensor4D } from '../../../main/network/tensors.ts';
import { VGG16_BRANCHES } from '../../../main/network/architectures/vgg.ts';
import { hashedUniform, hashedWeights } from './hashed-weights.ts';
import { testEngine } from './test-engine.ts';

/** The length of each gradient, and its product with a fixed direction. */
type Figures = Readonly<Record<string, readonly [number, number]>>;

interface Expected {
  readonly parameters: number;
  readonly shapes: Readonly<Record<string, number[]>>;
  readonly answers: Readonly<Record<string, number[]>>;
  /** The first step, and PyTorch's own rounding error: the difference between single and double precision. */
  readonly step?: {
    readonly image: string;
    readonly loss: number;
    readonly gradients: Figures;
    readonly rounding: { readonly loss: number; readonly gradients: number };
  };
}

const fixture: Record<string, Expected> = JSON.parse(
  readFileSync(new URL('../../fixtures/network/forward.json', import.meta.url), 'utf8'),
);
const engine = await testEngine();
const { tf } = engine;
const [IMAGES, SIZE, CLASSES] = [4, 64, 5];

const HEAD_NAMES: Partial<Record<BackboneName, string>> = {
  densenet121: 'classifier',
  densenet161: 'classifier',
  'mobilenet-v2': 'classifier.1',
};

function plain(name: BackboneName): Architecture {
  const made = backbone(name, { inputChannels: 3, heads: classifierHead(CLASSES, HEAD_NAMES[name]) });
  return { ...made, inputSize: SIZE };
}

function attentive(combined: 'multi-loss' | 'early-fusion'): Architecture {
  const [att0, att1] = VGG16_BRANCHES;
  return withAttention(plain('vgg16'), { branches: { att0, att1 }, classes: CLASSES, combined });
}

const networks: readonly [string, Architecture][] = [
  ...BACKBONES.filter((name) => name in fixture).map((name): [string, Architecture] => [name, plain(name)]),
  ['vgg16 multi-loss', attentive('multi-loss')],
  ['vgg16 early fusion', attentive('early-fusion')],
];

function image(name: string): Tensor4D {
  const values = Float32Array.from(hashedUniform(name, IMAGES * 3 * SIZE * SIZE));
  return tf.transpose(tf.tensor4d(values, [IMAGES, 3, SIZE, SIZE]), [0, 2, 3, 1]);
}

const LARGE: ReadonlySet<string> = new Set(['densenet161', 'vgg16']);

const furthest = (ours: ArrayLike<number>, theirs: readonly number[]): number => {
  const scale = Math.max(...theirs.map(Math.abs));
  return theirs.reduce((worst, value, index) => Math.max(worst, Math.abs(value - ours[index]) / scale), 0);
};

describe.each(networks)('%s', (name, architecture) => {
  const expected = fixture[name];

  it("has PyTorch's tensors by name and shape, and the same number of parameters", () => {
    const shapes = Object.fromEntries(parameterSpecs(architecture).map((spec) => [spec.name, spec.shape]));
    expect(shapes).toEqual(expected.shapes);
    expect(countTrained(architecture)).toBe(expected.parameters);
  });

  it('computes the same answers as PyTorch', { tags: LARGE.has(name) ? ['slow'] : [] }, async () => {
    const network = openNetwork(architecture, hashedWeights(architecture), engine);
    const outputs = forward(network, image('image'), 'inference');
    for (const [answer, values] of Object.entries(expected.answers)) {
      expect(furthest(await outputs[answer].data(), values)).toBeLessThan(1e-4);
    }
    network.dispose();
  });

  const { step } = expected;
  it.runIf(step !== undefined)('starts with the same loss and learns in the same direction', async () => {
    if (step === undefined) throw new Error(`The fixture has no first step of ${name}.`);
    const network = openNetwork(architecture, hashedWeights(architecture), engine);
    const targets = tf.tensor2d(Array.from({ length: IMAGES }, (_, item) => gradeTarget(item % CLASSES, CLASSES)));
    const mask = tf.ones([IMAGES]).as1D();
    const pictures = image(step.image);
    const { loss, gradients } = engine.kernels.lossAndGradients(
      () => {
        const outputs = forward(network, pictures, 'training');
        const tasks = Object.keys(expected.answers).map((answer) => {
          return { logits: outputs[answer] as Tensor2D, targets, mask, weight: 1 }; // classifiers return [N, classes]
        });
        return weightedCrossEntropy(tf, tasks);
      },
      network.trained.map(({ variable }) => variable),
    );
    const figures: [string, [number, number]][] = [];
    for (const [index, { spec }] of network.trained.entries()) {
      const { data } = await fromEngine(tf, gradients[index], spec.shape);
      figures.push([spec.name, alongAndLength(spec.name, data)]);
    }
    const [lossOff, gradientsOff] = [
      Math.abs((await loss.data())[0] / step.loss - 1),
      apart(Object.fromEntries(figures), step.gradients),
    ];
    // Rounding alone can move PyTorch beyond the bounds (a ReLU at its edge). Rounding on another processor may then move us as far.
    expect(lossOff).toBeLessThan(Math.max(1e-6, 3 * step.rounding.loss));
    expect(gradientsOff).toBeLessThan(Math.max(1e-4, 3 * step.rounding.gradients));
    network.dispose();
  });
});

function alongAndLength(name: string, gradient: Float32Array): [number, number] {
  const direction = hashedUniform(`${name}:direction`, gradient.length);
  const along = gradient.reduce((sum, value, place) => sum + value * (direction[place] - 0.5), 0);
  return [Math.sqrt(gradient.reduce((sum, value) => sum + value * value, 0)), along];
}

/** The largest difference between both values of a tensor, relative to its length. For tiny gradients, relative to 1/1000 of the total. */
function apart(ours: Figures, theirs: Figures): number {
  const whole = Math.hypot(...Object.values(theirs).map(([length]) => length));
  return Math.max(
    ...Object.entries(theirs).map(([name, [length, along]]) => {
      const [ourLength, ourAlong] = ours[name];
      return Math.max(Math.abs(ourLength - length), Math.abs(ourAlong - along)) / (length + 1e-3 * whole);
    }),
  );
}
