// Reads the weights that a run starts from, from a PyTorch, safetensors or ONNX file, and fits them to the network.

import { readFile, stat } from 'node:fs/promises';
import { readingFailure } from '../../files/file-failure.ts';
import { failed, success, type Result } from '../../domain/failure.ts';
import { seededRandom } from '../../domain/random.ts';
import type { Architecture } from '../../network/architecture.ts';
import { initialWeights } from '../../network/initialise.ts';
import type { Weights } from '../../network/parameters.ts';
import { fitWeights } from '../../network/weights/fit-weights.ts';
import { readWeightsFile } from '../../network/weights/read-weights.ts';
import { runText } from '../text/run.ts';

/** What Node reads into one buffer. */
const LARGEST_BYTES = 2 ** 31 - 1;

/**
 * Returns the file's weights, with the first layer converted to grey pictures and the missing heads drawn from the seed. Fails with
 * `file-not-found`, `file-unreadable`, or `model-malformed`, which names the tensor.
 */
export async function startingWeights(architecture: Architecture, file: string, seed: number): Promise<Result<Weights>> {
  let bytes: Uint8Array;
  try {
    const { size } = await stat(file);
    if (size > LARGEST_BYTES) return failed('model-malformed', runText.weightsTooLarge(file));
    bytes = new Uint8Array(await readFile(file));
  } catch (error) {
    const failure = readingFailure(error, file);
    if (failure === null) throw error;
    return { ok: false, failure };
  }
  const read = readWeightsFile(bytes);
  if (!read.ok) return failed(read.failure.code, runText.inFile(file, read.failure.message));
  const fitted = fitWeights(architecture, read.value, initialWeights(architecture, seededRandom(`${seed}/weights`)));
  return fitted.ok ? success(fitted.value.weights) : failed(fitted.failure.code, runText.inFile(file, fitted.failure.message));
}
