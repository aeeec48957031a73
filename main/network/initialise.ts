// Initial weights as in torchvision: He-normal by fan-out for convolutions, PyTorch's uniform default for dense layers, identity for
// batch norm. A convolution with a bias has no batch norm after it and uses fan-in, which preserves the signal's size. With fan-out, one
// grey channel spread over 64 would shrink it eightfold, and a VGG-16 would hardly learn.
// He K et al. Delving deep into rectifiers. ICCV 2015.

import type { Random } from '../domain/random.ts';
import type { Architecture, Layer } from './architecture.ts';
import { elements, parameterSpecs, type ParameterSpec, type Weights } from './parameters.ts';

/** The same random stream gives the same weights. Each tensor draws from its own stream, so adding a head changes no other tensor. */
export function initialWeights(architecture: Architecture, random: Random): Weights {
  return new Map(
    parameterSpecs(architecture).map((spec) => {
      return [spec.name, { shape: spec.shape, data: drawValues(spec, random.fork(spec.name)) }];
    }),
  );
}

function drawValues(spec: ParameterSpec, random: Random): Float32Array {
  const values = new Float32Array(elements(spec.shape));
  const { layer } = spec;
  if (spec.role === 'scale' || spec.role === 'running-variance') return values.fill(1);
  if ((layer.kind === 'convolution' || layer.kind === 'depthwise-convolution') && spec.role === 'weight') {
    const deviation = Math.sqrt(2 / (fan(layer) * layer.kernel ** 2));
    return values.map(() => deviation * random.normal());
  }
  if (layer.kind === 'dense' || layer.kind === 'locally-connected') {
    const bound = 1 / Math.sqrt(layer.kind === 'dense' ? layer.inputFeatures : layer.channels);
    return values.map(() => random.between(-bound, bound));
  }
  return values;
}

function fan(layer: Layer & { kind: 'convolution' | 'depthwise-convolution' }): number {
  if (layer.kind === 'depthwise-convolution') return layer.channels;
  return layer.bias ? layer.inputChannels : layer.outputChannels;
}
