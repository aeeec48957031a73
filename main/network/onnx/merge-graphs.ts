// Joins networks of our own exporter into one that answers all their outputs for one image. Renames what they hold and copies the rest.
// Field numbers from https://github.com/onnx/onnx/blob/main/onnx/onnx.proto (IR version 8).

import { BinaryReader, BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { IMAGE } from '../architecture.ts';
import { readFields } from './read-fields.ts';

export interface JoinedNetwork {
  /** An ONNX file that `writeOnnx` wrote. */
  readonly onnx: Uint8Array;
  /** Follows each of its names, so that no two networks share one. */
  readonly suffix: string;
}

/** ModelProto, GraphProto, NodeProto, TensorProto and ValueInfoProto: the fields that are read here. */
const MODEL = { graph: 7, metadata: 14 };
const GRAPH = { node: 1, name: 2, initializer: 5, input: 11, output: 12 };
const NODE = { input: 1, output: 2, name: 3 };
const TENSOR = { name: 8 };
const VALUE = { name: 1 };

/** The first network's versions, input and name stand for all. Throws if a file is malformed. */
export function mergeGraphs(networks: readonly JoinedNetwork[], metadata: Readonly<Record<string, string>>): Uint8Array {
  const [first] = networks;
  if (first === undefined) throw new Error('There is no network to join.');
  const writer = new BinaryWriter();
  copyFields(writer, first.onnx, (field, content) => {
    if (field === MODEL.metadata) return null;
    return field === MODEL.graph ? joinedGraph(content, networks) : content;
  });
  for (const [key, value] of Object.entries(metadata)) {
    writer.tag(MODEL.metadata, WireType.LengthDelimited).fork();
    writer.tag(1, WireType.LengthDelimited).string(key);
    writer.tag(2, WireType.LengthDelimited).string(value).join();
  }
  return writer.finish();
}

function joinedGraph(first: Uint8Array, networks: readonly JoinedNetwork[]): Uint8Array {
  const writer = new BinaryWriter();
  readFields(first, (field, content) => {
    if (field === GRAPH.name || field === GRAPH.input) writer.tag(field, WireType.LengthDelimited).bytes(content);
  });
  for (const { onnx, suffix } of networks)
    readFields(onnx, (model, graph) => {
      if (model !== MODEL.graph) return;
      readFields(graph, (field, content) => {
        const names = NAMES.get(field);
        if (names !== undefined) writer.tag(field, WireType.LengthDelimited).bytes(renamed(content, names, suffix));
      });
    });
  return writer.finish();
}

/** Which fields of a part of the graph are names. */
const NAMES: ReadonlyMap<number, readonly number[]> = new Map([
  [GRAPH.node, Object.values(NODE)],
  [GRAPH.initializer, Object.values(TENSOR)],
  [GRAPH.output, Object.values(VALUE)],
]);

function renamed(message: Uint8Array, names: readonly number[], suffix: string): Uint8Array {
  const writer = new BinaryWriter();
  copyFields(writer, message, (field, content) => {
    if (!names.includes(field)) return content;
    const name = new TextDecoder().decode(content);
    return name === IMAGE || name === '' ? content : new TextEncoder().encode(withSuffix(name, suffix)); // an empty name is an input left out
  });
  return writer.finish();
}

/** A parameter keeps its last part, so that it is still that of its layer. */
function withSuffix(name: string, suffix: string): string {
  const [parameter = ''] = /\.(?:weight|bias)$/.exec(name) ?? [];
  return `${name.slice(0, name.length - parameter.length)}${suffix}${parameter}`;
}

/** Copies every field as it is, but for the bytes that `change` replaces, or leaves out with null. */
function copyFields(
  writer: BinaryWriter,
  message: Uint8Array,
  change: (field: number, content: Uint8Array) => Uint8Array | null,
): void {
  const reader = new BinaryReader(message);
  while (reader.pos < reader.len) {
    const start = reader.pos;
    const [field, wire] = reader.tag();
    if (wire === WireType.LengthDelimited) {
      const content = change(field, reader.bytes());
      if (content !== null) writer.tag(field, wire).bytes(content);
    } else {
      reader.skip(wire, field);
      writer.raw(message.subarray(start, reader.pos));
    }
  }
}
