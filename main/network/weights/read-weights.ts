// Weights from a file of any form that we read, told apart by how it begins.

import type { Result } from '../../domain/failure.ts';
import type { Weights } from '../parameters.ts';
import { readSafetensors } from '../safetensors.ts';
import { readOnnxWeights } from './read-onnx.ts';
import { readPth } from './read-pth.ts';

/** The tensors of a `.pth`, `safetensors` or ONNX file under the file's own names, or `model-malformed`. */
export function readWeightsFile(bytes: Uint8Array): Result<Weights> {
  if (bytes[0] === 0x50 || bytes[0] === 0x80) return readPth(bytes); // a ZIP, or a pickle
  if (bytes[0] === 0x08) return readOnnxWeights(bytes); // the version number of an ONNX model
  const read = readSafetensors(bytes);
  return read.ok ? { ok: true, value: read.value.weights } : read;
}
