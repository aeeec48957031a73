// A model small enough to check by hand: one convolution of 32 x 32 blocks, eight channels, System 1's heads. The project's own
// ONNX writer writes it to disk.

import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { perQuadrant, type Quadrant } from '../../../main/domain/quadrant.ts';
import { seededRandom } from '../../../main/domain/random.ts';
import { IMAGE, type Architecture } from '../../../main/network/architecture.ts';
import { systemOneHeads, type Heads } from '../../../main/network/architectures/heads.ts';
import { initialWeights } from '../../../main/network/initialise.ts';
import { writeOnnx } from '../../../main/network/onnx/write-onnx.ts';
import { parameterNamed, type Weights } from '../../../main/network/parameters.ts';

export const CHANNELS = 8;

export const architecture = tinyArchitecture(systemOneHeads);

/** The tiny network with the answers of another system. */
export function tinyArchitecture(chosen: Heads): Architecture {
  const heads = chosen('pool', CHANNELS);
  return {
    name: 'tiny',
    inputChannels: 1,
    inputSize: 224,
    layers: [
      {
        kind: 'convolution',
        name: 'blocks',
        input: IMAGE,
        inputChannels: 1,
        outputChannels: CHANNELS,
        kernel: 32,
        stride: 32,
        padding: 0,
        bias: false,
      },
      { kind: 'relu', name: 'rectified', input: 'blocks' },
      { kind: 'global-average-pool', name: 'pool', input: 'rectified' },
      ...heads.layers,
    ],
    outputs: { ...heads.outputs, features: 'rectified' },
  };
}

export const tinyWeights = (seed: number): Weights => initialWeights(architecture, seededRandom(seed));

/** Writes `<name>.onnx` and its card into a folder and returns the path of the ONNX file. `change` may spoil the card. */
export function writeTinyModel(
  folder: string,
  options: {
    name?: string;
    weights?: Weights;
    network?: Architecture;
    heads?: (weights: Weights) => Record<string, unknown>;
    change?: (card: Record<string, unknown>) => Record<string, unknown>;
  } = {},
): string {
  const { name = 'tiny', weights = tinyWeights(1), network = architecture, heads = cardHeads, change = (card) => card } = options;
  const onnx = writeOnnx(network, weights, { weights: 'half', metadata: {} });
  const path = join(folder, `${name}.onnx`);
  writeFileSync(path, onnx);
  const card = {
    name,
    version: '1.0.0',
    description: 'A model for tests.',
    system: 1,
    strategy: 'masked',
    backbone: 'tiny',
    preprocessing: { spacingMm: 0.4, size: 224, intensity: '(x - p5) / (p95 - p5)' },
    training: { data: 'none', synthetic: true, seed: 1 },
    figures: [],
    limits: 'For tests only.',
    sha256: createHash('sha256').update(onnx).digest('hex'),
    heads: heads(weights),
  };
  writeFileSync(join(folder, `${name}.json`), JSON.stringify(change(card)));
  return path;
}

/** Returns one dense layer in the form of a card. */
export function cardHead(weights: Weights, layer: string) {
  return { weight: base64(weights, `${layer}.weight`), bias: base64(weights, `${layer}.bias`) };
}

export function cardHeads(weights: Weights): Record<string, unknown> {
  const head = (layer: string) => cardHead(weights, layer);
  return { global: head('global'), ...perQuadrant((quadrant: Quadrant) => head(`quadrant.${quadrant}`)) };
}

function base64(weights: Weights, name: string): string {
  const { data } = parameterNamed(weights, name);
  return Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('base64');
}
