// Fits weights from elsewhere to an architecture: renames tensors to torchvision's names, sums the three colours of a first layer into one
// grey channel, and leaves heads with another number of classes and attention modules at their initial weights.

import { failed, success, type Result } from '../../domain/failure.ts';
import type { Architecture } from '../architecture.ts';
import { parameterSpecs, type Parameter, type ParameterSpec, type Weights } from '../parameters.ts';
import { networkText } from '../text.ts';
import { unfoldNorms } from './unfold-norms.ts';

export interface FittedWeights {
  readonly weights: Weights;
  /** Tensors that kept their initial weights because the file has none that fit. Only in heads and attention modules. */
  readonly kept: readonly string[];
}

/**
 * Uses the file's weights if they fit, and `first` for heads and attention modules if they do not. Fails with `model-malformed` and names
 * any other tensor that is missing or has another shape.
 */
export function fitWeights(architecture: Architecture, file: Weights, first: Weights): Result<FittedWeights> {
  const named = unfoldNorms(architecture, new Map([...file].map(([name, parameter]) => [torchvisionName(name), parameter])));
  const weights = new Map<string, Parameter>();
  const kept: string[] = [];
  for (const spec of parameterSpecs(architecture)) {
    const came = named.get(spec.name) ?? named.get(withoutNetwork(architecture, spec.name));
    const fitting = fitParameter(spec, came);
    const fallback = isAddition(spec) ? first.get(spec.name) : undefined;
    const chosen = fitting ?? fallback;
    if (chosen === undefined) return failed('model-malformed', mismatch(architecture, spec, came));
    if (fitting === undefined) kept.push(spec.name);
    weights.set(spec.name, chosen);
  }
  return success({ weights, kept });
}

/** The tensor's name in a file of one backbone, which is used for each of several side by side. */
function withoutNetwork({ networks = [] }: Architecture, name: string): string {
  const network = networks.find((each) => name.startsWith(`${each}.`));
  return network === undefined ? name : name.slice(network.length + 1);
}

/** True for tensors that do not belong to the backbone that the weights were made for. */
function isAddition({ layer }: ParameterSpec): boolean {
  return ['dense', 'thresholds', 'locally-connected'].includes(layer.kind) || /^att\d\./.test(layer.name);
}

function mismatch({ name }: Architecture, spec: ParameterSpec, came: Parameter | undefined): string {
  const expected = { network: name, tensor: spec.name, shape: spec.shape };
  const { tensorMissing, wrongShape } = networkText.weights;
  return came === undefined ? tensorMissing(expected) : wrongShape(expected, came.shape);
}

/** Removes the prefixes of wrappers. torchvision's first DenseNet files write `norm.1` for `norm1`. */
function torchvisionName(name: string): string {
  return name.replace(/^(module\.|model\.)+/, '').replace(/(denselayer\d+\.(?:norm|relu|conv))\.(\d)\./, '$1$2.');
}

function fitParameter({ shape }: ParameterSpec, came: Parameter | undefined): Parameter | undefined {
  if (came === undefined) return undefined;
  if (sameShape(came.shape, shape)) return came;
  const grey = foldToGrey(came);
  return grey !== undefined && sameShape(grey.shape, shape) ? grey : undefined;
}

/** In a grey picture all three colours are equal, so its one weight is the sum of theirs. // [out, 3, h, w] to [out, 1, h, w] */
function foldToGrey({ shape: [outputs, colours, ...kernel], data }: Parameter): Parameter | undefined {
  if (colours !== 3 || kernel.length !== 2) return undefined;
  const area = kernel[0] * kernel[1];
  const folded = Float32Array.from({ length: outputs * area }, (_, index) => {
    const start = Math.floor(index / area) * 3 * area + (index % area);
    return data[start] + data[start + area] + data[start + 2 * area];
  });
  return { shape: [outputs, 1, ...kernel], data: folded };
}

function sameShape(one: readonly number[], other: readonly number[]): boolean {
  return one.length === other.length && one.every((edge, axis) => edge === other[axis]);
}
