// Weights from PyTorch and ONNX files. Anything else is refused and never run.

import { existsSync, readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../main/domain/random.ts';
import { backbone } from '../../../../main/network/architectures/backbone.ts';
import { forward } from '../../../../main/network/forward.ts';
import { classifierHead, systemOneHeads } from '../../../../main/network/architectures/heads.ts';
import { foldBatchNorm } from '../../../../main/network/fold-batch-norm.ts';
import { initialWeights } from '../../../../main/network/initialise.ts';
import { openNetwork } from '../../../../main/network/network.ts';
import { parameterNamed } from '../../../../main/network/parameters.ts';
import { writeOnnx } from '../../../../main/network/onnx/write-onnx.ts';
import { writeSafetensors } from '../../../../main/network/safetensors.ts';
import { fitWeights } from '../../../../main/network/weights/fit-weights.ts';
import { readWeightsFile } from '../../../../main/network/weights/read-weights.ts';
import { recalibrateBatchNorm } from '../../../../main/network/weights/recalibrate.ts';
import { valueOrThrow } from '../../../../main/domain/failure.ts';
import type { Engine, Tensor, Tensor4D } from '../../../../main/network/tensors.ts';
import { testEngine } from '../test-engine.ts';
import { livedInWeights, tinyNetwork, wideNetwork } from '../tiny-network.ts';

const pth = (name: string): Uint8Array =>
  new Uint8Array(readFileSync(new URL(`../../../fixtures/network/pth/${name}.pth`, import.meta.url)));
const message = (bytes: Uint8Array): string => {
  const read = readWeightsFile(bytes);
  return read.ok ? 'read' : `${read.failure.code}: ${read.failure.message}`;
};

describe('an exported model', () => {
  it('can be trained on: its folded batch norms come back as identities with the same answers', () => {
    const architecture = backbone('resnet18', { inputChannels: 1, heads: systemOneHeads });
    const trained = initialWeights(architecture, seededRandom('trained'));
    const folded = foldBatchNorm(architecture, trained).weights;
    const fitted = valueOrThrow(fitWeights(architecture, folded, initialWeights(architecture, seededRandom('other'))));
    expect(fitted.kept).toEqual([]);
    const again = foldBatchNorm(architecture, fitted.weights).weights;
    for (const [name, { data }] of folded) {
      const back = again.get(name)?.data ?? new Float32Array(data.length).fill(NaN);
      const difference = back.reduce((largest, value, at) => Math.max(largest, Math.abs(value - data[at])), 0);
      expect(difference).toBeLessThan(1e-5);
    }
  });
});

describe('a .pth file', () => {
  it.each(['zip', 'row', 'checkpoint'])('returns its tensors by name, for all types and strides: %s', (name) => {
    const weights = valueOrThrow(readWeightsFile(pth(name)));
    const first = Array.from({ length: 12 }, (_, index) => index);
    expect(weights.get('module.plain.weight')).toEqual({
      shape: [2, 3, 4],
      data: Float32Array.from({ length: 24 }, (_, i) => i),
    });
    expect(weights.get('module.turned.weight')?.shape).toEqual([4, 2, 3]);
    expect([...(weights.get('module.turned.weight')?.data ?? [])].slice(0, 8)).toEqual([0, 4, 8, 12, 16, 20, 1, 5]);
    expect([...(weights.get('module.part.weight')?.data ?? [])]).toEqual([16, 17, 18, 19, 20, 21, 22, 23]);
    for (const each of ['half', 'brain', 'double']) expect([...(weights.get(`module.${each}`)?.data ?? [])]).toEqual(first);
    expect(weights.get('module.norm.num_batches_tracked')?.data[0]).toBe(7);
  });

  it.each([
    ['hostile-system', /calls (posix|os)\.system/],
    ['hostile-eval-row', /calls (builtins|__builtin__)\.eval/],
    ['whole-module', /calls torch\.nn\.modules\.linear\.Linear/],
    ['not-torch', /without the entry data.pkl/],
  ])('that calls code is refused, and the call is named: %s', (name, reason) => {
    expect(message(pth(name))).toMatch(/^model-malformed: /);
    expect(message(pth(name))).toMatch(reason);
  });

  it('that would grow a thousandfold is not unpacked', () => {
    const bomb = zipSync({ 'archive/data.pkl': new Uint8Array(2_000_000) });
    expect(bomb.length).toBeLessThan(20_000);
    expect(message(bomb)).toMatch(/more than a hundred times its size/);
  });

  it('is read or refused, without a crash, when bytes are changed or missing', () => {
    for (const name of ['zip', 'row']) {
      const bytes = pth(name);
      const change = fc.tuple(fc.nat(bytes.length - 1), fc.nat(255));
      fc.assert(
        fc.property(fc.array(change, { maxLength: 4 }), fc.nat(bytes.length), (changes, length) => {
          const broken = Uint8Array.from(bytes);
          for (const [place, value] of changes) broken[place] = value;
          expect(message(broken)).toMatch(/^(read$|model-malformed: )/);
          expect(message(bytes.subarray(0, Math.min(length, bytes.length - 30)))).toMatch(/^model-malformed/);
        }),
        { numRuns: 300 },
      );
    }
  });
});

describe('an ONNX file', () => {
  const architecture = tinyNetwork();
  const weights = livedInWeights(architecture, 4);

  it('returns the weights that were written', () => {
    const read = valueOrThrow(readWeightsFile(writeOnnx(architecture, weights, { weights: 'single', metadata: {} })));
    expect(read.get('global.weight')).toEqual(parameterNamed(weights, 'global.weight'));
    expect(read.get('conv2.weight')?.shape).toEqual([8, 8, 3, 3]);
  });

  it('returns large weights in half precision, and small ones as they are', () => {
    const wide = wideNetwork();
    const lived = livedInWeights(wide, 4);
    const [single, half] = (['single', 'half'] as const).map((precision) =>
      valueOrThrow(readWeightsFile(writeOnnx(wide, lived, { weights: precision, metadata: {} }))),
    );
    const dataOf = (read: typeof single, name: string): readonly number[] => [...parameterNamed(read, name).data];
    expect(dataOf(half, 'conv2.weight')).toEqual([...new Float16Array(dataOf(single, 'conv2.weight'))]);
    for (const small of ['conv1.weight', 'conv2.bias', 'global.weight'])
      expect(dataOf(half, small)).toEqual(dataOf(single, small));
  });

  it('is refused when truncated', () => {
    const bytes = writeOnnx(architecture, weights, { weights: 'single', metadata: {} });
    expect(message(bytes.subarray(0, 1000))).toMatch(/^model-malformed/);
  });
});

describe('weights from elsewhere', () => {
  const grey = tinyNetwork();
  const colour = {
    ...grey,
    inputChannels: 3,
    layers: grey.layers.map((each, index) => (index === 0 && each.kind === 'convolution' ? { ...each, inputChannels: 3 } : each)),
  };

  it('are summed into one grey channel, which answers like three equal colours', async () => {
    const engine = await testEngine();
    const { tf } = engine;
    const coloured = livedInWeights(colour, 2);
    const fitted = valueOrThrow(fitWeights(grey, coloured, initialWeights(grey, seededRandom(1))));
    expect(fitted.kept).toEqual([]);
    const picture: Tensor4D = tf.randomUniform([2, 32, 32, 1], 0, 1, 'float32', 3);
    const one = openNetwork(grey, fitted.weights, engine);
    const three = openNetwork(colour, coloured, engine);
    const [first, second] = [
      forward(one, picture, 'inference').global,
      forward(three, tf.concat([picture, picture, picture], 3), 'inference').global,
    ];
    expect(tf.max(tf.abs(tf.sub(first, second))).dataSync()[0]).toBeLessThan(1e-5);
  });

  it('leave heads of another width at their initial weights and list them; any other mismatch is refused and named', () => {
    const [file, first] = [livedInWeights(grey, 2), initialWeights(grey, seededRandom(1))];
    const other = new Map([...file].map(([name, each]) => [`module.${name}`, each]));
    other.set('module.global.weight', { shape: [1000, 8], data: new Float32Array(8000) });
    const fitted = valueOrThrow(fitWeights(grey, other, first));
    expect(fitted.kept).toEqual(['global.weight']);
    expect(fitted.weights.get('global.weight')).toBe(parameterNamed(first, 'global.weight'));
    expect(fitted.weights.get('conv2.weight')).toBe(parameterNamed(file, 'conv2.weight'));
    other.delete('module.conv2.weight');
    expect(fitWeights(grey, other, first)).toMatchObject({ ok: false, failure: { code: 'model-malformed' } });
  });

  it('are read in every format by one function', () => {
    const weights = livedInWeights(grey, 3);
    expect(valueOrThrow(readWeightsFile(writeSafetensors(weights)))).toEqual(weights);
  });

  it('answer as before after batch norm adopts the statistics of the data, also in training mode', async () => {
    const engine = await testEngine();
    const { tf } = engine;
    const [network, untouched] = [0, 1].map(() => openNetwork(grey, livedInWeights(grey, 7), engine));
    const pictures: Tensor4D = tf.randomUniform([16, 32, 32, 1], 0, 1, 'float32', 5);
    const answer = (mode: 'training' | 'inference') => forward(network, pictures, mode)['femur-superior'];
    const before = answer('inference');
    const trainedBefore = forward(untouched, pictures, 'training')['femur-superior'];
    const differs = (after: Tensor) => tf.max(tf.abs(tf.sub(after, before))).dataSync()[0];
    expect(differs(trainedBefore)).toBeGreaterThan(0.05);
    await recalibrateBatchNorm(network, [pictures.slice(0, 10), pictures.slice(10)]);
    expect(differs(answer('inference'))).toBeLessThan(1e-5);
    expect(differs(answer('training'))).toBeLessThan(5e-3); // batch statistics are biased
    for (const each of [network, untouched]) each.dispose();
  });
});

const supplied = new URL('../../../../../shared/data/weights/mobilenet_v2_qat_dequant_torchvision.pth', import.meta.url);

const drawnPicture: { classes: number[]; logits: number[] } = JSON.parse(
  readFileSync(new URL('../../../fixtures/network/supplied-mobilenet.json', import.meta.url), 'utf8'),
);
const CLASSES = 1000;

/** A striped disc on a colour gradient, as drawn by make-supplied-mobilenet.py. */
function drawPicture({ tf }: Engine): Tensor4D {
  const size = 96;
  const values = new Float32Array(size * size * 3);
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const inside = (x - 48) ** 2 + (y - 48) ** 2 < 30 ** 2;
      const colour = inside ? [Math.floor(x / 6) % 2 === 0 ? 240 : 30, 120, 20] : [x * 2, y * 2, 200];
      for (const [channel, value] of colour.entries()) values[(y * size + x) * 3 + channel] = value / 127.5 - 1;
    }
  }
  return tf.tensor4d(values, [1, size, size, 3]);
}

