// Our side of the bench: the network with the folder's weights on the libtorch engine. Answers each line of stdin with one line of JSON.
// Started by sides.ts.

import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import process from 'node:process';
import { createInterface } from 'node:readline';
import * as tf from '@tensorflow/tfjs';
import type { Scalar, Tensor2D, Tensor4D, Variable } from '@tensorflow/tfjs';
import type { LibtorchBackend } from '../../../main/tensor/libtorch/backend.ts';
import { openEngine } from '../../../main/tensor/open-engine.ts';
import type { AdamState } from '../../../main/tensor/training-kernels.ts';
import { gradientsApart } from './gradients-apart.ts';
import { buildNetwork } from './networks.ts';
import type { NetworkName } from './networks.ts';
import { currentMemory, forgetPeak, youngGenerationBytes } from './resident-memory.ts';
import type { SideSettings } from './sides.ts';
import { storedTensors } from './stored-tensors.ts';

// sides.ts passes them.
const settings = JSON.parse(process.argv[2] ?? '{}') as SideSettings & { network: NetworkName };
const { batch, size, folder, precision } = settings;
const opened = await openEngine({ engine: 'libtorch', threads: settings.threads, precision, device: settings.device ?? 'cpu' });
if (!opened.ok) throw new Error(opened.failure.message);
const engine = opened.value;
const { kernels } = engine;
const network = buildNetwork(settings.network, storedTensors(folder, 'weights'), engine);
const variables = [...network.trained.values()];
const [stored] = storedTensors(folder, 'input');
if (stored === undefined) throw new Error('The peer stored no input.');
const image = tf.tensor4d(stored.values, [batch, size, size, 3]);
const labels = tf.tidy((): Tensor2D => tf.oneHot(tf.tensor1d(Array.from({ length: batch }, (_, k) => (k * 37) % 1000), 'int32'), 1000).as2D(batch, 1000)); // prettier-ignore
let state: AdamState | undefined;

const loss = (x: Tensor4D) => (): Scalar => tf.losses.softmaxCrossEntropy(labels, network.forward(x, true)).asScalar();

function train(x: Tensor4D): number {
  const adam = (state ??= kernels.adamState(variables));
  return tf.tidy(() => {
    const { loss: value, gradients } = kernels.lossAndGradients(loss(x), variables);
    kernels.adamStep(variables, gradients, adam, { learningRate: 1e-3 });
    return value.dataSync()[0] ?? Number.NaN;
  });
}

/** Trains on pictures that depend on the step. They are mixed on the engine, because JavaScript's random numbers leave 64 MiB of garbage. */
function trainOn(from: number, to: number): { loss: number; medianMilliseconds: number; tensors: number } {
  const times: number[] = [];
  let value = Number.NaN;
  for (let step = from; step < to; step++) {
    const x = tf.tidy(() => tf.add<Tensor4D>(tf.mul(image, Math.cos(step)), tf.mul(tf.reverse(image, 0), Math.sin(step))));
    const began = performance.now();
    value = train(x);
    times.push(performance.now() - began);
    x.dispose();
  }
  const medianMilliseconds = times.toSorted((a, b) => a - b)[times.length >> 1] ?? Number.NaN;
  return { loss: value, medianMilliseconds, tensors: tf.memory().numTensors };
}

/** Everything that is needed to resume training. */
function trainingState(): Variable[] {
  const adam = (state ??= kernels.adamState(variables));
  return [...network.all.values(), ...adam.first, ...adam.second];
}

function save(file: string): void {
  const step = new Float32Array([state?.step ?? 0]);
  writeFileSync(file, Buffer.concat([step, ...trainingState().map((variable) => variable.dataSync<'float32'>())].map(bytes)));
}

function resume(file: string): void {
  const content = new Uint8Array(readFileSync(file)).buffer;
  let offset = 4;
  for (const variable of trainingState()) {
    const values = new Float32Array(content, offset, variable.size);
    tf.tidy(() => {
      variable.assign(tf.tensor(values, variable.shape));
    });
    offset += values.byteLength;
  }
  if (state !== undefined) state.step = new Float32Array(content, 0, 1)[0] ?? 0;
}

function sha256(): string {
  const hash = createHash('sha256');
  for (const variable of network.all.values()) hash.update(bytes(variable.dataSync<'float32'>()));
  return hash.digest('hex');
}

function bytes(values: Float32Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}

/**
 * Grades of four quadrants and their Grad-CAM, as in peer.py. The head is linear in the mean of the maps, so the gradient of a grade is the
 * grade's weights, as in main/inference/grad-cam.ts.
 */
