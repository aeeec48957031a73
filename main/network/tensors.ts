// The tensor types of this folder. They come from the engine in use, so no tfjs package is imported here.

import type { Engine, TensorFlow } from '../tensor/engine.ts';

export type { Engine };
export type Tf = TensorFlow;
export type Tensor = ReturnType<Tf['tensor']>;
export type Scalar = ReturnType<Tf['scalar']>;
export type Tensor1D = ReturnType<Tf['tensor1d']>;
export type Tensor2D = ReturnType<Tf['tensor2d']>;
export type Tensor3D = ReturnType<Tf['tensor3d']>;
export type Tensor4D = ReturnType<Tf['tensor4d']>;
export type Variable = ReturnType<Tf['variable']>;
