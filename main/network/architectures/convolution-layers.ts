// Groups of layers that most convolutional networks are built from.

import type { Layer } from '../architecture.ts';

interface ConvolutionShape {
  readonly inputs: number;
  readonly outputs: number;
  readonly kernel: number;
  readonly stride: number;
}

/** A convolution with padding that keeps the size (before the stride). */
export function convolution(name: string, input: string, shape: ConvolutionShape, bias: boolean): Layer {
  const { inputs, outputs, kernel, stride } = shape;
  const padding = (kernel - 1) / 2;
  return { kind: 'convolution', name, input, inputChannels: inputs, outputChannels: outputs, kernel, stride, padding, bias };
}

/** Batch norm with torchvision's settings. */
export function batchNorm(name: string, input: string, channels: number): Layer {
  return { kind: 'batch-norm', name, input, channels, epsilon: 1e-5 };
}

/** A convolution without bias, followed by batch norm. */
export function convolutionAndNorm(
  names: { convolution: string; norm: string },
  input: string,
  shape: ConvolutionShape,
): Layer[] {
  return [convolution(names.convolution, input, shape, false), batchNorm(names.norm, names.convolution, shape.outputs)];
}
