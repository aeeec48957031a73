// The training kernels composed of plain tfjs operations, for every engine without better ones.

import * as tf from '@tensorflow/tfjs';
import type { Tensor, Variable } from '@tensorflow/tfjs';
import { adamRates, adamState } from './adam-state.ts';
import { affineBytes } from './affine-bytes.ts';
import { lossAndGradients } from './loss-and-gradients.ts';
import type { Ending, TrainingKernels } from './training-kernels.ts';

export function portableKernels(): TrainingKernels {
  return {
    batchNormTrain,
    batchNormInfer: (x, scale, offset, mean, variance, { epsilon = 1e-5, relu = false, residual } = {}) =>
      tf.tidy(() => {
        const y = tf.batchNorm(x, mean.as1D(), variance.as1D(), offset.as1D(), scale.as1D(), epsilon);
        return applyEnding(y, residual, relu);
      }),
    adamState,
    adamStep,
    affineUint8: (pixels, shape, matrices, options = {}) => {
      const [height, width] = options.size ?? [shape[1], shape[2]];
      return tf.tensor4d(affineBytes(pixels, shape, matrices, options), [shape[0], height, width, shape[3]]);
    },
    lossAndGradients,
    allFinite: (x) => tf.tidy(() => tf.all(tf.isFinite(x)).dataSync()[0] === 1),
  };
}

/** Ioffe & Szegedy 2015. The gradient is written out, because composing it of separate operations would take twice the memory. */
const batchNormTrain: TrainingKernels['batchNormTrain'] = (x, scale, offset, runningMean, runningVariance, options = {}) => {
  const { momentum = 0.1, epsilon = 1e-5, relu = false, residual } = options;
  const axes = Array.from({ length: x.rank - 1 }, (_, axis) => axis);
  const count = x.size / scale.size;
  const normalise = tf.customGrad((...received) => {
    // tfjs passes x, scale and offset as given below, and last a function that saves tensors for the gradient.
    const save = received.pop();
    if (typeof save !== 'function') throw new Error('tfjs passed no function that saves tensors for the gradient');
    const mean = tf.mean(x, axes);
    const variance = tf.mean(tf.square(tf.sub(x, mean)), axes);
    moveTowards(runningMean, mean, momentum);
    moveTowards(runningVariance, tf.mul(variance, count / Math.max(1, count - 1)), momentum);
    const inverse = tf.rsqrt(tf.add(variance, epsilon));
    const standard = tf.mul(tf.sub(x, mean), inverse);
    save([standard, tf.mul(scale, inverse)]);
    const gradFunc = (dy: Tensor, [xHat, factor]: Tensor[]): Tensor[] => {
      if (xHat === undefined || factor === undefined) throw new Error('batchNormTrain lost the tensors that its gradient needs');
      const sumDy = tf.sum(dy, axes);
      const sumDyX = tf.sum(tf.mul(dy, xHat), axes);
      const dx = tf.mul(factor, tf.sub(dy, tf.div(tf.add(sumDy, tf.mul(xHat, sumDyX)), count)));
      return [dx, sumDyX, sumDy];
    };
    return { value: tf.add(tf.mul(standard, scale), offset), gradFunc };
  });
  return tf.tidy(() => applyEnding(normalise(x, scale, offset), residual, relu));
};

function applyEnding(y: Tensor, residual: Tensor | undefined, relu: Ending): Tensor {
  const sum = residual === undefined ? y : tf.add(y, residual);
  if (relu === 6) return tf.relu6(sum);
  return relu ? tf.relu(sum) : sum;
}

function moveTowards(average: Variable, value: Tensor, momentum: number): void {
  average.assign(tf.add(tf.mul(average, 1 - momentum), tf.mul(value, momentum)));
}

/** Kingma & Ba 2015. With `weightDecay`: Loshchilov & Hutter 2019. */
const adamStep: TrainingKernels['adamStep'] = (variables, gradients, state, options) => {
  const { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, weightDecay = 0, l2 = 0 } = options;
  const rates = adamRates(variables, gradients, options.learningRate);
  state.step++;
  const bias1 = 1 - beta1 ** state.step;
  const bias2 = 1 - beta2 ** state.step;
  for (const [k, variable] of variables.entries()) {
    const [gradient, first, second, rate] = [gradients[k], state.first[k], state.second[k], rates[k] ?? 0];
    if (gradient === undefined || first === undefined || second === undefined)
      throw new Error('adamStep: the state belongs to other variables');
    tf.tidy(() => {
      const g = l2 === 0 ? gradient : tf.add(gradient, tf.mul(variable, l2));
      first.assign(tf.add(tf.mul(first, beta1), tf.mul(g, 1 - beta1)));
      second.assign(tf.add(tf.mul(second, beta2), tf.mul(tf.square(g), 1 - beta2)));
      const deviation = tf.add(tf.sqrt(tf.div(second, bias2)), epsilon);
      const step = tf.div(tf.mul(first, rate / bias1), deviation);
      variable.assign(tf.sub(tf.mul(variable, 1 - rate * weightDecay), step));
    });
  }
};
