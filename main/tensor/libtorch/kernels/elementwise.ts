// tfjs' elementwise kernels on libtorch.

import { backend_util as backendUtil } from '@tensorflow/tfjs';
import type { DataType, TensorInfo } from '@tensorflow/tfjs';
import type { BinaryOperation, UnaryOperation } from '../addon.ts';
import type { LibtorchBackend } from '../backend.ts';
import { castTensor, kernel } from '../kernel.ts';
import type { Kernel, KernelTable, Named } from '../kernel.ts';

const BINARY: Readonly<Record<string, BinaryOperation>> = {
  Add: 'add',
  Sub: 'subtract',
  Multiply: 'multiply',
  Maximum: 'maximum',
  Minimum: 'minimum',
  Pow: 'pow',
  SquaredDifference: 'squaredDifference',
  Atan2: 'atan2',
};

/** Computed in float32 and cast back, because ATen divides integers differently. */
const DIVISION: Readonly<Record<string, BinaryOperation>> = { RealDiv: 'divide', Mod: 'floorModulo' };

const COMPARISON: Readonly<Record<string, BinaryOperation>> = {
  Greater: 'greater',
  GreaterEqual: 'greaterEqual',
  Less: 'less',
  LessEqual: 'lessEqual',
  Equal: 'equal',
  NotEqual: 'notEqual',
  LogicalAnd: 'logicalAnd',
  LogicalOr: 'logicalOr',
};

const UNARY: Readonly<Record<string, UnaryOperation>> = {
  Relu: 'relu',
  Relu6: 'relu6',
  Neg: 'negate',
  Abs: 'abs',
  Sign: 'sign',
  Square: 'square',
  Floor: 'floor',
  Ceil: 'ceil',
  Round: 'round',
  ZerosLike: 'zerosLike',
  OnesLike: 'onesLike',
};

/** The result is always float32. */
const TRANSCENDENTAL: Readonly<Record<string, UnaryOperation>> = {
  Sqrt: 'sqrt',
  Rsqrt: 'rsqrt',
  Reciprocal: 'reciprocal',
  Exp: 'exp',
  Expm1: 'expm1',
  Log: 'log',
  Log1p: 'log1p',
  Sigmoid: 'sigmoid',
  Tanh: 'tanh',
  Sin: 'sin',
  Cos: 'cos',
  Erf: 'erf',
  Elu: 'elu',
  Selu: 'selu',
  Softplus: 'softplus',
};

const TEST: Readonly<Record<string, UnaryOperation>> = {
  LogicalNot: 'logicalNot',
  IsNan: 'isNan',
  IsInf: 'isInf',
  IsFinite: 'isFinite',
};

/** The kernels, by tfjs name. Shapes broadcast as in tfjs. */
export function elementwiseKernels(backend: LibtorchBackend): KernelTable {
  const { addon } = backend;
  const binary = (operation: BinaryOperation, dtype: (a: TensorInfo) => DataType): Kernel =>
    kernel<Named<'a' | 'b'>>(({ a, b }) =>
      backend.output(addon[operation](backend.handleOf(a), backend.handleOf(b)), broadcast(a.shape, b.shape), dtype(a)),
    );
  const unary = (operation: UnaryOperation, dtype: (x: TensorInfo) => DataType): Kernel =>
    kernel<Named<'x'>>(({ x }) => backend.output(addon[operation](backend.handleOf(x)), x.shape, dtype(x)));
  const castBack = (divide: Kernel, dtype: (a: TensorInfo) => DataType): Kernel =>
    kernel<Named<'a' | 'b'>>((inputs) => {
      const quotient = divide(inputs, {});
      if (Array.isArray(quotient) || dtype(inputs.a) === 'float32') return quotient;
      const whole = castTensor(backend, quotient, dtype(inputs.a));
      backend.disposeData(quotient.dataId);
      return whole;
    });
  const sameType = (x: TensorInfo): DataType => x.dtype;
  return {
    ...mapKernels(BINARY, (operation) => binary(operation, sameType)),
    ...mapKernels(COMPARISON, (operation) => binary(operation, () => 'bool')),
    ...mapKernels(DIVISION, (operation) =>
      castBack(
        binary(operation, () => 'float32'),
        (a) => a.dtype,
      ),
    ),
    FloorDiv: castBack(
      binary('floorDivide', () => 'float32'),
      () => 'int32',
    ),
    Prelu: kernel<Named<'x' | 'alpha'>>(({ x, alpha }) =>
      backend.output(addon.prelu(backend.handleOf(x), backend.handleOf(alpha)), broadcast(x.shape, alpha.shape), 'float32'),
    ),
    ...mapKernels(UNARY, (operation) => unary(operation, sameType)),
    ...mapKernels(TRANSCENDENTAL, (operation) => unary(operation, () => 'float32')),
    ...mapKernels(TEST, (operation) => unary(operation, () => 'bool')),
    Step: kernel<Named<'x'>, { alpha: number }>(({ x }, { alpha }) =>
      backend.output(addon.step(backend.handleOf(x), alpha ?? 0), x.shape, x.dtype),
    ),
    ClipByValue: kernel<Named<'x'>, { clipValueMin: number; clipValueMax: number }>(({ x }, { clipValueMin, clipValueMax }) =>
      backend.output(addon.clip(backend.handleOf(x), clipValueMin, clipValueMax), x.shape, x.dtype),
    ),
    LeakyRelu: kernel<Named<'x'>, { alpha: number }>(({ x }, { alpha }) =>
      backend.output(addon.leakyRelu(backend.handleOf(x), alpha), x.shape, 'float32'),
    ),
    EluGrad: kernel<Named<'dy' | 'y'>>(({ dy, y }) =>
      backend.output(addon.eluGrad(backend.handleOf(dy), backend.handleOf(y)), y.shape, 'float32'),
    ),
    ReluGradFromOutput: kernel<Named<'dy' | 'y'>>(({ dy, y }) =>
      backend.output(addon.reluGrad(backend.handleOf(dy), backend.handleOf(y)), y.shape, 'float32'),
    ),
    Relu6Grad: kernel<Named<'dy' | 'x'>>(({ dy, x }) =>
      backend.output(addon.relu6Grad(backend.handleOf(dy), backend.handleOf(x)), x.shape, 'float32'),
    ),
    AddN: kernel<readonly TensorInfo[]>((terms) => {
      const first = terms[0];
      if (first === undefined) throw new Error('AddN needs at least one tensor');
      return backend.output(addon.addAll(Object.values(terms).map((term) => backend.handleOf(term))), first.shape, first.dtype);
    }),
    Select: kernel<Named<'condition' | 't' | 'e'>>(({ condition, t, e }) => {
      let chosen = backend.handleOf(condition);
      // A one-dimensional condition selects whole rows.
      const rows = condition.shape.length === 1 && t.shape.length > 1;
      if (rows) chosen = addon.reshape(chosen, [condition.shape[0] ?? 1, ...t.shape.slice(1).map(() => 1)]);
      const result = backend.output(addon.select(chosen, backend.handleOf(t), backend.handleOf(e)), t.shape, t.dtype);
      if (rows) addon.release(chosen);
      return result;
    }),
  };
}

function mapKernels<Operation>(names: Readonly<Record<string, Operation>>, make: (operation: Operation) => Kernel): KernelTable {
  return Object.fromEntries(Object.entries(names).map(([name, operation]) => [name, make(operation)]));
}

function broadcast(a: readonly number[], b: readonly number[]): number[] {
  if (a.length === b.length && a.every((size, axis) => size === b[axis])) return [...a];
  return backendUtil.assertAndGetBroadcastShape([...a], [...b]);
}
