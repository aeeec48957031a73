// Checks that an exported network answers like the trainer's network: both read the same pictures, and no answer may differ.

import { failed, success, type Result } from '../../domain/failure.ts';
import { runOnnx, type NamedArray } from '../../inference/run-onnx.ts';
import type { Architecture } from '../../network/architecture.ts';
import { forward } from '../../network/forward.ts';
import { openNetwork } from '../../network/network.ts';
import { writeOnnx } from '../../network/onnx/write-onnx.ts';
import type { Weights } from '../../network/parameters.ts';
import type { Engine, Tensor } from '../../network/tensors.ts';
import { exportText } from '../text/export.ts';

/** The largest difference allowed, relative to the answer's largest magnitude or to 1, whichever is more. */
export const TOLERANCE = {
  /** Weights in single precision: only the order of additions differs. */
  single: 1e-4,
  /** Weights rounded to 11 bits, as models are shipped. */
  half: 0.02,
} as const;

export interface ExportProof {
  readonly crops: number;
  readonly single: number;
  readonly half: number;
}

/** At least one picture, with values in [0, 1]. // each [height, width] */
export interface ProofPictures {
  readonly height: number;
  readonly width: number;
  readonly pictures: readonly Float32Array[];
}

/** Returns the largest relative differences of any answer. Fails with `export-differs` if one is too large. `engine` computes in fp32. */
export async function proveExport(
  { architecture, weights }: { readonly architecture: Architecture; readonly weights: Weights },
  crops: ProofPictures,
  engine: Engine,
): Promise<Result<ExportProof>> {
  const { height, width, pictures } = crops;
  const values = new Float32Array(pictures.length * height * width);
  pictures.forEach((picture, at) => values.set(picture, at * height * width));
  const expected = await answersOfTrainer(
    { architecture, weights },
    { values, shape: [pictures.length, height, width, 1] },
    engine,
  );
  const found = { crops: pictures.length, single: 0, half: 0 };
  for (const precision of ['single', 'half'] as const) {
    const onnx = writeOnnx(architecture, weights, { weights: precision, metadata: {} });
    // With one channel, both layouts hold the same numbers.
    const answers = await runOnnx(onnx, { values, shape: [pictures.length, 1, height, width] });
    if (!answers.ok) return answers;
    for (const [name, answer] of expected) {
      const difference = relativeDifference(answer, answers.value.get(name));
      found[precision] = Math.max(found[precision], difference);
      if (!(difference <= TOLERANCE[precision])) return differs(name, precision, difference);
    }
  }
  return success(found);
}

function differs(name: string, precision: 'single' | 'half', difference: number): Result<never> {
  return failed('export-differs', exportText.answerDiffers(name, precision, { difference, allowed: TOLERANCE[precision] }));
}

/** Returns the answers of the trainer's own network, in ONNX's layout. */
async function answersOfTrainer(
  { architecture, weights }: { readonly architecture: Architecture; readonly weights: Weights },
  image: { readonly values: Float32Array; readonly shape: [number, number, number, number] }, // channels last
  engine: Engine,
): Promise<ReadonlyMap<string, NamedArray>> {
  const { tf } = engine;
  const network = openNetwork(architecture, weights, engine);
  try {
    const outputs = tf.tidy(() => {
      const answers = forward(network, tf.tensor4d(image.values, image.shape), 'inference');
      return Object.fromEntries(Object.entries(answers).map(([name, tensor]) => [name, channelsFirst(tf, tensor)]));
    });
    const answers = new Map<string, NamedArray>();
    for (const [name, tensor] of Object.entries(outputs)) {
      answers.set(name, { shape: tensor.shape, values: Float32Array.from(await tensor.data()) });
      tensor.dispose();
    }
    return answers;
  } finally {
    network.dispose();
  }
}

function channelsFirst(tf: Engine['tf'], tensor: Tensor): Tensor {
  return tensor.rank === 4 ? tf.transpose(tensor, [0, 3, 1, 2]) : tf.clone(tensor);
}

/** Infinite if the lengths differ or a value is NaN. */
export function relativeDifference(expected: NamedArray, actual: NamedArray | undefined): number {
  if (actual === undefined || actual.values.length !== expected.values.length) return Infinity;
  const scale = expected.values.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
  let largest = 0;
  for (const [at, value] of expected.values.entries()) {
    const difference = Math.abs(value - (actual.values[at] ?? Number.NaN));
    if (Number.isNaN(difference)) return Infinity;
    largest = Math.max(largest, difference);
  }
  return largest / scale;
}
