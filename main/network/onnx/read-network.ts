// Reads a network back from an ONNX file of this program: what `write-onnx.ts` writes, with batch norms folded into convolutions. So an
// engine can run a model of which only the exported file exists. Field numbers from https://github.com/onnx/onnx/blob/main/onnx/onnx.proto.

import { BinaryReader } from '@bufbuild/protobuf/wire';
import { failed, success, type Result } from '../../domain/failure.ts';
import { IMAGE, type Architecture, type Layer } from '../architecture.ts';
import { parameterSpecs, type Parameter, type Weights } from '../parameters.ts';
import { networkText } from '../text.ts';
import { readOnnxWeights } from '../weights/read-onnx.ts';
import { readFields } from './read-fields.ts';

export interface ReadNetwork {
  readonly architecture: Architecture;
  readonly weights: Weights;
}

const text = networkText.layers;

/** What makes a graph unfit. Thrown through the nested readers. */
class NetworkRefused extends Error {}

/** Fails with `model-malformed` and a clause that says why, if the file is damaged or has another graph than our exports. */
export function readNetwork(onnx: Uint8Array): Result<ReadNetwork> {
  const weights = readOnnxWeights(onnx);
  if (!weights.ok) return weights;
  try {
    const architecture = architectureOf(graphOf(onnx), weights.value);
    checkParameters(architecture, weights.value);
    return success({ architecture, weights: weights.value });
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return failed(
      'model-malformed',
      error instanceof NetworkRefused ? error.message : networkText.graph.unreadable(error.message),
    );
  }
}

interface Node {
  readonly operator: string;
  readonly name: string;
  readonly inputs: readonly string[];
  readonly output: string;
  readonly attributes: ReadonlyMap<string, readonly number[]>;
}

interface Graph {
  readonly name: string;
  readonly nodes: readonly Node[];
  /** The shape of the picture. A dimension without a fixed size is 0. */
  readonly picture: readonly number[];
  readonly outputs: readonly string[];
}

function graphOf(onnx: Uint8Array): Graph {
  const nodes: Node[] = [];
  const outputs: string[] = [];
  const [names, pictures]: [string[], (readonly number[])[]] = [[], []];
  readFields(onnx, (field, model) => {
    if (field !== 7) return;
    readFields(model, (place, content) => {
      if (place === 1) nodes.push(nodeOf(content));
      if (place === 2) names.push(words(content));
      if (place === 11) pictures.push(shapeOf(content));
      if (place === 12) outputs.push(nameOf(content));
    });
  });
  const [[name = ''], [picture = []]] = [names, pictures];
  return { name, nodes, picture: pictures.length === 1 ? picture : [], outputs };
}

function nodeOf(bytes: Uint8Array): Node {
  const inputs: string[] = [];
  const outputs: string[] = [];
  const attributes = new Map<string, readonly number[]>();
  let [name, operator] = ['', ''];
  readFields(bytes, (field, content) => {
    if (field === 1) inputs.push(words(content));
    if (field === 2) outputs.push(words(content));
    if (field === 3) name = words(content);
    if (field === 4) operator = words(content);
    if (field === 5) attributes.set(...attributeOf(content));
  });
  return { operator, name, inputs, output: outputs[0] ?? '', attributes };
}

function attributeOf(bytes: Uint8Array): [string, readonly number[]] {
  let name = '';
  const values: number[] = [];
  readFields(
    bytes,
    (field, content) => {
      if (field === 1) name = words(content);
      if (field === 8)
        for (const reader = new BinaryReader(content); reader.pos < reader.len;) values.push(Number(reader.int64()));
    },
    (field, value) => {
      if (field === 3 || field === 8) values.push(value);
    },
    (field, value) => {
      if (field === 2) values.push(value);
    },
  );
  return [name, values];
}

function nameOf(bytes: Uint8Array): string {
  let name = '';
  readFields(bytes, (field, content) => {
    if (field === 1) name = words(content);
  });
  return name;
}

/** ValueInfoProto: type, tensor_type, shape, and its dimensions. */
function shapeOf(bytes: Uint8Array): readonly number[] {
  const dimensions: number[] = [];
  const inside = (content: Uint8Array, place: number, visit: (inner: Uint8Array) => void): void =>
    readFields(content, (field, inner) => {
      if (field === place) visit(inner);
    });
  inside(bytes, 2, (type) =>
    inside(type, 1, (tensor) =>
      inside(tensor, 2, (shape) =>
        inside(shape, 1, (dimension) => {
          let size = 0;
          readFields(
            dimension,
            () => undefined,
            (field, value) => {
              if (field === 1) size = value;
            },
          );
          dimensions.push(size);
        }),
      ),
    ),
  );
  return dimensions;
}

