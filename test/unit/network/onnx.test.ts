// One definition, two interpreters: the tfjs forward pass and the exported file in ONNX Runtime compute the same values.

import { InferenceSession, Tensor } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../main/domain/random.ts';
import type { Architecture } from '../../../main/network/architecture.ts';
import { ANTONY_BRANCHES } from '../../../main/network/architectures/antony.ts';
import { withAttention } from '../../../main/network/architectures/attention.ts';
import { backbone, type BackboneName } from '../../../main/network/architectures/backbone.ts';
import { forward } from '../../../main/network/forward.ts';
import {
  binaryHeads,
  kellgrenLawrenceHead,
  multitaskHeads,
  systemOneHeads,
  type Heads,
} from '../../../main/network/architectures/heads.ts';
import { hipFinderNetwork } from '../../../main/network/architectures/locating-networks.ts';
import { openNetwork } from '../../../main/network/network.ts';
import { writeOnnx } from '../../../main/network/onnx/write-onnx.ts';
import { resnet } from '../../../main/network/architectures/resnet.ts';
import { separateNetworks } from '../../../main/network/architectures/separate-networks.ts';
import { livedInWeights, tinyNetwork } from './tiny-network.ts';
import { testEngine } from './test-engine.ts';

const engine = await testEngine();
const depth18 = { ...resnet({ depth: 18, inputChannels: 1, heads: systemOneHeads }), inputSize: 64 };
const small = (name: BackboneName, heads: Heads): Architecture => ({
  ...backbone(name, { inputChannels: 1, heads }),
  inputSize: 64,
});
const attentive = (combined: 'multi-loss' | 'early-fusion'): Architecture => {
  const [att0, att1, att2] = ANTONY_BRANCHES;
  return withAttention(
    { ...small('antony-extended', kellgrenLawrenceHead), inputSize: 96 },
    { branches: { att0, att1, att2 }, classes: 5, combined },
  );
};
const fourNetworks: Architecture = {
  ...separateNetworks((heads) => small('antony', heads), systemOneHeads, 'global'),
  inputSize: 64,
};
const depth50 = { ...resnet({ depth: 50, inputChannels: 1, heads: systemOneHeads }), inputSize: 32 };

/** The largest difference between both interpreters for each output, relative to the output's largest value. */
async function compare(
  architecture: Architecture,
  storage: 'single' | 'half',
): Promise<{ differences: Record<string, number>; bytes: number }> {
  const weights = livedInWeights(architecture, 5);
  const size = architecture.inputSize;
  const random = seededRandom('picture');
  const picture = Float32Array.from({ length: 2 * size * size }, () => random.next());
  const file = writeOnnx(architecture, weights, { weights: storage, metadata: {} });
  const session = await InferenceSession.create(file);
  const answers = await session.run({ image: new Tensor('float32', picture, [2, 1, size, size]) });
  const network = openNetwork(architecture, weights, engine);
  const outputs = forward(network, engine.tf.tensor4d(picture, [2, size, size, 1]), 'inference');
  const differences: Record<string, number> = {};
  for (const [name, output] of Object.entries(outputs)) {
    const ours = Array.from(await (output.rank === 4 ? engine.tf.transpose(output, [0, 3, 1, 2]) : output).data());
    const theirs = answers[name].data as Float32Array; // every output is float32
    const scale = ours.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
    differences[name] = ours.reduce((worst, value, index) => Math.max(worst, Math.abs(value - theirs[index]) / scale), 0);
  }
  network.dispose();
  await session.release();
  return { differences, bytes: file.length };
}

describe('an exported network', () => {
  it.each([
    ['every kind of layer', tinyNetwork()],
    ['ResNet-18', depth18],
    ['ResNet-50', depth50],
    ['DenseNet-121 with the heads of System 4', small('densenet121', multitaskHeads)],
    ['MobileNetV2 with binary heads', small('mobilenet-v2', binaryHeads)],
    ['VGG-16', small('vgg16', kellgrenLawrenceHead)],
    ['the hip finder, which returns maps', { ...hipFinderNetwork(), inputSize: 64 }],
    ['Antony', small('antony', kellgrenLawrenceHead)],
    ['a network per quadrant, and their joint answer', fourNetworks],
    ['three attention branches, each with its own answer', attentive('multi-loss')],
    ['three attention branches fused early', attentive('early-fusion')],
  ])('computes the same as the tfjs forward pass: %s', async (_, architecture) => {
    const { differences } = await compare(architecture, 'single');
    expect(Object.keys(differences)).toEqual(Object.keys(architecture.outputs));
    for (const worst of Object.values(differences)) expect(worst).toBeLessThan(1e-4);
  });

  it('computes almost the same with weights in half precision, in half the bytes', async () => {
    const { differences, bytes } = await compare(depth18, 'half');
    expect(Object.keys(differences)).toEqual(Object.keys(depth18.outputs));
    for (const worst of Object.values(differences)) expect(worst).toBeLessThan(1e-2);
    expect(bytes).toBeLessThan(25e6);
  });

  it('has the outputs and the variable batch axis that inference expects', async () => {
    const architecture = resnet({ depth: 18, inputChannels: 1, heads: systemOneHeads });
    const session = await InferenceSession.create(
      writeOnnx(architecture, livedInWeights(architecture, 1), { weights: 'half', metadata: { 'osteograde.card': '{}' } }),
    );
    expect([...session.inputNames]).toEqual(['image']);
    const quadrants = ['femur-superior', 'femur-inferior', 'acetabulum-superior', 'acetabulum-inferior'];
    expect([...session.outputNames]).toEqual(['global', ...quadrants, 'features']);
    const answers = await session.run({ image: new Tensor('float32', new Float32Array(3 * 224 * 224), [3, 1, 224, 224]) });
    expect(answers.features.dims).toEqual([3, 512, 7, 7]);
    expect(answers['femur-superior'].dims).toEqual([3, 4]);
    expect(answers.global.dims).toEqual([3, 1]);
    await session.release();
  });
});
