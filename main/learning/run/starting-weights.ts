// Reads the weights that a run starts from, from a PyTorch, safetensors or ONNX file, and fits them to the network.

import { withRegularFile } from '../../files/regular-file.ts';
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
  const bytes = await withRegularFile(file, async (opened, size) =>
    size > LARGEST_BYTES ? failed('model-malformed', runText.weightsTooLarge(file)) : success(await opened.readFile()),
  );
  if (!bytes.ok) return bytes;
  const read = readWeightsFile(new Uint8Array(bytes.value));
  if (!read.ok) return failed(read.failure.code, runText.inFile(file, read.failure.message));
  const fitted = fitWeights(architecture, read.value, initialWeights(architecture, seededRandom(`${seed}/weights`)));
  return fitted.ok ? success(fitted.value.weights) : failed(fitted.failure.code, runText.inFile(file, fitted.failure.message));
}
