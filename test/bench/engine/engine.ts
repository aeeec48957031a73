// `npm run bench:engine`: our training step and inference against Debian's PyTorch, same weights, same threads, taking turns in one run.
// Options: --networks=resnet18,... --precisions=fp32,bf16 --batch=32 --size=224 --pairs=7 --threads=2 --out=FILE.json --check (first loss and
// gradients only).

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import * as tf from '@tensorflow/tfjs';
import type { Scalar, Tensor4D } from '@tensorflow/tfjs';
import type { Engine } from '../../../main/tensor/engine.ts';
import { openEngine } from '../../../main/tensor/open-engine.ts';
import { buildNetwork, NETWORKS, toTfjs } from './networks.ts';
import type { BenchNetwork, NetworkName } from './networks.ts';
import { startPeer } from './peer.ts';
import type { Peer } from './peer.ts';

const { values: options } = parseArgs({
  options: {
    networks: { type: 'string', default: 'resnet18,densenet121,mobilenet_v2' },
    precisions: { type: 'string', default: 'fp32,bf16' },
    batch: { type: 'string', default: '32' },
    size: { type: 'string', default: '224' },
    pairs: { type: 'string', default: '7' },
    threads: { type: 'string', default: String(availableParallelism()) },
    out: { type: 'string', default: 'build/bench/engine.json' },
    check: { type: 'boolean', default: false },
  },
});
const [batch, size, pairs, threads] = [options.batch, options.size, options.pairs, options.threads].map(Number) as [
  number,
  number,
  number,
  number,
];

interface Timing {
  readonly ours: number;
  readonly peer: number;
  /** The peer's time over ours, median of the pairs, with the smallest and largest. */
  readonly ratio: readonly [number, number, number];
}
interface Row {
  readonly network: string;
  readonly precision: string;
  readonly lossDifference: number;
  readonly gradientDifference: number;
  readonly train?: Timing;
  readonly infer?: Timing;
  readonly memory?: { readonly ours: number; readonly peer: number };
}

const rows: Row[] = [];
let versions = {};
for (const network of options.networks.split(',')) {
  if (!isNetwork(network)) throw new Error(`The networks are ${NETWORKS.join(', ')}, not ${network}.`);
  for (const precision of options.precisions.split(',')) {
    if (precision !== 'fp32' && precision !== 'bf16') throw new Error(`The precisions are fp32 and bf16, not ${precision}.`);
    const row = await measured(network, precision);
    rows.push(row);
    console.log(described(row));
  }
}
mkdirSync(dirname(options.out), { recursive: true });
writeFileSync(options.out, JSON.stringify({ batch, size, threads, pairs, ...versions, rows }, null, 2));

async function measured(name: NetworkName, precision: 'fp32' | 'bf16'): Promise<Row> {
  const opened = await openEngine({ engine: 'libtorch', threads, precision });
  if (!opened.ok) throw new Error(opened.failure.message);
  const engine = opened.value;
  const folder = mkdtempSync(join(tmpdir(), 'osteograde-bench-'));
  const peer = await startPeer({ network: name, batch, size, threads, precision, folder });
  versions = { engine: engine.version, peer: peer.version };
  try {
    const network = buildNetwork(name, peer.stored('weights'), engine);
    const image = peer.stored('input').get('image');
    if (image === undefined) throw new Error('The peer stored no input.');
    const x = tf.tensor4d(image.values, [batch, size, size, 3]);
    const labels = tf.oneHot(tf.tensor1d(Array.from({ length: batch }, (_, k) => (k * 37) % 1000), 'int32'), 1000); // prettier-ignore
    const loss = (): Scalar => tf.losses.softmaxCrossEntropy(labels, network.forward(x, true)).asScalar();
    const compared = await compareFirstStep(engine, peer, network, loss);
    const row: Row = options.check
      ? { network: name, precision, ...compared }
      : { network: name, precision, ...compared, ...(await timed(engine, peer, network, x, loss)) };
    for (const tensor of [x, labels]) tensor.dispose();
    network.dispose();
    return row;
  } finally {
    peer.stop();
    rmSync(folder, { recursive: true });
  }
}

