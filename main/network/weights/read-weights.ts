// Weights from a file of any form that we read, told apart by how it begins.

import { failed, success, type Result } from '../../domain/failure.ts';
import type { Weights } from '../parameters.ts';
import { beginsSafetensors, readSafetensors } from '../safetensors.ts';
import { readOnnxWeights } from './read-onnx.ts';
import { beginsPth, readPth } from './read-pth.ts';

/** The version number of an ONNX model, which comes first: the tag of field 1 as a whole number. */
const ONNX_VERSION = 0x08;

/**
 * The tensors of a `.pth`, `safetensors` or ONNX file under the file's own names, or `model-malformed`. Safetensors are told first: their
 * first byte, the low one of a length, may be that of any other kind.
 */
export function readWeightsFile(bytes: Uint8Array): Result<Weights> {
  if (beginsSafetensors(bytes)) {
    const read = readSafetensors(bytes);
    return read.ok ? success(read.value.weights) : read;
  }
  if (beginsPth(bytes)) return readPth(bytes);
  if (bytes[0] === ONNX_VERSION) return readOnnxWeights(bytes);
  const kinds = 'a safetensors file, a PyTorch state dict (.pth) or an ONNX file';
  return failed('model-malformed', `Expected weights: ${kinds}; the file begins as none of them. Choose another weights file.`);
}
