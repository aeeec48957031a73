// Checks that the heatmaps of an exported network match the trainer's. The first come in closed form from the exported network's outputs,
// the second from automatic differentiation of the trainer's own network.

import { failed, success, type Result } from '../../domain/failure.ts';
import { answeredGradient } from '../../domain/ordinal-answer.ts';
import { answerShares, type KneeOutputs, type PlaceMap, sumMaps } from '../../inference/knee-evidence.ts';
import { kneeAnswer } from '../../inference/knee-model.ts';
import { runOnnx, type NamedArray } from '../../inference/run-onnx.ts';
import { gradCamByAutodiff } from '../../network/class-activation.ts';
import { openNetwork, type Network } from '../../network/network.ts';
import { writeOnnx } from '../../network/onnx/write-onnx.ts';
import type { Weights } from '../../network/parameters.ts';
import type { Engine, Scalar, Tensor, Tensor3D, Tensor4D } from '../../network/tensors.ts';
import { TOLERANCE, type ProofPictures } from './prove-export.ts';
import type { KneeNetwork } from './knee-network.ts';
import { exportText } from '../text/export.ts';

/** Few pictures suffice: a backward pass is slow, and a fault shows on every picture. */
const ENOUGH = 2;

/** Returns the largest difference of any place, relative to the map's largest magnitude. Fails with `export-differs` if it is too large. */
export async function proveHeatmaps(
  knee: KneeNetwork,
  weights: Weights,
  { height, width, pictures }: ProofPictures,
  engine: Engine,
): Promise<Result<number>> {
  const onnx = writeOnnx(knee.architecture, weights, { weights: 'single', metadata: {} });
  const network = openNetwork(knee.architecture, weights, engine);
  try {
    let largest = 0;
    for (const picture of pictures.slice(0, ENOUGH)) {
      const answers = await runOnnx(onnx, { values: picture, shape: [1, 1, height, width] });
      if (!answers.ok) return answers;
      const outputs = outputsOf(answers.value);
      const gradient = directionOf(
        answeredGradient(kneeAnswer([outputs], { ...knee, temperature: 1, answer: 'most-probable' }), knee.scale),
      );
      const exported = answerShares(outputs, knee.heads, gradient);
      const image = engine.tf.tensor4d(picture, [1, height, width, 1]);
      const expected = sumMaps(knee.mapLayers.map((map) => sharesByAutodiff(network, knee, { image, map, gradient })));
      image.dispose();
      largest = Math.max(largest, relativeDifference(expected.values, exported.values));
    }
    if (largest <= TOLERANCE.single) return success(largest);
    return failed('export-differs', exportText.heatmapsDiffer({ difference: largest, allowed: TOLERANCE.single }));
  } finally {
    network.dispose();
  }
}

/** Returns what each place of a map adds to the score sum_c gradient_c z_c; it may be negative. */
function sharesByAutodiff(
  network: Network,
  { heads }: KneeNetwork,
  { image, map, gradient }: { readonly image: Tensor4D; readonly map: string; readonly gradient: readonly number[] },
): PlaceMap {
  const { tf } = network.engine;
  const score = (sign: number) => (outputs: Record<string, Tensor>) => {
    const logits = tf.addN(Object.keys(heads).map((name) => outputNamed(outputs, name))); // [1, logits]
    const products = tf.mul(logits, tf.tensor1d(gradient.map((slope) => sign * slope)));
    return tf.sum<Scalar>(products);
  };
  // Grad-CAM keeps only the evidence for a score. The evidence against it is the evidence for its opposite.
  const shares = tf.tidy(() =>
    tf.sub<Tensor3D>(
      gradCamByAutodiff(network, image, { map, score: score(1) }),
      gradCamByAutodiff(network, image, { map, score: score(-1) }),
    ),
  );
  const [, height, width] = shares.shape;
  const values = Float32Array.from(shares.dataSync());
  shares.dispose();
  return { values, height, width };
}

function outputNamed(outputs: Record<string, Tensor>, name: string): Tensor {
  const output = outputs[name];
  if (output === undefined) throw new Error(`The network has no output ${name}.`);
  return output;
}

function outputsOf(answers: ReadonlyMap<string, NamedArray>): KneeOutputs {
  const named = [...answers];
  return {
    logits: Object.fromEntries(
      named.flatMap(([name, { shape, values }]) => (shape.length === 2 ? [[name, Array.from(values)]] : [])),
    ),
    maps: Object.fromEntries(
      named.flatMap(([name, { shape, values }]) => {
        const [, channels, height, width] = shape;
        if (channels === undefined || height === undefined || width === undefined) return []; // not a map
        return [[name, { values, channels, height, width }]];
      }),
    ),
  };
}

/** Scales the gradient to a largest magnitude of 1: that of a nearly certain answer would vanish in single precision. */
function directionOf(gradient: readonly number[]): number[] {
  const most = Math.max(...gradient.map(Math.abs), Number.MIN_VALUE);
  return gradient.map((slope) => slope / most);
}

/** Relative to the largest magnitude. Infinite if a value is NaN or the lengths differ. */
function relativeDifference(expected: Float32Array, exported: Float32Array): number {
  const most = expected.reduce((highest, value) => Math.max(highest, Math.abs(value)), Number.MIN_VALUE);
  const largest = expected.reduce((highest, value, at) => Math.max(highest, Math.abs(value - (exported[at] ?? Number.NaN))), 0);
  return Number.isNaN(largest) ? Infinity : largest / most;
}