function evidence(hips: number): object {
  return tf.tidy(() => {
    const maps = network.features(image.slice([0, 0, 0, 0], [hips, -1, -1, -1]));
    const [, height = 1, width = 1, channels = 1] = maps.shape;
    const weight = network.of('fc.weight').slice([0, 0], [-1, 16]);
    const logits = tf.reshape(tf.add(tf.matMul(tf.mean(maps, [1, 2]), weight), network.of('fc.bias').slice([0], [16])), [
      hips,
      4,
      4,
    ]);
    const chosen = tf.cast(tf.equal(logits, tf.max(logits, 2, true)), 'float32');
    const slopes = tf.sum(tf.mul(tf.reshape(weight, [1, channels, 4, 4]), tf.reshape(chosen, [hips, 1, 4, 4])), 3);
    const cams = tf.relu(tf.div(tf.matMul(tf.reshape(maps, [hips, height * width, channels]), slopes), height * width));
    const read = tf.concat([tf.reshape(cams, [-1]), tf.reshape(tf.softmax(logits), [-1])], 0).dataSync<'float32'>();
    const sum = read.subarray(0, cams.size).reduce((total, value) => total + value, 0);
    const probabilities = read.subarray(cams.size);
    let grades = 0;
    for (let k = 0; k < probabilities.length; k += 4) {
      const four = probabilities.subarray(k, k + 4);
      grades += four.indexOf(Math.max(...four));
    }
    return { sum, grades };
  });
}

/** Where a step's time goes on a GPU: each call of the addon, waited for. Also the time until all work of a step is queued. */
function profile(steps: number): object {
  const backend = tf.backend() as LibtorchBackend;
  const { addon } = backend;
  const methods = Object.entries(addon).filter(
    (entry): entry is [string, (...rest: unknown[]) => unknown] => typeof entry[1] === 'function',
  );
  const probe = addon.write(Float32Array.of(0), [1], 0);
  const wait = (): void => void addon.read(probe);
  const queued: number[] = [];
  for (let step = 0; step < steps; step++) {
    wait();
    const began = performance.now();
    const adam = (state ??= kernels.adamState(variables));
    tf.tidy(() => {
      const { gradients } = kernels.lossAndGradients(loss(image), variables);
      kernels.adamStep(variables, gradients, adam, { learningRate: 1e-3 });
      queued.push(performance.now() - began);
      wait();
      queued.push(performance.now() - began);
    });
  }
  const spent = new Map<string, [number, number]>();
  for (const [name, method] of methods) {
    if (['read', 'release', 'describe', 'memory'].includes(name)) continue;
    Object.assign(addon, {
      [name]: (...rest: unknown[]): unknown => {
        wait();
        const began = performance.now();
        const result = method(...rest);
        wait();
        const key = `${name} ${rest.filter((value) => Array.isArray(value) && value.length < 12).map((value) => String(value)).join(' | ')}`; // prettier-ignore
        const [time, count] = spent.get(key) ?? [0, 0];
        spent.set(key, [time + performance.now() - began, count + 1]);
        return result;
      },
    });
  }
  for (let step = 0; step < steps; step++) train(image);
  for (const [name, method] of methods) Object.assign(addon, { [name]: method });
  const rows = [...spent].toSorted((a, b) => b[1][0] - a[1][0]).slice(0, 60).map(([key, [time, count]]) => `${(time / steps).toFixed(3)} ms ${count / steps} x ${key}`); // prettier-ignore
  const sum = [...spent.values()].reduce((total, [time]) => total + time, 0) / steps;
  return { queued: queued.slice(-6), sum, rows };
}

const commands: Readonly<Record<string, (...rest: string[]) => object>> = {
  train: () => ({ loss: train(image) }),
  infer: () => ({ sum: tf.tidy(() => network.forward(image, false).sum().dataSync()[0] ?? Number.NaN) }),
  evidence: (hips) => evidence(Number(hips)),
  profile: (steps) => profile(Number(steps)),
  warm: () => {
    for (let step = 0; step < 3; step++) train(image);
    return {};
  },
  compare: () => gradientsApart(engine, network, loss(image), folder, precision),
  steps: (from, to) => trainOn(Number(from), Number(to)),
  save: (file = '') => {
    save(file);
    return {};
  },
  resume: (file = '') => {
    resume(file);
    return {};
  },
  sha256: () => ({ text: sha256() }),
  settle: () => {
    globalThis.gc?.();
    forgetPeak();
    engine.memory();
    return { ...currentMemory(), youngBytes: youngGenerationBytes() };
  },
  memory: () => ({ ...currentMemory(), tensorPeakBytes: engine.memory().peakBytes }),
};

const say = (answer: object): void => {
  process.stdout.write(`${JSON.stringify(answer)}\n`);
};
say({ text: `${engine.version}, Node ${process.versions.node}` });
for await (const line of createInterface({ input: process.stdin })) {
  const [name = '', ...rest] = line.split(' ');
  try {
    const began = performance.now();
    const answer = commands[name]?.(...rest) ?? { problem: `no command ${name}` };
    say({ milliseconds: performance.now() - began, ...answer });
  } catch (error) {
    say({ problem: String(error) });
  }
}
