// Specs of tfjs that an engine does not pass, with the reason. Each rule must match a failing spec, so that no rule outlives its reason.

import type { EngineName } from '../../../main/tensor/engine.ts';

interface ExcludedSpecs {
  readonly engines: readonly EngineName[];
  /** Matches "name: first line of the failure". */
  readonly outcome: RegExp;
  readonly reason: string;
}

const LIBTORCH = ['libtorch'] as const;
const WASM = ['wasm'] as const;
const BOTH = ['libtorch', 'wasm'] as const;

export const EXCLUDED_SPECS: readonly ExcludedSpecs[] = [
  {
    engines: BOTH,
    outcome: /Kernel 'Complex' not registered/u,
    reason: 'complex numbers and Fourier transforms, which no network here uses',
  },
  {
    engines: BOTH,
    outcome: /Kernel 'Ragged(Gather|TensorToTensor|Range)' not registered/u,
    reason: 'ragged tensors, which no network here uses',
  },
  {
    engines: BOTH,
    outcome: /^depthwiseConv2d gradients \w+ \{\} throws error on dilations > 1: Expected function to throw/u,
    reason: 'our engines have this gradient; it is checked against finite differences',
  },
  {
    engines: LIBTORCH,
    outcome: /^(argmax|argmin|maxPool) .*ignores NaNs: /u,
    reason: 'NaN is passed on, as in PyTorch, so that a diverged run is noticed',
  },
  {
    engines: LIBTORCH,
    outcome: /^avgPool libtorch \{\} gradient x=\[3,3,1\] f=\[3,3\] s=1 p=explicit: /u,
    reason:
      'at the border tfjs divides by the whole window and not by the number of averaged pixels; finite differences agree with libtorch',
  },
  {
    engines: LIBTORCH,
    outcome: /^conv2dTranspose libtorch \{\} input=8x8x8,output=4x4x8,f=8,s=1.*could not create a descriptor/u,
    reason: 'shapes that do not fit: with a stride of 1, 8 x 8 does not give 4 x 4; tfjs computes one corner of it',
  },
  {
    engines: LIBTORCH,
    outcome: /^gather libtorch \{\} throws when index is out of bound: .*index out of range/u,
    reason: 'it throws, but with another message',
  },
  {
    engines: WASM,
    outcome: /Kernel '(Einsum|StaticRegexReplace)' not registered/u,
    reason: "not available in tfjs' WebAssembly backend; no network here uses it",
  },
  {
    engines: WASM,
    outcome: /^einsum wasm \{\} nonexistent dimension .*Kernel 'Einsum'/u,
    reason: "not available in tfjs' WebAssembly backend; no network here uses it",
  },
  {
    engines: WASM,
    outcome: /NCHW|channelsFirst|rank-1 bias|BatchMatMul for non non-float32|threshold wasm \{\} method otsu/u,
    reason: "tfjs' WebAssembly backend refuses it with a message; networks here are NHWC and float32, with a bias of one axis",
  },
  {
    engines: WASM,
    outcome: /string|squeeze wasm|^fill wasm/u,
    reason: "tfjs' WebAssembly backend does not support strings",
  },
  {
    engines: WASM,
    outcome: /has an internal memory leak|logSigmoid wasm \{\} gradient with clones: |^gradient registry wasm .*Expected \$\.id/u,
    reason: "also fails on tfjs' backend as shipped: it counts its tensors differently from the spec; the gradients are right",
  },
];
