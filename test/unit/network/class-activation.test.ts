// Which methods can compute each architecture's heatmap, and that both agree if both are possible.

import { afterAll, describe, expect, it } from 'vitest';
import { QUADRANTS } from '../../../main/domain/quadrant.ts';
import { seededRandom } from '../../../main/domain/random.ts';
import { mapOf, type Architecture } from '../../../main/network/architecture.ts';
import { ATTENTION_BRANCHES } from '../../../main/network/architectures/attention-branches.ts';
import { withAttention } from '../../../main/network/architectures/attention.ts';
import { backbone, BACKBONES, type BackboneName } from '../../../main/network/architectures/backbone.ts';
import { closedFormOf, closedFormsOf, gradCamByAutodiff, gradCamInClosedForm } from '../../../main/network/class-activation.ts';
import { forward } from '../../../main/network/forward.ts';
import {
  attentionMilHeads,
  binaryHeads,
  kellgrenLawrenceCoralHead,
  kellgrenLawrenceHead,
  multitaskHeads,
  systemOneHeads,
  type Heads,
} from '../../../main/network/architectures/heads.ts';
import { openNetwork } from '../../../main/network/network.ts';
import { separateNetworks } from '../../../main/network/architectures/separate-networks.ts';
import type { Tensor, Tensor2D } from '../../../main/network/tensors.ts';
import { testEngine } from './test-engine.ts';
import { livedInWeights, tinyNetwork } from './tiny-network.ts';

const engine = await testEngine();
afterAll(() => engine.dispose());
const { tf } = engine;

const small = (name: BackboneName, heads: Heads): Architecture => ({
  ...backbone(name, { inputChannels: 1, heads }),
  inputSize: 64,
});

function attentive(name: 'vgg16' | 'antony-extended', combined: 'multi-loss' | 'early-fusion'): Architecture {
  const [att0, att1] = ATTENTION_BRANCHES[name] ?? [];
  if (att0 === undefined || att1 === undefined) throw new Error(`${name} has no attention branches.`);
  return withAttention(
    { ...small(name, kellgrenLawrenceHead), inputSize: 96 },
    { branches: { att0, att1 }, classes: 5, combined },
  );
}

function picture(size: number) {
  const random = seededRandom('picture');
  return tf.tensor4d(
    Float32Array.from({ length: 2 * size * size }, () => random.next()),
    [2, size, size, 1],
  );
}

/** P(grade >= 1), or the probability of a single logit. */
const presence = (logits: Tensor): Tensor => {
  const [, count] = logits.shape;
  return count === 1 ? tf.sigmoid(logits) : tf.sub(1, tf.slice(tf.softmax(logits as Tensor2D), [0, 0], [-1, 1])); // [N, logits]
};

/** The largest difference between both methods as a share of the map's maximum, for the score and for the negative score. */
function difference(architecture: Architecture, output: string, part = 0): number {
  const form = closedFormsOf(architecture, output).at(part);
  if (form === undefined) return NaN;
  const network = openNetwork(architecture, livedInWeights(architecture, 5), engine);
  const image = picture(architecture.inputSize);
  const logits = forward(network, image, 'inference')[output];
  const [far, high] = [1, -1]
    .map((sign) => {
      const gradient = tf.grad((each) => tf.mul(sign, tf.sum(presence(each))))(logits) as Tensor2D; // the shape of its logits
      const closed = gradCamInClosedForm(network, image, { form, gradient });
      const score = (outputs: Record<string, Tensor>) => tf.mul(sign, tf.sum(presence(outputs[output]))).asScalar();
      const reference = gradCamByAutodiff(network, image, { map: form.map, score });
      return [tf.max(tf.abs(tf.sub(closed, reference))).dataSync()[0], tf.max(reference).dataSync()[0]];
    })
    .reduce(([far, high], [other, top]) => [Math.max(far, other), Math.max(high, top)]);
  network.dispose();
  // Maps without any positive value would not test anything.
  expect(high).toBeGreaterThan(0);
  return far / high;
}

const separate = { ...separateNetworks((heads) => small('antony', heads), systemOneHeads, 'global'), inputSize: 96 };

const plain: readonly (readonly [string, Architecture, string])[] = [
  ['every kind of layer', tinyNetwork(), QUADRANTS[0]],
  ['System 1 on ResNet-18', small('resnet18', systemOneHeads), QUADRANTS[1]],
  ['System 1, global answer', small('resnet18', systemOneHeads), 'global'],
  ['System 2 on ResNet-18', small('resnet18', binaryHeads), QUADRANTS[2]],
  ['System 4 on MobileNetV2', small('mobilenet-v2', multitaskHeads), 'cysts'],
  ['a single branch of VGG-16', small('vgg16', kellgrenLawrenceHead), 'kellgren-lawrence'],
  ['the shallow branch of System 3 multi-loss, at its masked map', attentive('antony-extended', 'multi-loss'), 'att0'],
  ['a location with a network of its own, at its own map', separate, QUADRANTS[2]],
  ['the joint answer of four networks, at their joined maps', separate, 'global'],
  ['the deeper branch of System 3 multi-loss', attentive('antony-extended', 'multi-loss'), 'att1'],
];

