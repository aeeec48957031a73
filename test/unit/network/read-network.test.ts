// A network read back from its exported file: the same layers, weights and outputs, and a reason for every file that is none of ours.

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { valueOrThrow } from '../../../main/domain/failure.ts';
import type { Architecture, Layer } from '../../../main/network/architecture.ts';
import { ANTONY_BRANCHES } from '../../../main/network/architectures/antony.ts';
import { withAttention } from '../../../main/network/architectures/attention.ts';
import { backbone, type BackboneName } from '../../../main/network/architectures/backbone.ts';
import { binaryHeads, kellgrenLawrenceHead, multitaskHeads, systemOneHeads } from '../../../main/network/architectures/heads.ts';
import { hipFinderNetwork } from '../../../main/network/architectures/locating-networks.ts';
import { separateNetworks } from '../../../main/network/architectures/separate-networks.ts';
import { foldBatchNorm } from '../../../main/network/fold-batch-norm.ts';
import { readNetwork } from '../../../main/network/onnx/read-network.ts';
import { writeOnnx } from '../../../main/network/onnx/write-onnx.ts';
import { parameterSpecs, type Weights } from '../../../main/network/parameters.ts';
import { tinyNetwork } from './tiny-network.ts';

const on = (name: BackboneName, heads: Parameters<typeof backbone>[1]['heads']): Architecture =>
  backbone(name, { inputChannels: 1, heads });
const [att0, att1, att2] = ANTONY_BRANCHES;
const attentive = withAttention(
  { ...on('antony-extended', kellgrenLawrenceHead), inputSize: 96 },
  { branches: { att0, att1, att2 }, classes: 5, combined: 'multi-loss' },
);

/** Each tensor has a value of its own. */
function weightsOf(architecture: Architecture): Weights {
  return new Map(
    parameterSpecs(architecture).map(({ name, shape }, at) => {
      const count = shape.reduce((product, edge) => product * edge, 1);
      return [name, { shape, data: new Float32Array(count).fill(0.5 + at / 1000) }];
    }),
  );
}

/** The file keeps epsilon in 32 bits. */
function stored(layer: Layer): Layer {
  return layer.kind === 'batch-norm' ? { ...layer, epsilon: Math.fround(layer.epsilon) } : layer;
}

function bytesOf(data: Float32Array = new Float32Array(0)): Buffer {
  return Buffer.from(data.buffer, data.byteOffset, data.byteLength);
}

describe('an exported network read back', () => {
  it.each([
    ['every kind of layer', tinyNetwork()],
    ['ResNet-18', on('resnet18', systemOneHeads)],
    ['DenseNet-121', on('densenet121', multitaskHeads)],
    ['MobileNetV2', on('mobilenet-v2', binaryHeads)],
    ['VGG-16 for small pictures', { ...on('vgg16', kellgrenLawrenceHead), inputSize: 64 }],
    ['the hip finder', hipFinderNetwork()],
    ['attention on pictures that are not square', { ...attentive, inputWidth: 96 }],
    ['a network per answer', separateNetworks((heads) => on('antony', heads), systemOneHeads, 'global')],
  ])('has the layers and weights that were written: %s', (_, architecture) => {
    const weights = weightsOf(architecture);
    const folded = foldBatchNorm(architecture, weights);
    const read = valueOrThrow(readNetwork(writeOnnx(architecture, weights, { weights: 'single', metadata: {} })));
    const { networks: _networks, inputWidth, ...expected } = folded.architecture;
    expect(read.architecture).toEqual({
      ...expected,
      ...(inputWidth === undefined || inputWidth === expected.inputSize ? {} : { inputWidth }),
      layers: expected.layers.map(stored),
    });
    for (const [name, { shape, data }] of folded.weights) {
      expect(read.weights.get(name)?.shape).toEqual(shape);
      expect(bytesOf(read.weights.get(name)?.data).equals(bytesOf(data))).toBe(true);
    }
  });

  it.each(['masked-resnet18-phantom', 'masked-resnet18-phantom-2', 'knee-mobilenet-three'])('can be %s', (name) => {
    const file = fileURLToPath(new URL(`../../../resources/models/${name}.onnx`, import.meta.url));
    const { architecture } = valueOrThrow(readNetwork(readFileSync(file)));
    expect(Object.keys(architecture.outputs).length).toBeGreaterThan(1);
  });

  it.each([
    ['an operator that no network here has', 'Relu', 'Selu', 'Selu'],
    ['a weight that is missing', 'conv1.weight', 'conv9.weight', 'conv1'],
    ['an input of another name', 'image', 'imagf', 'conv1'],
  ])('is refused with a reason: %s', (_, word, other, named) => {
    const file = Buffer.from(writeOnnx(tinyNetwork(), weightsOf(tinyNetwork()), { weights: 'single', metadata: {} }));
    const at = file.indexOf(word);
    expect(at).toBeGreaterThan(0);
    file.write(other, at);
    const read = readNetwork(file);
    expect(read.ok ? '' : read.failure.message).toContain(named);
  });

  it('is refused if it is damaged', () => {
    const read = readNetwork(Uint8Array.from({ length: 4000 }, (_, at) => (at * 37) % 256));
    expect(read.ok ? null : read.failure.code).toBe('model-malformed');
  });
});
