// Gradients that tfjs lacks or computes slowly. tfjs registers gradients per operation, not per backend. So each one uses the kernel of the
// active backend if there is one, and is composed of other operations otherwise.

import * as tf from '@tensorflow/tfjs';
import type { NamedAttrMap, NamedTensorMap, Tensor } from '@tensorflow/tfjs';
import { dilatedFilter, tapsOf } from './dilated-filter.ts';
import type { Pair } from './dilated-filter.ts';

/** Backends with this kernel also support `dilations` in the gradients of convolutions. */
export const DILATED_GRADIENTS = 'OsteogradeDilatedGradients';

/** The kernel that repeats axes of length 1 without copying. */
export const EXPAND = 'OsteogradeExpand';

/**
 * Replaces tfjs' gradients of ReLU (which now needs only its output), ReLU6, convolutions (now with dilation), sums and means (which now
 * build no tensor of ones in JavaScript).
 */
export function installGradients(): void {
  replace({
    kernelName: 'Relu',
    outputsToSave: [true],
    gradFunc: (dy, [y]) => ({
      x: () => runOwn('ReluGradFromOutput', { dy: one(dy), y: one(y) }) ?? tf.mul(one(dy), tf.step(one(y))),
    }),
  });
  replace({
    kernelName: 'Relu6',
    inputsToSave: ['x'],
    gradFunc: (dy, [x]) => ({
      x: () =>
        runOwn('Relu6Grad', { dy: one(dy), x: one(x) }) ?? tf.mul(one(dy), tf.mul(tf.lessEqual(one(x), 6), tf.step(one(x)))),
    }),
  });
  replace(reductionGradient('Sum', () => 1));
  replace(reductionGradient('Mean', (reduced) => reduced));
  replace(convolutionGradient('Conv2D', 'Conv2DBackpropInput', 'Conv2DBackpropFilter'));
  replace(
    convolutionGradient('DepthwiseConv2dNative', 'DepthwiseConv2dNativeBackpropInput', 'DepthwiseConv2dNativeBackpropFilter'),
  );
}

/** The gradient of a sum over axes, divided by a number that depends on how many elements each sum has. */
function reductionGradient(kernelName: string, divisor: (reduced: number) => number): tf.GradConfig {
  return {
    kernelName,
    inputsToSave: ['x'],
    gradFunc: (upstream, [input], attributes) => {
      const { shape, size } = one(input);
      const axes = tf.util.parseAxisParam(axesOf(attributes['axis'], shape), shape);
      const dy = tf.reshape(
        one(upstream),
        shape.map((length, axis) => (axes.includes(axis) ? 1 : length)),
      );
      const each = divisor(size / Math.max(1, dy.size));
      return { x: () => repeated(each === 1 ? dy : tf.div(dy, each), shape) };
    },
  };
}

/** tfjs registers one axis, several, or none for all. */
function axesOf(value: unknown, shape: readonly number[]): number[] {
  if (typeof value === 'number') return [value];
  return Array.isArray(value) ? value.filter((axis) => typeof axis === 'number') : [...shape.keys()];
}

function repeated(x: Tensor, shape: number[]): Tensor {
  return has(EXPAND) ? run(EXPAND, { x }, { shape }) : tf.mul(x, tf.ones(shape));
}

function convolutionGradient(kernelName: string, inputKernel: string, filterKernel: string): tf.GradConfig {
  return {
    kernelName,
    inputsToSave: ['x', 'filter'],
    gradFunc: (upstream, [image, weights], attributes) => {
      const [dy, x, filter] = [one(upstream), one(image), one(weights)];
      const [height = 1, width = 1] = filter.shape;
      const dilations = pair(attributes['dilations'] ?? 1);
      const dilated = dilations[0] > 1 || dilations[1] > 1;
      if (!dilated || has(DILATED_GRADIENTS)) {
        return {
          x: () => run(inputKernel, { dy, filter }, { ...attributes, inputShape: x.shape }),
          filter: () => run(filterKernel, { x, dy }, { ...attributes, filterShape: filter.shape }),
        };
      }
      // A dilated filter equals a larger filter with zeros between its taps.
      const plain = { ...attributes, dilations: [1, 1] };
      return {
        x: () => run(inputKernel, { dy, filter: dilatedFilter(filter, dilations) }, { ...plain, inputShape: x.shape }),
        filter: () => {
          const shape = [(height - 1) * dilations[0] + 1, (width - 1) * dilations[1] + 1, ...filter.shape.slice(2)];
          return tapsOf(run(filterKernel, { x, dy }, { ...plain, filterShape: shape }), dilations);
        },
      };
    },
  };
}

function replace(config: tf.GradConfig): void {
  tf.unregisterGradient(config.kernelName);
  tf.registerGradient(config);
}

function run(kernelName: string, inputs: NamedTensorMap, attributes: NamedAttrMap): Tensor {
  return tf.engine().runKernel<Tensor>(kernelName, inputs, attributes);
}

/** Runs the active backend's own kernel. Undefined if it has none. */
function runOwn(kernelName: string, inputs: NamedTensorMap): Tensor | undefined {
  return has(kernelName) ? run(kernelName, inputs, {}) : undefined;
}

function has(kernelName: string): boolean {
  // tfjs' declared type omits undefined.
  return (tf.getKernel(kernelName, tf.getBackend()) as tf.KernelConfig | undefined) !== undefined;
}

function one(tensor: Tensor | Tensor[] | undefined): Tensor {
  if (tensor === undefined || Array.isArray(tensor)) throw new Error('A gradient needs exactly one tensor here.');
  return tensor;
}

function pair(value: unknown): Pair {
  if (typeof value === 'number') return [value, value];
  if (isPair(value)) return value;
  throw new Error(`tfjs registers dilations as one number or a pair, not as ${String(value)}.`);
}

function isPair(value: unknown): value is Pair {
  return Array.isArray(value) && value.length === 2 && value.every((each) => typeof each === 'number');
}
