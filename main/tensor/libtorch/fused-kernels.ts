// The training kernels of libtorch. Each is a single native call.

import * as tf from '@tensorflow/tfjs';
import type { Tensor, Variable } from '@tensorflow/tfjs';
import { adamRates, adamState } from '../adam-state.ts';
import { lossAndGradients } from '../loss-and-gradients.ts';
import { ofRank } from '../of-rank.ts';
import type { Ending, TrainingKernels } from '../training-kernels.ts';
import type { LibtorchBackend } from './backend.ts';
import { BATCH_NORM_GRADIENT, BATCH_NORM_INFER, BATCH_NORM_TRAIN } from './kernels/normalisation.ts';

export function fusedKernels(backend: LibtorchBackend): TrainingKernels {
  const { addon } = backend;

  const batchNormTrain: TrainingKernels['batchNormTrain'] = (x, scale, offset, runningMean, runningVariance, options = {}) => {
    const { momentum = 0.1, epsilon = 1e-5, relu = false, residual } = options;
    ownData(backend, runningMean);
    ownData(backend, runningVariance);
    const forward = tf.customGrad((...received) => {
      // tfjs passes the tensors given below, and last a function that saves tensors for the gradient.
      const save = received.pop();
      if (typeof save !== 'function') throw new Error('tfjs passed no function that saves tensors for the gradient');
      const [y, mean, inverse] = tf
        .engine()
        .runKernel<Tensor[]>(
          BATCH_NORM_TRAIN,
          { x, scale, offset, runningMean, runningVariance, ...(residual === undefined ? {} : { residual }) },
          { momentum, epsilon, relu },
        );
      if (y === undefined || mean === undefined || inverse === undefined) throw new Error('batchNormTrain returned no result');
      // Without a residual, x is enough to tell where the output was cut, so the output need not be kept.
      const masked = relu !== false && residual !== undefined;
      save(masked ? [x, scale, offset, mean, inverse, y] : [x, scale, offset, mean, inverse]);
      return { value: y, gradFunc: (dy: Tensor, saved: Tensor[]) => batchNormGradient(dy, saved, relu, residual !== undefined) };
    });
    return forward(...(residual === undefined ? [x, scale, offset] : [x, scale, offset, residual]));
  };

  return {
    batchNormTrain,
    batchNormInfer: (x, scale, offset, mean, variance, { epsilon = 1e-5, relu = false, residual } = {}) => {
      if (tf.engine().state.gradientDepth === 0) {
        const inputs = { x, scale, offset, mean, variance, ...(residual === undefined ? {} : { residual }) };
        return tf.engine().runKernel<Tensor>(BATCH_NORM_INFER, inputs, { varianceEpsilon: epsilon, relu });
      }
      const y = tf.batchNorm(x, oneAxis(mean), oneAxis(variance), oneAxis(offset), oneAxis(scale), epsilon);
      const sum = residual === undefined ? y : tf.add(y, residual);
      if (relu === 6) return tf.relu6(sum);
      return relu ? tf.relu(sum) : sum;
    },
    adamState,
    adamStep: (variables, gradients, state, options) => {
      const { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, weightDecay = 0, l2 = 0 } = options;
      const rates = adamRates(variables, gradients, options.learningRate);
      const handles = (tensors: readonly Tensor[]): number[] => tensors.map((tensor) => backend.handleOf(tensor));
      for (const variable of [...variables, ...state.first, ...state.second]) ownData(backend, variable);
      state.step++;
      addon.adam(
        handles(variables),
        handles(gradients),
        handles(state.first),
        handles(state.second),
        rates,
        beta1,
        beta2,
        epsilon,
        state.step,
        weightDecay,
        l2,
      );
    },
    affineUint8: (pixels, shape, matrices, { border = 'zero', size = [shape[1], shape[2]], intensity } = {}) => {
      const levels = intensity ?? Float32Array.from({ length: 2 * shape[0] }, (_, k) => (k % 2 === 0 ? 1 : 0));
      const handle = addon.affineUint8(pixels, shape, matrices, levels, border === 'edge', size[0], size[1]);
      const info = backend.output(handle, [shape[0], size[0], size[1], shape[3]], 'float32');
      return ofRank(tf.engine().makeTensorFromTensorInfo(info, backend), 4);
    },
    lossAndGradients,
    allFinite: (x) => addon.allFinite(backend.handleOf(x)) === 1,
  };
}

function batchNormGradient(dy: Tensor, saved: readonly Tensor[], relu: Ending, residual: boolean): Tensor[] {
  const [x, scale, offset, mean, inverse, y] = saved;
  if (x === undefined || scale === undefined || offset === undefined || mean === undefined || inverse === undefined)
    throw new Error('batchNormTrain lost the tensors that its gradient needs');
  const inputs = { dy, x, scale, offset, mean, inverse, ...(y === undefined ? {} : { y }) };
  return tf.engine().runKernel<Tensor[]>(BATCH_NORM_GRADIENT, inputs, { relu, residual });
}

/** Gives a variable its own data before it is changed in place, if a clone or an initial value still shares the data. */
function ownData(backend: LibtorchBackend, variable: Variable): void {
  if (backend.dataOf(variable).references === 1) return;
  tf.tidy(() => {
    const info = backend.output(backend.addon.copy(backend.handleOf(variable)), variable.shape, variable.dtype);
    variable.assign(tf.engine().makeTensorFromTensorInfo(info, backend));
  });
}

/** tfjs requires the type of a one-dimensional tensor. */
function oneAxis(tensor: Tensor): tf.Tensor1D {
  return tensor.as1D();
}