describe('a heatmap in closed form', () => {
  it.each(plain)('equals autodiff to 1e-5: %s', (_, architecture, output) => {
    expect(difference(architecture, output)).toBeLessThan(1e-5);
  });

  it('exists for every answer of Systems 1, 2 and 4, and of single heads, on every backbone', () => {
    for (const name of BACKBONES) {
      for (const heads of [
        systemOneHeads,
        attentionMilHeads,
        binaryHeads,
        multitaskHeads,
        kellgrenLawrenceHead,
        kellgrenLawrenceCoralHead,
      ]) {
        const architecture = small(name, heads);
        const answers = Object.keys(architecture.outputs).filter((output) => output !== 'features');
        expect(answers).not.toEqual([]);
        for (const output of answers) {
          expect(closedFormOf(architecture, output)).toMatchObject({ map: architecture.outputs.features, divisor: null });
        }
      }
    }
  });

  it('exists for each branch of early fusion, with columns of its own', () => {
    const fused = attentive('vgg16', 'early-fusion');
    expect(closedFormOf(fused, 'fused')).toBeNull(); // it reads more than one map
    expect(closedFormsOf(fused, 'fused')).toEqual([
      { map: 'att0.masked', dense: 'fused.classes', divisor: 'att0.mean', first: 0 },
      { map: 'att1.masked', dense: 'fused.classes', divisor: 'att1.mean', first: 256 },
    ]);
  });

  it.each([0, 1])('equals autodiff to 1e-5: branch %i of early fusion, at its masked map', (branch) => {
    expect(difference(attentive('antony-extended', 'early-fusion'), 'fused', branch)).toBeLessThan(1e-5);
  });

  it('reads the map that is the output for the answer, if each has a network of its own', () => {
    for (const answer of ['global', ...QUADRANTS]) {
      const map = separate.outputs[mapOf(separate, answer)];
      expect(map).toBeTypeOf('string');
      expect(closedFormOf(separate, answer)).toMatchObject({ map });
    }
    expect(mapOf(separate, QUADRANTS[0])).toBe(`features.${QUADRANTS[0]}`);
    expect(mapOf(tinyNetwork(), QUADRANTS[0])).toBe('features');
  });

  it('does not exist for outputs that are not answers', () => {
    const fused = attentive('vgg16', 'early-fusion');
    expect(closedFormsOf(fused, 'att0-mask')).toEqual([]);
    expect(closedFormsOf(fused, 'nothing')).toEqual([]);
  });
});

describe('a heatmap by autodiff', () => {
  it('reaches every branch of early fusion, including through the deeper blocks', () => {
    const architecture = attentive('antony-extended', 'early-fusion');
    const network = openNetwork(architecture, livedInWeights(architecture, 5), engine);
    const image = picture(architecture.inputSize);
    const score = (outputs: Record<string, Tensor>) => tf.sum(tf.slice(outputs['fused'], [0, 2], [-1, 1])).asScalar();
    for (const map of ['att0.masked', 'att1.masked']) {
      const [heat, cold] = [1, -1].map((sign) =>
        gradCamByAutodiff(network, image, { map, score: (outputs) => tf.mul(sign, score(outputs)).asScalar() }),
      );
      expect(heat.shape[0]).toBe(2);
      expect(tf.max(tf.add(heat, cold)).dataSync()[0]).toBeGreaterThan(0);
    }
    network.dispose();
  });

  it('matches the derivative of the score under a small change of the map', () => {
    const architecture = tinyNetwork();
    const network = openNetwork(architecture, livedInWeights(architecture, 5), engine);
    const image = picture(architecture.inputSize);
    const score = (outputs: Record<string, Tensor>) => tf.sum(outputs['global']).asScalar();
    const at = (change: number): number =>
      score(
        forward(network, image, 'inference', (_, result, name) => (name === 'relu1' ? tf.add(result, change) : undefined)),
      ).dataSync()[0];
    const step = 1e-2;
    const numeric = (at(step) - at(-step)) / (2 * step);
    const gradient = tf.grad((extra) =>
      score(forward(network, image, 'inference', (_, result, name) => (name === 'relu1' ? tf.add(result, extra) : undefined))),
    )(tf.zeros([2, 16, 16, 8]));
    expect(tf.sum(gradient).dataSync()[0]).toBeCloseTo(numeric, 2);
    network.dispose();
  });

  it('reports a layer that keeps no result of its own', () => {
    const architecture = tinyNetwork();
    const network = openNetwork(architecture, livedInWeights(architecture, 5), engine);
    const score = (outputs: Record<string, Tensor>) => tf.sum(outputs['global']).asScalar();
    expect(() => gradCamByAutodiff(network, picture(32), { map: 'conv1.norm', score })).toThrow(/conv1.norm/);
    network.dispose();
  });
});
