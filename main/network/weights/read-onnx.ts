// Reads the weights in an ONNX file: its initialisers, by name. Ignores the graph.
// Field numbers from https://github.com/onnx/onnx/blob/main/onnx/onnx.proto.

import { BinaryReader } from '@bufbuild/protobuf/wire';
import { failed, success, type Result } from '../../domain/failure.ts';
import { readFields } from '../onnx/read-fields.ts';
import { elements, type Parameter, type Weights } from '../parameters.ts';
import { networkText } from '../text.ts';
import { ELEMENT_BYTES, floatsOf, type ElementType } from './element-type.ts';

const ELEMENT_TYPES: ReadonlyMap<number, ElementType> = new Map([
  [1, 'float32'],
  [7, 'int64'],
  [10, 'float16'],
  [11, 'float64'],
  [16, 'bfloat16'],
]);

/** No tensor has more. */
const DIMENSION_LIMIT = 64;

/** The floating-point initialisers of an ONNX file. Fails with `model-malformed`. Ignores weights in separate files. */
export function readOnnxWeights(bytes: Uint8Array): Result<Weights> {
  const weights = new Map<string, Parameter>();
  try {
    readFields(bytes, (field, model) => {
      if (field !== 7) return;
      readFields(model, (place, graph) => {
        if (place !== 5) return;
        const { name, parameter } = initializer(graph);
        if (parameter !== undefined) weights.set(name, parameter);
      });
    });
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return failed('model-malformed', networkText.onnx.unreadable(error.message)); // the wire reader throws on anything malformed
  }
  return weights.size === 0 ? failed('model-malformed', networkText.onnx.noWeights) : success(weights);
}

function initializer(bytes: Uint8Array): { name: string; parameter: Parameter | undefined } {
  const shape: number[] = [];
  const loose: Uint8Array[] = [];
  let [type, name, raw]: [number, string, Uint8Array | undefined] = [0, '', undefined];
  readFields(
    bytes,
    (field, content) => {
      if (field === 1) {
        if (content.length > 10 * DIMENSION_LIMIT) throw new Error(networkText.onnx.wrongLength(name));
        for (const reader = new BinaryReader(content); reader.pos < reader.len;) shape.push(Number(reader.int64()));
      }
      if (field === 4) loose.push(content);
      if (field === 8) name = new TextDecoder().decode(content);
      if (field === 9) raw = content;
      if (field === 13) throw new Error(networkText.onnx.tensorElsewhere(name));
    },
    (field, value) => {
      if (field === 1) shape.push(value);
      if (field === 2) type = value;
    },
  );
  const element = ELEMENT_TYPES.get(type);
  if (element === undefined || element === 'int64') return { name, parameter: undefined };
  const data = raw ?? (element === 'float32' ? join(loose) : new Uint8Array());
  if (data.length !== elements(shape) * ELEMENT_BYTES[element]) throw new Error(networkText.onnx.wrongLength(name));
  return { name, parameter: { shape, data: floatsOf(element, data) } };
}

function join(parts: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(parts.reduce((total, { length }) => total + length, 0));
  let place = 0;
  for (const part of parts) {
    joined.set(part, place);
    place += part.length;
  }
  return joined;
}
