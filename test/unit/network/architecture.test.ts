// Architectures as data, their weights, and the safetensors format.

import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../main/domain/random.ts';
import { withAttention } from '../../../main/network/architectures/attention.ts';
import { backbone } from '../../../main/network/architectures/backbone.ts';
import { checkWeights } from '../../../main/network/check-weights.ts';
import { fusedPlan } from '../../../main/network/fused-plan.ts';
import { classifierHead, kellgrenLawrenceHead, systemOneHeads } from '../../../main/network/architectures/heads.ts';
import { initialWeights } from '../../../main/network/initialise.ts';
import { featureGrid } from '../../../main/network/layer-shapes.ts';
import { countTrained, parameterSpecs, type Parameter } from '../../../main/network/parameters.ts';
import { resnet } from '../../../main/network/architectures/resnet.ts';
import { VGG16_BRANCHES } from '../../../main/network/architectures/vgg.ts';
import { readSafetensors, writeSafetensors } from '../../../main/network/safetensors.ts';
import { tinyNetwork } from './tiny-network.ts';

const fixture: Record<string, Record<string, number[]>> = JSON.parse(
  readFileSync(new URL('../../fixtures/network/torchvision-shapes.json', import.meta.url), 'utf8'),
);

describe('a residual network', () => {
  it.each([18, 34, 50] as const)("of depth %i has torchvision's tensors, by name and shape", (depth) => {
    const specs = parameterSpecs(resnet({ depth, inputChannels: 3, heads: classifierHead(1000) }));
    expect(Object.fromEntries(specs.map(({ name, shape }) => [name, shape]))).toEqual(fixture[`resnet${depth}`]);
  });

  it('runs batch norm, sum and ReLU in one step if nothing else reads the results in between', () => {
    const plan = fusedPlan(resnet({ depth: 18, inputChannels: 1, heads: systemOneHeads }));
    expect(plan.filter(({ relu }) => relu)).toHaveLength(17);
    expect(plan.filter(({ layer }) => layer.kind === 'relu')).toHaveLength(0);
  });
});

it.each([
  ['resnet18', 112, 4],
  ['vgg16', 112, 3],
  ['densenet121', 112, 3],
  ['mobilenet-v2', 224, 7],
  ['antony', 224, 6],
] as const)('the last map of %s has the expected edge for pictures of %i pixels: %i', (name, size, edge) => {
  expect(featureGrid(backbone(name, { inputChannels: 1, heads: systemOneHeads }), size)).toBe(edge);
});

describe('the network of System 3', () => {
  const vgg = backbone('vgg16', { inputChannels: 1, heads: kellgrenLawrenceHead });
  const [att0, att1, att2] = VGG16_BRANCHES;

  it('on VGG-16 with the branches att0 and att1 has about 7.7 million parameters, as published', () => {
    const network = withAttention(vgg, { branches: { att0, att1 }, classes: 5, combined: 'multi-loss' });
    expect(countTrained(network) / 1e6).toBeCloseTo(7.7, 1);
    expect(network.layers.some(({ name }) => name === att2)).toBe(false); // no output needs the fifth block
    expect(Object.keys(network.outputs)).toEqual(['att0', 'att1', 'att0-mask', 'att1-mask', 'features']);
  });

  it('refuses to attend to a map that does not exist', () => {
    expect(() => withAttention(vgg, { branches: { att0: 'layer9' }, classes: 5, combined: 'multi-loss' })).toThrow('layer9');
  });
});

describe('initial weights', () => {
  const architecture = tinyNetwork();

  it('are He-normal by fan-out', () => {
    const wide = { ...architecture, layers: [{ ...architecture.layers[0], outputChannels: 4096 }] };
    const { data } = initialWeights(wide, seededRandom(3)).get('conv1.weight') ?? { data: new Float32Array() };
    const variance = data.reduce((sum, value) => sum + value * value, 0) / data.length;
    expect(variance * 4096 * 9).toBeCloseTo(2, 1);
  });

  it('are the same for the same seed, and each tensor draws from its own stream', () => {
    const weights = initialWeights(architecture, seededRandom(3));
    expect(initialWeights(architecture, seededRandom(3))).toEqual(weights);
    const headless = { ...architecture, layers: architecture.layers.filter(({ name }) => name !== 'conv1') };
    expect(initialWeights(headless, seededRandom(3)).get('conv2.weight')).toEqual(weights.get('conv2.weight'));
    expect(initialWeights(architecture, seededRandom(4)).get('conv2.weight')).not.toEqual(weights.get('conv2.weight'));
  });

  it('of ResNet-18 with the heads of System 1 have 11,178,961 trained values', () => {
    expect(countTrained(resnet({ depth: 18, inputChannels: 1, heads: systemOneHeads }))).toBe(11_178_961);
  });
});

describe('weights from a file', () => {
  it('are refused if a tensor does not fit, and the tensor is named', () => {
    const architecture = tinyNetwork();
    const weights = new Map(initialWeights(architecture, seededRandom(1)));
    weights.set('conv2.weight', { shape: [8, 4, 3, 3], data: new Float32Array(288) });
    const checked = checkWeights(architecture, weights);
    expect(checked.ok ? '' : checked.failure.message).toContain(
      'conv2.weight with shape [8, 8, 3, 3], but the weights have [8, 4, 3, 3]',
    );
    weights.delete('conv2.weight');
    expect(checkWeights(architecture, weights)).toMatchObject({ ok: false, failure: { code: 'model-malformed' } });
  });

  const parameter = fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 3 }).chain((shape) => {
    const count = shape.reduce((product, edge) => product * edge, 1);
    return fc.float32Array({ minLength: count, maxLength: count }).map((data): Parameter => ({ shape, data }));
  });
  const name = fc
    .string({ minLength: 1 })
    .filter((text) => text !== '__metadata__' && text !== '__proto__' && !/^\d+$/.test(text));

  it('are unchanged after writing and reading safetensors', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.tuple(name, parameter), { selector: ([key]) => key }), (entries) => {
        const read = readSafetensors(writeSafetensors(new Map(entries), { kind: 'test' }));
        expect(read).toEqual({ ok: true, value: { weights: new Map(entries), metadata: { kind: 'test' } } });
      }),
    );
  });

  it('are refused and never misread if the file is truncated or of another kind', () => {
    const bytes = writeSafetensors(initialWeights(tinyNetwork(), seededRandom(1)));
    fc.assert(
      fc.property(fc.integer({ min: 0, max: bytes.length - 1 }), (length) => {
        expect(readSafetensors(bytes.subarray(0, length)).ok).toBe(false);
      }),
    );
    fc.assert(fc.property(fc.uint8Array({ maxLength: 64 }), (noise) => void readSafetensors(noise)));
  });
});
