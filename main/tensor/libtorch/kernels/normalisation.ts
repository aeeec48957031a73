// Batch normalisation on libtorch: tfjs' own kernel for fixed statistics, and the fused ones of `TrainingKernels`.

import type { TensorInfo } from '@tensorflow/tfjs';
import type { LibtorchBackend } from '../backend.ts';
import type { Ending } from '../../training-kernels.ts';
import { kernel } from '../kernel.ts';
import type { KernelTable, Named } from '../kernel.ts';

interface TrainInputs extends Named<'x' | 'scale' | 'offset' | 'runningMean' | 'runningVariance'> {
  readonly residual?: TensorInfo;
}
interface GradientInputs extends Named<'dy' | 'x' | 'scale' | 'offset' | 'mean' | 'inverse'> {
  readonly y?: TensorInfo;
}
interface InferInputs extends Named<'x' | 'mean' | 'variance'> {
  readonly offset?: TensorInfo;
  readonly scale?: TensorInfo;
  readonly residual?: TensorInfo;
}

export const BATCH_NORM_TRAIN = 'OsteogradeBatchNormTrain';
export const BATCH_NORM_GRADIENT = 'OsteogradeBatchNormGradient';
export const BATCH_NORM_INFER = 'OsteogradeBatchNormInfer';

/** The upper bound of the result, in the addon's format: 0 for no bound. */
function ceiling(relu: Ending): number {
  return relu === true ? Number.POSITIVE_INFINITY : Number(relu);
}

/** The kernels, by tfjs name or by the names above. */
export function normalisationKernels(backend: LibtorchBackend): KernelTable {
  const { addon } = backend;
  const handle = (info: TensorInfo | undefined): number => (info === undefined ? 0 : backend.handleOf(info));
  const infer = kernel<InferInputs, { varianceEpsilon: number; relu?: Ending }>((inputs, { varianceEpsilon, relu = false }) => {
    const { x, mean, variance, offset, scale, residual } = inputs;
    const y = addon.batchNormInfer(
      handle(x),
      handle(mean),
      handle(variance),
      handle(offset),
      handle(scale),
      varianceEpsilon,
      ceiling(relu),
      handle(residual),
    );
    return backend.output(y, x.shape, x.dtype);
  });
  return {
    FusedBatchNorm: infer,
    [BATCH_NORM_INFER]: infer,
    [BATCH_NORM_TRAIN]: kernel<TrainInputs, { momentum: number; epsilon: number; relu: Ending }>((inputs, attributes) => {
      const { x, scale, offset, runningMean, runningVariance, residual } = inputs;
      const [y = 0, mean = 0, inverse = 0] = addon.batchNormTrain(
        handle(x),
        handle(scale),
        handle(offset),
        handle(runningMean),
        handle(runningVariance),
        attributes.momentum,
        attributes.epsilon,
        ceiling(attributes.relu),
        handle(residual),
      );
      return [
        backend.output(y, x.shape, 'float32'),
        backend.output(mean, scale.shape, 'float32'),
        backend.output(inverse, scale.shape, 'float32'),
      ];
    }),
    [BATCH_NORM_GRADIENT]: kernel<GradientInputs, { relu: Ending; residual: boolean }>((inputs, { relu, residual }) => {
      const { dy, x, y, scale, offset, mean, inverse } = inputs;
      const gradients = addon.batchNormGradient(
        handle(dy),
        handle(x),
        handle(y),
        handle(scale),
        handle(offset),
        handle(mean),
        handle(inverse),
        ceiling(relu),
        residual,
      );
      const shapes = [x.shape, scale.shape, offset.shape, x.shape];
      return gradients.map((gradient, k) => backend.output(gradient, shapes[k] ?? x.shape, 'float32'));
    }),
  };
}