/** At the same weights: relative difference of the loss, and the largest relative difference (in norm) of a gradient. */
async function compareFirstStep(
  engine: Engine,
  peer: Peer,
  network: BenchNetwork,
  loss: () => Scalar,
): Promise<{ lossDifference: number; gradientDifference: number }> {
  const theirs = await peer.tell('first');
  const expected = peer.stored('gradients');
  const state = [...network.trained];
  return tf.tidy(() => {
    const { loss: value, gradients } = engine.kernels.lossAndGradients(
      loss,
      state.map(([, variable]) => variable),
    );
    const compared = state.map(([name], k) => {
      const [gradient, reference] = [gradients[k], expected.get(name)];
      if (gradient === undefined || reference === undefined) throw new Error(`No gradient of ${name}`);
      const wanted = toTfjs(tf.tensor(reference.values, [...reference.shape]), name);
      const [error = Number.NaN, norm = Number.NaN] = [tf.sub(gradient, wanted), wanted].map((t) => tf.norm(t).dataSync()[0]);
      return { error, norm };
    });
    // What a batch norm undoes (a bias, a scale) has a gradient that is zero but for rounding: there is no relative error of that.
    const largest = Math.max(...compared.map(({ norm }) => norm));
    const gradientDifference = Math.max(
      ...compared.filter(({ norm }) => norm > 1e-3 * largest).map(({ error, norm }) => error / norm),
    );
    const ours = value.dataSync()[0] ?? Number.NaN;
    return { lossDifference: Math.abs(ours - theirs.loss) / Math.abs(theirs.loss), gradientDifference };
  });
}

async function timed(
  engine: Engine,
  peer: Peer,
  network: BenchNetwork,
  x: Tensor4D,
  loss: () => Scalar,
): Promise<Pick<Row, 'train' | 'infer' | 'memory'>> {
  const variables = [...network.trained.values()];
  const state = engine.kernels.adamState(variables);
  const train = (): void => {
    tf.tidy(() => {
      const { loss: value, gradients } = engine.kernels.lossAndGradients(loss, variables);
      engine.kernels.adamStep(variables, gradients, state, { learningRate: 1e-3 });
      value.dataSync();
    });
  };
  const infer = (): void => {
    tf.tidy(() => {
      network.forward(x, false).sum().dataSync();
    });
  };
  const training = await inTurns(train, () => peer.tell('train'));
  const memory = { ours: engine.memory().peakBytes, peer: (await peer.tell('memory')).peakBytes };
  const inference = await inTurns(infer, () => peer.tell('infer'));
  for (const moment of [...state.first, ...state.second]) moment.dispose();
  return { train: training, infer: inference, memory };
}

/** One after the other, after a warm-up of each. */
async function inTurns(ours: () => void, peer: () => Promise<{ milliseconds: number }>): Promise<Timing> {
  const own: number[] = [];
  const theirs: number[] = [];
  for (let pair = -1; pair < pairs; pair++) {
    const began = performance.now();
    ours();
    const elapsed = performance.now() - began;
    const { milliseconds } = await peer();
    if (pair < 0) continue;
    own.push(elapsed);
    theirs.push(milliseconds);
  }
  const ratios = own.map((time, k) => (theirs[k] ?? Number.NaN) / time).toSorted((a, b) => a - b);
  return {
    ours: median(own),
    peer: median(theirs),
    ratio: [median(ratios), ratios[0] ?? Number.NaN, ratios.at(-1) ?? Number.NaN],
  };
}

function median(list: readonly number[]): number {
  return list.toSorted((a, b) => a - b)[list.length >> 1] ?? Number.NaN;
}

function described(row: Row): string {
  const timing = (name: string, t: Timing | undefined): string =>
    t === undefined
      ? ''
      : `  ${name} ${t.ours.toFixed(0)} ms, PyTorch ${t.peer.toFixed(0)} ms, ${t.ratio.map((r) => r.toFixed(2)).join(' / ')} x`;
  const memory =
    row.memory === undefined
      ? ''
      : `  peak ${(row.memory.ours / 2 ** 20).toFixed(0)} MiB of tensors, PyTorch ${(row.memory.peer / 2 ** 20).toFixed(0)} MiB resident`;
  return `${row.network} ${row.precision}: loss ${row.lossDifference.toExponential(1)}, gradients ${row.gradientDifference.toExponential(1)} apart${timing('train', row.train)}${timing('infer', row.infer)}${memory}`;
}

function isNetwork(name: string): name is NetworkName {
  return NETWORKS.some((known) => known === name);
}
