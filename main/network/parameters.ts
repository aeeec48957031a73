// The tensors that an architecture needs, and the format in which weights are exchanged.
// Shapes and names are PyTorch's: convolution [out, in, height, width], dense [out, in].

import type { Architecture, Layer } from './architecture.ts';

type ParameterRole = 'weight' | 'bias' | 'scale' | 'shift' | 'running-mean' | 'running-variance';

export interface ParameterSpec {
  readonly name: string;
  readonly shape: readonly number[];
  readonly role: ParameterRole;
  readonly layer: Layer;
  /** False for running statistics, which are updated but not trained. */
  readonly trained: boolean;
}

export interface Parameter {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** Weights by torchvision name, in PyTorch's layout. */
export type Weights = ReadonlyMap<string, Parameter>;

/** Every tensor of the network, in layer order. */
export function parameterSpecs(architecture: Architecture): ParameterSpec[] {
  return architecture.layers.flatMap(layerParameters);
}

/** The number of trained values. */
export function countTrained(architecture: Architecture): number {
  return parameterSpecs(architecture)
    .filter((spec) => spec.trained)
    .reduce((sum, spec) => sum + elements(spec.shape), 0);
}

export function elements(shape: readonly number[]): number {
  return shape.reduce((product, edge) => product * edge, 1);
}

/** The parameter of that name. A missing one is a bug, because weights are checked when they are read. */
export function parameterNamed(weights: Weights, name: string): Parameter {
  const parameter = weights.get(name);
  if (parameter === undefined) throw new Error(`The weights contain no tensor named ${name}.`);
  return parameter;
}

function layerParameters(layer: Layer): ParameterSpec[] {
  const spec = (suffix: string, shape: number[], role: ParameterRole, trained = true): ParameterSpec => ({
    name: `${layer.name}.${suffix}`,
    shape,
    role,
    layer,
    trained,
  });
  switch (layer.kind) {
    case 'convolution': {
      const weight = spec('weight', [layer.outputChannels, layer.inputChannels, layer.kernel, layer.kernel], 'weight');
      return layer.bias ? [weight, spec('bias', [layer.outputChannels], 'bias')] : [weight];
    }
    case 'depthwise-convolution': {
      const weight = spec('weight', [layer.channels, 1, layer.kernel, layer.kernel], 'weight');
      return layer.bias ? [weight, spec('bias', [layer.channels], 'bias')] : [weight];
    }
    case 'locally-connected':
      return [
        spec('weight', [1, layer.channels, layer.height, layer.width], 'weight'),
        spec('bias', [1, layer.height, layer.width], 'bias'),
      ];
    case 'batch-norm':
      return [
        spec('weight', [layer.channels], 'scale'),
        spec('bias', [layer.channels], 'shift'),
        spec('running_mean', [layer.channels], 'running-mean', false),
        spec('running_var', [layer.channels], 'running-variance', false),
      ];
    case 'dense':
      return [
        spec('weight', [layer.outputFeatures, layer.inputFeatures], 'weight'),
        spec('bias', [layer.outputFeatures], 'bias'),
      ];
    case 'thresholds':
      return [spec('bias', [layer.count], 'bias')];
    case 'relu':
    case 'relu6':
    case 'sigmoid':
    case 'max-pool':
    case 'average-pool':
    case 'upsample':
    case 'add':
    case 'multiply':
    case 'divide':
    case 'concatenate':
    case 'global-average-pool':
      return [];
  }
}
