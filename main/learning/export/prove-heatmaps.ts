// Whether the heatmaps of an exported network are the trainer's: in closed form from the exported network's outputs on one side, by
// automatic differentiation of the trainer's own network on the other.

import { failed, success, type Result } from '../../domain/failure.ts';
import { answeredGradient } from '../../domain/ordinal-answer.ts';
import { answerShares, type KneeOutputs, type PlaceMap, sumMaps } from '../../inference/knee-evidence.ts';
import { kneeAnswer } from '../../inference/knee-model.ts';
import { runOnnx, type NamedArray } from '../../inference/run-onnx.ts';
import { gradCamByAutodiff } from '../../network/class-activation.ts';
import { openNetwork, type Network } from '../../network/network.ts';
import { writeOnnx } from '../../network/onnx/write-onnx.ts';
import type { Weights } from '../../network/parameters.ts';
import type { Engine, Scalar, Tensor, Tensor2D, Tensor4D } from '../../network/tensors.ts';
import { TOLERANCE, type ProofPictures } from './prove-export.ts';
import type { KneeNetwork } from './knee-network.ts';

/** A backward pass is dear, and a fault shows on every picture. */
const ENOUGH = 2;

/** The largest difference of any place, as a share of the map's largest magnitude; `export-differs` where it is too large. */
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
      const gradient = direction(answeredGradient(kneeAnswer(outputs, knee), knee.scale));
      const given = answerShares(outputs, knee.heads, gradient);
      const image = engine.tf.tensor4d(picture, [1, height, width, 1]);
      const expected = sumMaps(knee.mapLayers.map((map) => sharesByAutodiff(network, knee, { image, map, gradient })));
      image.dispose();
      largest = Math.max(largest, differenceOf(expected.values, given.values));
    }
    if (largest <= TOLERANCE.single) return success(largest);
    return failed(
      'export-differs',
      `The exported network's heatmaps are not the trainer's: they differ by ${largest.toPrecision(2)}, at most ${TOLERANCE.single} was expected. No model was written. Choose another checkpoint, or report this.`,
    );
  } finally {
    network.dispose();
  }
}

/** What each place of a map adds to the score sum_c gradient_c z_c, of either sign. */
function sharesByAutodiff(
  network: Network,
  { heads }: KneeNetwork,
  { image, map, gradient }: { readonly image: Tensor4D; readonly map: string; readonly gradient: readonly number[] },
): PlaceMap {
  const { tf } = network.engine;
  const answers = Object.keys(heads);
  const scored = (sign: number) => (outputs: Record<string, Tensor>) => {
    const logits = tf.addN(answers.map((name) => outputs[name])) as Tensor2D; // each [1, logits]
    return tf.sum(tf.mul(logits, tf.tensor1d(gradient.map((slope) => sign * slope)))) as Scalar; // of all elements
  };
  // Grad-CAM keeps what speaks for a score; what speaks against it is what speaks for its opposite.
  const shares = tf.tidy(() =>
    tf.sub(
      gradCamByAutodiff(network, image, { map, score: scored(1) }),
      gradCamByAutodiff(network, image, { map, score: scored(-1) }),
    ),
  );
  const [, height, width] = shares.shape;
  const values = Float32Array.from(shares.dataSync());
  shares.dispose();
  return { values, height, width };
}

function outputsOf(answers: ReadonlyMap<string, NamedArray>): KneeOutputs {
  const given = [...answers];
  return {
    logits: Object.fromEntries(
      given.flatMap(([name, { shape, values }]) => (shape.length === 2 ? [[name, Array.from(values)]] : [])),
    ),
    maps: Object.fromEntries(
      given.flatMap(([name, { shape, values }]) => {
        const [, channels, height, width] = shape;
        return shape.length === 4 ? [[name, { values, channels, height, width }]] : [];
      }),
    ),
  };
}

/** Only it counts: of a nearly certain answer the gradient itself would drown in single precision. */
function direction(gradient: readonly number[]): number[] {
  const most = Math.max(...gradient.map(Math.abs), Number.MIN_VALUE);
  return gradient.map((slope) => slope / most);
}

/** As a share of the largest magnitude; infinite where a number is none. */
function differenceOf(expected: Float32Array, given: Float32Array): number {
  const most = expected.reduce((so, value) => Math.max(so, Math.abs(value)), Number.MIN_VALUE);
  const largest = expected.reduce((so, value, at) => Math.max(so, Math.abs(value - given[at])), 0);
  return Number.isNaN(largest) ? Infinity : largest / most;
}
