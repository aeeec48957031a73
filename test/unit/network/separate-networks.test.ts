// Separate networks per answer: names, number of weights, weights from one backbone, heatmaps. (Their ONNX files: onnx.test.ts.)

import { describe, expect, it } from 'vitest';
import { QUADRANTS } from '../../../main/domain/quadrant.ts';
import { seededRandom } from '../../../main/domain/random.ts';
import type { Architecture } from '../../../main/network/architecture.ts';
import { backbone, BACKBONES, type BackboneName } from '../../../main/network/architectures/backbone.ts';
import { forward } from '../../../main/network/forward.ts';
import {
  binaryHeads,
  classifierHead,
  multitaskHeads,
  systemOneHeads,
  type Heads,
} from '../../../main/network/architectures/heads.ts';
import { initialWeights } from '../../../main/network/initialise.ts';
import { featureGrid } from '../../../main/network/layer-shapes.ts';
import { openNetwork } from '../../../main/network/network.ts';
import { countTrained, parameterNamed, type Weights } from '../../../main/network/parameters.ts';
import { separateNetworks } from '../../../main/network/architectures/separate-networks.ts';
import type { Tensor } from '../../../main/network/tensors.ts';
import { fitWeights } from '../../../main/network/weights/fit-weights.ts';
import { testEngine } from './test-engine.ts';
import { livedInWeights, tinyNetwork, tinyWith } from './tiny-network.ts';

const engine = await testEngine();
const { tf } = engine;
const of = (name: BackboneName) => (heads: Heads) => backbone(name, { inputChannels: 1, heads });
const without: Heads = () => ({ layers: [], outputs: {} });

describe('separate networks', () => {
  it('of System 2 have four times the weights of one, and name each answer, map and layer by its location', () => {
    const four = separateNetworks(of('resnet18'), binaryHeads);
    expect(countTrained(four)).toBe(4 * countTrained(of('resnet18')(classifierHead(1))));
    expect(Object.keys(four.outputs)).toEqual([...QUADRANTS, ...QUADRANTS.map((quadrant) => `features.${quadrant}`)]);
    expect(four.layers.map(({ name }) => name)).toContain('femur-superior.layer4.1.conv2');
    expect(four.networks).toEqual(QUADRANTS);
    expect(featureGrid(four, 224)).toBe(7);
  });

  it('of System 1 add one logit on the 4 x 512 joined features for the global answer', () => {
    const four = separateNetworks(of('resnet18'), systemOneHeads, 'global');
    expect(countTrained(four)).toBe(4 * countTrained(of('resnet18')(classifierHead(4))) + 4 * 512 + 1);
    expect(four.outputs).toMatchObject({ global: 'global', 'features.global': 'global.maps' });
  });

  it.each(BACKBONES)('of System 4 are five times the backbone %s, each with its own head', (name) => {
    const bodies = 5 * countTrained(of(name)(without));
    const heads = countTrained(of(name)(multitaskHeads)) - countTrained(of(name)(without));
    expect(countTrained(separateNetworks(of(name), multitaskHeads))).toBe(bodies + heads);
  });

  it('start from a file of one backbone, which is used for each', () => {
    const [one, four] = [tinyNetwork(), separateNetworks(tinyWith, systemOneHeads, 'global')];
    const file = livedInWeights(one, 3);
    const fitted = fitWeights(four, file, initialWeights(four, seededRandom(1)));
    if (!fitted.ok) throw new Error(fitted.failure.message);
    for (const quadrant of QUADRANTS) {
      for (const name of ['conv1.weight', 'conv2.norm.running_var'])
        expect(parameterNamed(fitted.value.weights, `${quadrant}.${name}`)).toEqual(parameterNamed(file, name));
    }
    expect(fitted.value.kept).toEqual(['global.weight']); // four times as wide as the file's
  });

  it('with weights from the same file answer like the one network of the file, and the joint answer is the sum of their shares', () => {
    const [one, four] = [tinyNetwork(), separateNetworks(tinyWith, systemOneHeads, 'global')];
    const file = livedInWeights(one, 3);
    const fitted = fitWeights(four, file, initialWeights(four, seededRandom(1)));
    if (!fitted.ok) throw new Error(fitted.failure.message);
    // A quarter of the single network's global row for each of the four equal maps gives exactly its logit.
    const row = parameterNamed(file, 'global.weight').data;
    const joint = { shape: [1, 32], data: Float32Array.from({ length: 32 }, (_, index) => row[index % 8] / 4) };
    const [expected, computed] = [
      answers(one, file),
      answers(four, new Map([...fitted.value.weights, ['global.weight', joint] as const])),
    ];
    for (const name of ['global', ...QUADRANTS]) {
      expect(expected[name].length).toBeGreaterThan(0);
      expect(computed[name]).toHaveLength(expected[name].length);
      expected[name].forEach((value, index) => expect(computed[name][index]).toBeCloseTo(value, 5));
    }
  });

  it('use only their own weights: a change in one affects its answer and the joint one', () => {
    const four = separateNetworks(tinyWith, systemOneHeads, 'global');
    const weights = livedInWeights(four, 3);
    const { shape, data } = parameterNamed(weights, 'femur-inferior.conv1.weight');
    const changed = new Map([
      ...weights,
      ['femur-inferior.conv1.weight', { shape, data: data.map((value) => 2 * value) }] as const,
    ]);
    const [before, after] = [answers(four, weights), answers(four, changed)];
    const affected = ['global', ...QUADRANTS].filter((name) => before[name].some((value, index) => value !== after[name][index]));
    expect(affected).toEqual(['global', 'femur-inferior']);
  });
});

function answers(architecture: Architecture, weights: Weights): Record<string, number[]> {
  const network = openNetwork(architecture, weights, engine);
  const random = seededRandom('picture');
  const picture = tf.tensor4d(
    Array.from({ length: 1024 }, () => random.next()),
    [1, 32, 32, 1],
  );
  const outputs = forward(network, picture, 'inference');
  const values = Object.fromEntries(
    Object.entries(outputs).map(([name, tensor]: [string, Tensor]) => [name, [...tensor.dataSync()]]),
  );
  network.dispose();
  return values;
}