describe.skipIf(!existsSync(supplied))('the supplied MobileNetV2 (skipped if it is not beside this checkout)', () => {
  const classifier = backbone('mobilenet-v2', { inputChannels: 3, heads: classifierHead(CLASSES, 'classifier.1') });
  const file = existsSync(supplied) ? new Uint8Array(readFileSync(supplied)) : new Uint8Array();

  it('fits our MobileNetV2 completely', () => {
    const weights = valueOrThrow(readWeightsFile(file));
    expect(valueOrThrow(fitWeights(classifier, weights, new Map())).kept).toEqual([]);
  });

  it('classifies a drawn picture like PyTorch, before and after its batch norm is recalibrated', async () => {
    const { classes, logits } = drawnPicture;
    const engine = await testEngine();
    const { tf } = engine;
    const network = openNetwork(classifier, valueOrThrow(readWeightsFile(file)), engine);
    const picture = tf.tidy(() => drawPicture(engine));
    const classify = async () => {
      const answer = [...(await forward(network, picture, 'inference').logits.data())];
      const ranked = answer.map((_, index) => index).toSorted((one, other) => answer[other] - answer[one]);
      expect(ranked.slice(0, 3)).toEqual(classes.slice(0, 3));
      for (const [place, index] of classes.entries()) expect(answer[index]).toBeCloseTo(logits[place], 2);
    };
    await classify();
    await recalibrateBatchNorm(network, [picture]);
    await classify();
    network.dispose();
  });

  it('initialises a grey network with our heads', () => {
    const architecture = backbone('mobilenet-v2', { inputChannels: 1, heads: systemOneHeads });
    const fitted = valueOrThrow(
      fitWeights(architecture, valueOrThrow(readWeightsFile(file)), initialWeights(architecture, seededRandom(1))),
    );
    expect(fitted.kept).toHaveLength(10);
  });
});
