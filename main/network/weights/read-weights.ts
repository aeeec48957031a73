// Reads weights from a file of any supported format, which is recognised by its first bytes.

import { failed, success, type Result } from '../../domain/failure.ts';
import type { Weights } from '../parameters.ts';
import { beginsSafetensors, readSafetensors } from '../safetensors.ts';
import { networkText } from '../text.ts';
import { readOnnxWeights } from './read-onnx.ts';
import { beginsPth, readPth } from './read-pth.ts';

/** The first byte of an ONNX model: the tag of field 1, its version, as an integer. */
const ONNX_VERSION = 0x08;

/**
 * The tensors of a `.pth`, safetensors or ONNX file under the file's own names. Fails with `model-malformed`. Safetensors is checked first,
 * because its first byte is the low byte of a length and can equal the first byte of any other format.
 */
export function readWeightsFile(bytes: Uint8Array): Result<Weights> {
  if (beginsSafetensors(bytes)) {
    const read = readSafetensors(bytes);
    return read.ok ? success(read.value.weights) : read;
  }
  if (beginsPth(bytes)) return readPth(bytes);
  if (bytes[0] === ONNX_VERSION) return readOnnxWeights(bytes);
  return failed('model-malformed', networkText.weights.unknownFormat);
}
