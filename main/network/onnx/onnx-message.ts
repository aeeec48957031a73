// The few messages of the ONNX file format that our networks need, in protocol-buffer wire format.
// Field numbers from https://github.com/onnx/onnx/blob/main/onnx/onnx.proto (IR version 8).

import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';

type OnnxType = 'float' | 'float16' | 'int64';

const ELEMENT_TYPE: Readonly<Record<OnnxType, number>> = { float: 1, int64: 7, float16: 10 };

export interface OnnxTensor {
  readonly name: string;
  readonly type: OnnxType;
  readonly shape: readonly number[];
  /** Little-endian elements. */
  readonly bytes: Uint8Array;
}

export interface OnnxNode {
  readonly operator: string;
  readonly name: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes?: Readonly<Record<string, number | readonly number[]>>;
}

/** A graph's input or output. A dimension given as a string has no fixed size. */
interface OnnxValue {
  readonly name: string;
  readonly shape: readonly (number | string)[];
}

export interface OnnxModel {
  readonly name: string;
  readonly producer: string;
  readonly nodes: readonly OnnxNode[];
  readonly initializers: readonly OnnxTensor[];
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
  readonly metadata: Readonly<Record<string, string>>;
}

const IR_VERSION = 8;
const OPSET = 17;

export function encodeModel(model: OnnxModel): Uint8Array {
  const writer = new BinaryWriter();
  integer(writer, 1, IR_VERSION);
  text(writer, 2, model.producer);
  message(writer, 7, () => graph(writer, model));
  message(writer, 8, () => integer(writer, 2, OPSET));
  for (const [key, value] of Object.entries(model.metadata)) {
    message(writer, 14, () => {
      text(writer, 1, key);
      text(writer, 2, value);
    });
  }
  return writer.finish();
}

function graph(writer: BinaryWriter, model: OnnxModel): void {
  for (const each of model.nodes) message(writer, 1, () => node(writer, each));
  text(writer, 2, model.name);
  for (const each of model.initializers) message(writer, 5, () => tensor(writer, each));
  for (const each of model.inputs) message(writer, 11, () => value(writer, each));
  for (const each of model.outputs) message(writer, 12, () => value(writer, each));
}

function node(writer: BinaryWriter, { operator, name, inputs, outputs, attributes }: OnnxNode): void {
  for (const input of inputs) text(writer, 1, input);
  for (const output of outputs) text(writer, 2, output);
  text(writer, 3, name);
  text(writer, 4, operator);
  for (const [key, setting] of Object.entries(attributes ?? {})) message(writer, 5, () => attribute(writer, key, setting));
}

/** Integers and lists of integers have the AttributeProto types INT = 2 and INTS = 7. The only fractional attribute is a float, type 1. */
function attribute(writer: BinaryWriter, key: string, setting: number | readonly number[]): void {
  text(writer, 1, key);
  if (typeof setting !== 'number') {
    for (const each of setting) integer(writer, 8, each);
    integer(writer, 20, 7);
  } else if (Number.isInteger(setting)) {
    integer(writer, 3, setting);
    integer(writer, 20, 2);
  } else {
    writer.tag(2, WireType.Bit32).float(setting);
    integer(writer, 20, 1);
  }
}

function tensor(writer: BinaryWriter, { name, type, shape, bytes }: OnnxTensor): void {
  for (const edge of shape) integer(writer, 1, edge);
  integer(writer, 2, ELEMENT_TYPE[type]);
  text(writer, 8, name);
  writer.tag(9, WireType.LengthDelimited).bytes(bytes);
}

function value(writer: BinaryWriter, { name, shape }: OnnxValue): void {
  text(writer, 1, name);
  message(writer, 2, () => {
    message(writer, 1, () => {
      integer(writer, 1, ELEMENT_TYPE.float);
      message(writer, 2, () => {
        for (const edge of shape) {
          message(writer, 1, () => (typeof edge === 'number' ? integer(writer, 1, edge) : text(writer, 2, edge)));
        }
      });
    });
  });
}

function message(writer: BinaryWriter, field: number, fill: () => void): void {
  writer.tag(field, WireType.LengthDelimited).fork();
  fill();
  writer.join();
}

function text(writer: BinaryWriter, field: number, content: string): void {
  writer.tag(field, WireType.LengthDelimited).string(content);
}

function integer(writer: BinaryWriter, field: number, count: number): void {
  writer.tag(field, WireType.Varint).int64(count);
}