function words(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

function architectureOf({ name, nodes, picture, outputs }: Graph, weights: Weights): Architecture {
  const [, inputChannels = 0, inputSize = 0, inputWidth = 0] = picture;
  if (picture.length !== 4 || Math.min(inputChannels, inputSize, inputWidth) < 1) throw new NetworkRefused(text.input);
  const reader = new LayerReader(weights);
  for (const node of nodes) reader.read(node);
  return {
    name,
    inputChannels,
    inputSize,
    ...(inputWidth === inputSize ? {} : { inputWidth }),
    layers: reader.layers,
    outputs: Object.fromEntries(
      outputs.map((output) => {
        const layer = reader.layerBehind(output);
        if (layer === undefined) throw new NetworkRefused(text.output(output));
        return [output, layer];
      }),
    ),
  };
}

/** Turns nodes into layers, in order. Some layers are several nodes. */
class LayerReader {
  readonly layers: Layer[] = [];
  readonly #weights: Weights;
  /** The layer that computes each tensor. */
  readonly #results = new Map<string, string>([[IMAGE, IMAGE]]);
  /** Weights stored in 16 bits have another name after their Cast. */
  readonly #weightNames = new Map<string, string>();
  /** What the first nodes of a layer of several nodes have read, by their output. */
  readonly #begun = new Map<string, { readonly kind: 'pooled' | 'weighted'; readonly input: string }>();

  constructor(weights: Weights) {
    this.#weights = weights;
  }

  layerBehind(tensor: string): string | undefined {
    return this.#results.get(tensor);
  }

  read(node: Node): void {
    const { operator, inputs, output } = node;
    const [first = '', second = ''] = inputs;
    if (operator === 'Cast' && this.#weights.has(first)) return void this.#weightNames.set(output, first);
    if (operator === 'GlobalAveragePool') return this.#begin(output, { kind: 'pooled', input: this.#result(node, first) });
    if (operator === 'Mul' && this.#parameter(second) !== undefined)
      return this.#begin(output, { kind: 'weighted', input: this.#result(node, first) });
    const begun = this.#begun.get(first);
    if (operator === 'ReduceSum' && begun?.kind === 'weighted') return this.#begin(output, begun);
    this.layers.push(this.#layer(node));
    this.#results.set(output, node.name);
  }

  #begin(output: string, begun: { readonly kind: 'pooled' | 'weighted'; readonly input: string }): void {
    this.#begun.set(output, begun);
  }

  #layer(node: Node): Layer {
    const { operator, name, inputs } = node;
    const [first = '', second = '', third] = inputs;
    const begun = this.#begun.get(first);
    if (begun?.kind === 'pooled' && operator === 'Flatten') return { kind: 'global-average-pool', name, input: begun.input };
    if (begun?.kind === 'weighted' && operator === 'Add') {
      const [, channels = 0, height = 0, width = 0] = this.#parameter(`${name}.weight`)?.shape ?? [];
      return { kind: 'locally-connected', name, input: begun.input, channels, height, width };
    }
    const input = this.#result(node, first);
    const other = (): string => this.#result(node, second);
    const [outputChannels = 0, inputChannels = 0] = this.#parameter(second)?.shape ?? [];
    switch (operator) {
      case 'Conv': {
        const bias = third !== undefined;
        const place = { name, input, ...this.#window(node), bias };
        const groups = one(node, 'group', 1);
        if (groups === 1) return { kind: 'convolution', ...place, inputChannels, outputChannels };
        if (groups === outputChannels && inputChannels === 1)
          return { kind: 'depthwise-convolution', ...place, channels: outputChannels };
        break;
      }
      case 'BatchNormalization':
        return { kind: 'batch-norm', name, input, channels: outputChannels, epsilon: one(node, 'epsilon', 1e-5) };
      case 'Relu':
        return { kind: 'relu', name, input };
      case 'Clip':
        if (this.#scalar(second) === 0 && this.#scalar(third) === 6) return { kind: 'relu6', name, input };
        break;
      case 'Sigmoid':
        return { kind: 'sigmoid', name, input };
      case 'MaxPool':
        return { kind: 'max-pool', name, input, ...this.#window(node) };
      case 'AveragePool': {
        const { kernel, stride, padding } = this.#window(node);
        if (stride === kernel && padding === 0) return { kind: 'average-pool', name, input, kernel };
        break;
      }
      case 'Resize':
        if (third !== undefined && [...(this.#parameter(third)?.data ?? [])].join() === '1,1,2,2')
          return { kind: 'upsample', name, input };
        break;
      case 'Gemm':
        if (one(node, 'transB', 0) === 1)
          return { kind: 'dense', name, input, inputFeatures: inputChannels, outputFeatures: outputChannels };
        break;
      case 'Add':
        return this.#parameter(second) === undefined
          ? { kind: 'add', name, input, other: other() }
          : { kind: 'thresholds', name, input, count: outputChannels };
      case 'Mul':
        return { kind: 'multiply', name, input, other: other() };
      case 'Div':
        return { kind: 'divide', name, input, other: other() };
      case 'Concat':
        if (inputs.length === 2 && one(node, 'axis', 0) === 1) return { kind: 'concatenate', name, input, other: other() };
        break;
    }
    throw new NetworkRefused(text.operator(name, operator));
  }

  #result({ name, operator }: Node, tensor: string): string {
    const layer = this.#results.get(tensor);
    if (layer === undefined) throw new NetworkRefused(text.operator(name, operator));
    return layer;
  }

  #parameter(tensor: string): Parameter | undefined {
    return this.#weights.get(this.#weightNames.get(tensor) ?? tensor);
  }

  #scalar(tensor: string | undefined): number | undefined {
    return tensor === undefined ? undefined : this.#parameter(tensor)?.data[0];
  }

  /** A square window with the same stride and padding on all sides. */
  #window(node: Node): { readonly kernel: number; readonly stride: number; readonly padding: number } {
    const same = (key: string): number => {
      const [value, ...others] = node.attributes.get(key) ?? [];
      if (value === undefined || others.some((other) => other !== value))
        throw new NetworkRefused(text.operator(node.name, node.operator));
      return value;
    };
    return { kernel: same('kernel_shape'), stride: same('strides'), padding: same('pads') };
  }
}

function one({ attributes }: Node, key: string, otherwise: number): number {
  return attributes.get(key)?.[0] ?? otherwise;
}

/** The file names its weights as the layers do. */
function checkParameters(architecture: Architecture, weights: Weights): void {
  for (const { name, shape, layer } of parameterSpecs(architecture)) {
    if (weights.get(name)?.shape.join() !== shape.join()) throw new NetworkRefused(text.parameter(layer.name));
  }
}
