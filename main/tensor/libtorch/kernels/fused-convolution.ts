// tfjs' fused inference kernels: a convolution or matrix product, then a bias, then an activation.

import { backend_util as backendUtil } from '@tensorflow/tfjs';
import type { TensorInfo } from '@tensorflow/tfjs';
import type { Handle } from '../addon.ts';
import type { LibtorchBackend } from '../backend.ts';
import { kernel } from '../kernel.ts';
import type { KernelTable, Named } from '../kernel.ts';
import { imageKernel } from './channels-first.ts';
import { convolutionInfo, groupedShape, window } from './convolution.ts';
import type { ConvolutionAttributes } from './convolution.ts';

type Activation = 'linear' | 'relu' | 'relu6' | 'elu' | 'sigmoid' | 'prelu' | 'leakyrelu';
interface Ending {
  readonly activation?: Activation;
  readonly leakyreluAlpha?: number;
}
interface Extra {
  readonly bias?: TensorInfo;
  readonly preluActivationWeights?: TensorInfo;
}
interface MatrixAttributes extends Ending {
  readonly transposeA: boolean;
  readonly transposeB: boolean;
}

/** The kernels, by tfjs name. */
export function fusedConvolutionKernels(backend: LibtorchBackend): KernelTable {
  const { addon } = backend;
  const images = imageKernel(backend);
  const handle = (info: TensorInfo): Handle => backend.handleOf(info);
  /** Adds the bias and applies the activation. Releases `y` if it returns another tensor. */
  const finish = (y: Handle, { bias, preluActivationWeights }: Extra, { activation, leakyreluAlpha = 0.2 }: Ending): Handle => {
    const steps: ((x: Handle) => Handle)[] = [];
    if (bias !== undefined) steps.push((x) => addon.add(x, handle(bias)));
    if (activation === 'prelu' && preluActivationWeights !== undefined)
      steps.push((x) => addon.prelu(x, handle(preluActivationWeights)));
    else if (activation === 'leakyrelu') steps.push((x) => addon.leakyRelu(x, leakyreluAlpha));
    else if (activation !== undefined && activation !== 'linear' && activation !== 'prelu')
      steps.push((x) => addon[activation](x));
    return steps.reduce((x, step) => {
      const next = step(x);
      addon.release(x);
      return next;
    }, y);
  };
  return {
    FusedConv2D: images<Named<'x' | 'filter'> & Extra, ConvolutionAttributes & Ending>((inputs, attributes) => {
      const { x, filter } = inputs;
      const info = convolutionInfo(x.shape, filter.shape, attributes, false);
      const y = addon.convolve(handle(x), handle(filter), window(info), 1, 0);
      return backend.output(finish(y, inputs, attributes), info.outShape, 'float32');
    }),
    FusedDepthwiseConv2D: images<Named<'x' | 'filter'> & Extra, ConvolutionAttributes & Ending>((inputs, attributes) => {
      const { x, filter } = inputs;
      const info = convolutionInfo(x.shape, filter.shape, attributes, true);
      const grouped = addon.reshape(handle(filter), groupedShape(info));
      const y = addon.convolve(handle(x), grouped, window(info), info.inChannels, 0);
      addon.release(grouped);
      return backend.output(finish(y, inputs, attributes), info.outShape, 'float32');
    }),
    _FusedMatMul: kernel<Named<'a' | 'b'> & Extra, MatrixAttributes>((inputs, attributes) => {
      const { a, b } = inputs;
      const { transposeA, transposeB } = attributes;
      const batch = backendUtil.assertAndGetBroadcastShape(a.shape.slice(0, -2), b.shape.slice(0, -2));
      const shape = [...batch, a.shape.at(transposeA ? -1 : -2) ?? 1, b.shape.at(transposeB ? -2 : -1) ?? 1];
      const y = addon.matrixProduct(handle(a), handle(b), transposeA, transposeB);
      return backend.output(finish(y, inputs, attributes), shape, 'float32');
    }),
  };
}
