// The second reader of an architecture: an ONNX file for inference and exchange, batch norm folded, pictures as [N, C, H, W].

import { IMAGE, type Architecture, type Layer } from '../architecture.ts';
import { foldBatchNorm } from '../fold-batch-norm.ts';
import { parameterNamed, parameterSpecs, type Weights } from '../parameters.ts';
import { encodeModel, type OnnxNode, type OnnxTensor } from './onnx-message.ts';

export interface OnnxOptions {
  /** `half` stores the weights in 16 bits, each followed by a Cast; the arithmetic stays in 32 bits. */
  readonly weights: 'half' | 'single';
  readonly metadata: Readonly<Record<string, string>>;
}

/** A complete ONNX file. Initialisers keep their torchvision names; convolutions gain a `bias` from the folded batch norm. */
export function writeOnnx(original: Architecture, originalWeights: Weights, options: OnnxOptions): Uint8Array {
  const { architecture, weights } = foldBatchNorm(original, originalWeights);
  const specs = parameterSpecs(architecture);
  const half = options.weights === 'half';
  const initializers = specs.map(({ name, shape }): OnnxTensor => {
    const { data } = parameterNamed(weights, name);
    const stored = half ? new Float16Array(data) : data;
    const bytes = new Uint8Array(stored.buffer, stored.byteOffset, stored.byteLength);
    return { name, type: half ? 'float16' : 'float', shape, bytes };
  });
  const casts = half
    ? specs.map(({ name }): OnnxNode => {
        return { operator: 'Cast', name: `${name}/cast`, inputs: [name], outputs: [single(name)], attributes: { to: 1 } };
      })
    : [];
  const parameter = half ? single : (name: string) => name;
  const given = new Map(Object.entries(architecture.outputs).map(([output, layer]) => [layer, output]));
  const result = (layer: string): string => given.get(layer) ?? layer;
  const shapes = outputShapes(architecture);
  return encodeModel({
    name: architecture.name,
    producer: 'Osteograde',
    nodes: [...casts, ...architecture.layers.flatMap((layer) => layerNodes(layer, result, parameter))],
    initializers,
    inputs: [{ name: IMAGE, shape: ['N', architecture.inputChannels, architecture.inputSize, architecture.inputSize] }],
    outputs: Object.entries(architecture.outputs).map(([name, layer]) => ({ name, shape: ['N', ...(shapes.get(layer) ?? [])] })),
    metadata: options.metadata,
  });
}

const single = (name: string): string => `${name}/single`;

function layerNodes(layer: Layer, result: (layer: string) => string, parameter: (name: string) => string): OnnxNode[] {
  const node = (operator: string, inputs: string[], attributes: OnnxNode['attributes'] = {}): OnnxNode => {
    return { operator, name: layer.name, inputs: [result(layer.input), ...inputs], outputs: [result(layer.name)], attributes };
  };
  const own = (suffix: string): string => parameter(`${layer.name}.${suffix}`);
  const window = (kernel: number, stride: number, padding: number): Record<string, number[]> => ({
    kernel_shape: [kernel, kernel],
    strides: [stride, stride],
    pads: [padding, padding, padding, padding],
  });
  switch (layer.kind) {
    case 'convolution':
      return [
        node('Conv', layer.bias ? [own('weight'), own('bias')] : [own('weight')], {
          ...window(layer.kernel, layer.stride, layer.padding),
        }),
      ];
    case 'batch-norm':
      return [
        node('BatchNormalization', [own('weight'), own('bias'), own('running_mean'), own('running_var')], {
          epsilon: layer.epsilon,
        }),
      ];
    case 'relu':
      return [node('Relu', [])];
    case 'max-pool':
      return [node('MaxPool', [], window(layer.kernel, layer.stride, layer.padding))];
    case 'add':
      return [node('Add', [result(layer.other)])];
    case 'global-average-pool': {
      const pooled = `${layer.name}/map`;
      return [
        { ...node('GlobalAveragePool', []), name: pooled, outputs: [pooled] },
        { operator: 'Flatten', name: layer.name, inputs: [pooled], outputs: [result(layer.name)], attributes: { axis: 1 } },
      ];
    }
    case 'dense':
      return [node('Gemm', [own('weight'), own('bias')], { transB: 1 })];
  }
}

/** Each layer's result without its batch axis. // [channels, height, width] or [features] */
function outputShapes(architecture: Architecture): Map<string, readonly number[]> {
  const shapes = new Map<string, readonly number[]>([
    [IMAGE, [architecture.inputChannels, architecture.inputSize, architecture.inputSize]],
  ]);
  for (const layer of architecture.layers) {
    const input = shapes.get(layer.input) ?? [];
    const shrunk = (kernel: number, stride: number, padding: number): number[] =>
      input.slice(1).map((edge) => Math.floor((edge + 2 * padding - kernel) / stride) + 1);
    switch (layer.kind) {
      case 'convolution':
        shapes.set(layer.name, [layer.outputChannels, ...shrunk(layer.kernel, layer.stride, layer.padding)]);
        break;
      case 'max-pool':
        shapes.set(layer.name, [input[0], ...shrunk(layer.kernel, layer.stride, layer.padding)]);
        break;
      case 'global-average-pool':
        shapes.set(layer.name, [input[0]]);
        break;
      case 'dense':
        shapes.set(layer.name, [layer.outputFeatures]);
        break;
      case 'batch-norm':
      case 'relu':
      case 'add':
        shapes.set(layer.name, input);
        break;
    }
  }
  return shapes;
}
