// The second interpreter of an architecture. It writes an ONNX file for inference and exchange, with batch norm folded, for [N, C, H, W].

import { IMAGE, type Architecture, type Layer } from '../architecture.ts';
import { foldBatchNorm } from '../fold-batch-norm.ts';
import { layerShapes } from '../layer-shapes.ts';
import { parameterNamed, parameterSpecs, type Weights } from '../parameters.ts';
import { encodeModel, type OnnxNode, type OnnxTensor } from './onnx-message.ts';

export interface OnnxOptions {
  /** `half` stores the large weights in 16 bits, each followed by a Cast. Arithmetic stays in 32 bits. */
  readonly weights: 'half' | 'single';
  readonly metadata: Readonly<Record<string, string>>;
}

/**
 * Tensors of at most this many numbers keep 32 bits: biases, depthwise kernels and the first layers, each number of which moves a whole
 * map. Rounding them costs MobileNetV2 from ImageNet weights up to 0.034 of its largest feature, and 0.010 if they are kept. They are 7%
 * of its weights, and less of the other networks'. **(ours)**
 */
const MOST_KEPT_SINGLE = 16_384;

/** A complete ONNX file. Initialisers keep their torchvision names. Convolutions gain a `bias` from the folded batch norm. */
export function writeOnnx(original: Architecture, originalWeights: Weights, options: OnnxOptions): Uint8Array {
  const { architecture, weights } = foldBatchNorm(original, originalWeights);
  const specs = parameterSpecs(architecture);
  const halved = new Set(
    specs
      .map(({ name }) => name)
      .filter((name) => options.weights === 'half' && parameterNamed(weights, name).data.length > MOST_KEPT_SINGLE),
  );
  const initializers = specs.map(({ name, shape }): OnnxTensor => {
    const { data } = parameterNamed(weights, name);
    const half = halved.has(name);
    const stored = half ? new Float16Array(data) : data;
    const bytes = new Uint8Array(stored.buffer, stored.byteOffset, stored.byteLength);
    return { name, type: half ? 'float16' : 'float', shape, bytes };
  });
  const casts = [...halved].map((name): OnnxNode => {
    return { operator: 'Cast', name: `${name}/cast`, inputs: [name], outputs: [single(name)], attributes: { to: 1 } };
  });
  const parameter = (name: string): string => (halved.has(name) ? single(name) : name);
  const outputNames = new Map(Object.entries(architecture.outputs).map(([output, layer]) => [layer, output]));
  const result = (layer: string): string => outputNames.get(layer) ?? layer;
  const shapes = layerShapes(architecture, architecture.inputSize, architecture.inputWidth);
  return encodeModel({
    name: architecture.name,
    producer: 'Osteograde',
    nodes: [...casts, ...architecture.layers.flatMap((layer) => layerNodes(layer, result, parameter))],
    initializers: [...initializers, ...constants(architecture)],
    inputs: [
      {
        name: IMAGE,
        shape: ['N', architecture.inputChannels, architecture.inputSize, architecture.inputWidth ?? architecture.inputSize],
      },
    ],
    outputs: Object.entries(architecture.outputs).map(([name, layer]) => ({ name, shape: ['N', ...(shapes.get(layer) ?? [])] })),
    metadata: options.metadata,
  });
}

const [ZERO, SIX, CHANNEL_AXIS, TWICE] = ['zero', 'six', 'channel-axis', 'twice'];

/** The constants that some operators need as tensors. */
function constants({ layers }: Architecture): OnnxTensor[] {
  const bytes = (numbers: Float32Array | BigInt64Array) => new Uint8Array(numbers.buffer);
  return [
    ...(layers.some(({ kind }) => kind === 'relu6')
      ? [ZERO, SIX].map((name, index): OnnxTensor => {
          return { name, type: 'float', shape: [], bytes: bytes(Float32Array.of(6 * index)) };
        })
      : []),
    ...(layers.some(({ kind }) => kind === 'locally-connected')
      ? [{ name: CHANNEL_AXIS, type: 'int64' as const, shape: [1], bytes: bytes(BigInt64Array.of(1n)) }]
      : []),
    ...(layers.some(({ kind }) => kind === 'upsample')
      ? [{ name: TWICE, type: 'float' as const, shape: [4], bytes: bytes(Float32Array.of(1, 1, 2, 2)) }]
      : []),
  ];
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
    case 'depthwise-convolution':
      return [
        node('Conv', layer.bias ? [own('weight'), own('bias')] : [own('weight')], {
          ...window(layer.kernel, layer.stride, layer.padding),
          group: layer.channels,
        }),
      ];
    case 'locally-connected': {
      const [weighted, summed] = [`${layer.name}/weighted`, `${layer.name}/summed`];
      return [
        { ...node('Mul', [own('weight')]), name: weighted, outputs: [weighted] },
        { operator: 'ReduceSum', name: summed, inputs: [weighted, CHANNEL_AXIS], outputs: [summed], attributes: { keepdims: 1 } },
        { operator: 'Add', name: layer.name, inputs: [summed, own('bias')], outputs: [result(layer.name)] },
      ];
    }
    case 'batch-norm':
      return [
        node('BatchNormalization', [own('weight'), own('bias'), own('running_mean'), own('running_var')], {
          epsilon: layer.epsilon,
        }),
      ];
    case 'relu':
      return [node('Relu', [])];
    case 'relu6':
      return [node('Clip', [ZERO, SIX])];
    case 'sigmoid':
      return [node('Sigmoid', [])];
    case 'max-pool':
      return [node('MaxPool', [], window(layer.kernel, layer.stride, layer.padding))];
    case 'average-pool':
      return [node('AveragePool', [], window(layer.kernel, layer.kernel, 0))];
    case 'upsample': // the operator's defaults: nearest neighbour, by pixel centres, without a region of interest
      return [node('Resize', ['', TWICE])];
    case 'add':
      return [node('Add', [result(layer.other)])];
    case 'multiply':
      return [node('Mul', [result(layer.other)])];
    case 'divide':
      return [node('Div', [result(layer.other)])];
    case 'concatenate':
      return [node('Concat', [result(layer.other)], { axis: 1 })];
    case 'global-average-pool': {
      const pooled = `${layer.name}/map`;
      return [
        { ...node('GlobalAveragePool', []), name: pooled, outputs: [pooled] },
        { operator: 'Flatten', name: layer.name, inputs: [pooled], outputs: [result(layer.name)], attributes: { axis: 1 } },
      ];
    }
    case 'thresholds':
      return [node('Add', [own('bias')])];
    case 'dense':
      return [node('Gemm', [own('weight'), own('bias')], { transB: 1 })];
  }
}
