// Specs of tfjs that an engine does not pass, and why that is accepted. Each rule must meet a spec that fails: none outlives its reason.

import type { EngineName } from '../../../main/tensor/engine.ts';

interface ExcludedSpecs {
  readonly engines: readonly EngineName[];
  /** Of "name: what went wrong". */
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
    reason: 'complex numbers, and the Fourier transforms made of them: no network here computes with them',
  },
  {
    engines: BOTH,
    outcome: /Kernel 'Ragged(Gather|TensorToTensor|Range)' not registered/u,
    reason: 'ragged tensors: no network here has them',
  },
  {
    engines: BOTH,
    outcome: /^depthwiseConv2d gradients \w+ \{\} throws error on dilations > 1: Expected function to throw/u,
    reason: 'ours has that gradient; it is held against finite differences',
  },
  {
    engines: LIBTORCH,
    outcome: /^(argmax|argmin|maxPool) .*ignores NaNs: /u,
    reason: 'NaN wins, as in PyTorch: a run that diverged must be seen',
  },
  {
    engines: LIBTORCH,
    outcome: /^avgPool libtorch \{\} gradient x=\[3,3,1\] f=\[3,3\] s=1 p=explicit: /u,
    reason:
      "tfjs divides by the whole window at the border, not by the pixels averaged; finite differences agree with libtorch's",
  },
  {
    engines: LIBTORCH,
    outcome: /^conv2dTranspose libtorch \{\} input=8x8x8,output=4x4x8,f=8,s=1.*could not create a descriptor/u,
    reason: 'shapes that do not fit: a stride of 1 makes no 4 x 4 of 8 x 8; tfjs computes a corner of it',
  },
  {
    engines: LIBTORCH,
    outcome: /^gather libtorch \{\} throws when index is out of bound: .*index out of range/u,
    reason: 'it throws, in other words',
  },
  {
    engines: WASM,
    outcome: /Kernel '(Einsum|StaticRegexReplace)' not registered/u,
    reason: "not in tfjs' WebAssembly; no network here uses it",
  },
  {
    engines: WASM,
    outcome: /^einsum wasm \{\} nonexistent dimension .*Kernel 'Einsum'/u,
    reason: "not in tfjs' WebAssembly; no network here uses it",
  },
  {
    engines: WASM,
    outcome: /NCHW|channelsFirst|rank-1 bias|BatchMatMul for non non-float32|threshold wasm \{\} method otsu/u,
    reason: "refused by tfjs' WebAssembly, in words; networks here are NHWC and float32, with a bias of one axis",
  },
  {
    engines: WASM,
    outcome: /string|squeeze wasm|^fill wasm/u,
    reason: "tfjs' WebAssembly computes nothing with strings",
  },
  {
    engines: WASM,
    outcome: /has an internal memory leak|logSigmoid wasm \{\} gradient with clones: |^gradient registry wasm .*Expected \$\.id/u,
    reason: "so with tfjs' backend as it is shipped: it counts its own tensors otherwise than the spec, gradients are right",
  },
];
