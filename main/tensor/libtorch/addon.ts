// The interface of the compiled addon, and how it is found and loaded. Tensors are handles: integers, with 0 for no tensor.

import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

export type Handle = number;

/** Codes of element types, as in native/binding.h. */
export const ELEMENT_TYPES = { float32: 0, int32: 1, bool: 2 } as const;
export type ElementType = keyof typeof ELEMENT_TYPES;
type ElementCode = (typeof ELEMENT_TYPES)[ElementType];

/** As in native/runtime.cc. The meta device computes shapes only, which finds every mixture of host and device without a GPU. */
export const DEVICE_CODES = { cpu: 0, cuda: 1, meta: 2 } as const;
type DeviceCode = (typeof DEVICE_CODES)[keyof typeof DEVICE_CODES];

type Unary = (x: Handle) => Handle;
type Binary = (a: Handle, b: Handle) => Handle;
type Reduction = (x: Handle, axes: readonly number[], keepDimensions: boolean) => Handle;
type Values = Float32Array | Float64Array | Int32Array | Uint8Array | Uint8ClampedArray;

const UNARY_OPERATIONS = [
  'relu', 'relu6', 'negate', 'abs', 'sign', 'square', 'sqrt', 'rsqrt', 'reciprocal', 'exp', 'expm1', 'log', 'log1p', 'sigmoid',
  'tanh', 'sin', 'cos', 'erf', 'elu', 'selu', 'softplus', 'floor', 'ceil', 'round', 'zerosLike', 'onesLike', 'logicalNot',
  'isNan', 'isInf', 'isFinite',
] as const; // prettier-ignore
const BINARY_OPERATIONS = [
  'add', 'subtract', 'multiply', 'divide', 'floorDivide', 'floorModulo', 'maximum', 'minimum', 'pow', 'squaredDifference',
  'atan2', 'greater', 'greaterEqual', 'less', 'lessEqual', 'equal', 'notEqual', 'logicalAnd', 'logicalOr', 'prelu', 'reluGrad',
  'relu6Grad', 'eluGrad',
] as const; // prettier-ignore
const REDUCTIONS = ['sum', 'mean', 'largest', 'smallest', 'product', 'every', 'some'] as const;

export type UnaryOperation = (typeof UNARY_OPERATIONS)[number];
export type BinaryOperation = (typeof BINARY_OPERATIONS)[number];
export type ReductionOperation = (typeof REDUCTIONS)[number];

export interface Addon
  extends Record<UnaryOperation, Unary>, Record<BinaryOperation, Binary>, Record<ReductionOperation, Reduction> {
  write(values: Values, shape: readonly number[], type: ElementCode): Handle;
  read(x: Handle): Float32Array | Int32Array | Uint8Array;
  readLater(x: Handle): Promise<Float32Array | Int32Array | Uint8Array>;
  release(x: Handle): void;
  alias(x: Handle): Handle;
  copy(x: Handle): Handle;
  describe(x: Handle): string;

  step(x: Handle, alpha: number): Handle;
  clip(x: Handle, low: number, high: number): Handle;
  leakyRelu(x: Handle, alpha: number): Handle;
  select(condition: Handle, then: Handle, otherwise: Handle): Handle;
  cast(x: Handle, type: ElementCode): Handle;
  addAll(terms: readonly Handle[]): Handle;
  allFinite(x: Handle): 0 | 1;

  reshape(x: Handle, shape: readonly number[]): Handle;
  /** Repeats axes of length 1 without copying. */
  expand(x: Handle, shape: readonly number[]): Handle;
  transpose(x: Handle, permutation: readonly number[]): Handle;
  slice(x: Handle, begin: readonly number[], size: readonly number[]): Handle;
  concat(terms: readonly Handle[], axis: number): Handle;
  stack(terms: readonly Handle[], axis: number): Handle;
  tile(x: Handle, repetitions: readonly number[]): Handle;
  reverse(x: Handle, axes: readonly number[]): Handle;
  /** Pairs of [after, before], from the last axis to the first. */
  pad(x: Handle, pairs: readonly number[], value: number): Handle;
  fill(shape: readonly number[], value: number, type: ElementCode): Handle;
  oneHot(indices: Handle, depth: number, on: number, off: number, type: ElementCode): Handle;
  gather(x: Handle, indices: Handle, axis: number): Handle;
  segmentSum(x: Handle, segments: Handle, count: number): Handle;

  argMax(x: Handle, axis: number): Handle;
  argMin(x: Handle, axis: number): Handle;
  cumulativeSum(x: Handle, axis: number, exclusive: boolean, reversed: boolean): Handle;
  cumulativeProduct(x: Handle, axis: number, exclusive: boolean, reversed: boolean): Handle;

  matrixProduct(a: Handle, b: Handle, transposeA: boolean, transposeB: boolean): Handle;
  softmax(logits: Handle): Handle;

  /** `window`: strides, dilations, top, bottom, left, right. */
  convolve(x: Handle, filter: Handle, window: readonly number[], groups: number, bias: Handle): Handle;
  convolveInputGradient(dy: Handle, filter: Handle, window: readonly number[], groups: number, shape: readonly number[]): Handle;
  convolveFilterGradient(x: Handle, dy: Handle, window: readonly number[], groups: number, shape: readonly number[]): Handle;

  /** `pool`: window height and width, output height and width, then a window as above. Returns y and, if kept, the places of maxima. */
  maxPool(x: Handle, pool: readonly number[], keepPlaces: boolean): Handle[];
  maxPoolGradient(dy: Handle, x: Handle, places: Handle, pool: readonly number[]): Handle;
  averagePool(x: Handle, pool: readonly number[]): Handle;
  averagePoolGradient(dy: Handle, pool: readonly number[], shape: readonly number[]): Handle;

  /** Returns y, mean and inverse deviation, and updates the running averages. `ceiling` as in normalisation.ts. */
  batchNormTrain(
    x: Handle, scale: Handle, offset: Handle, runningMean: Handle, runningVariance: Handle, momentum: number, epsilon: number,
    ceiling: number, residual: Handle,
  ): Handle[]; // prettier-ignore
  /** Returns the gradients of x, scale and offset, and of the residual if `residualWanted` is true. */
  batchNormGradient(
    dy: Handle, x: Handle, y: Handle, scale: Handle, offset: Handle, mean: Handle, inverse: Handle, ceiling: number,
    wantsResidual: boolean,
  ): Handle[]; // prettier-ignore
  batchNormInfer(
    x: Handle, mean: Handle, variance: Handle, offset: Handle, scale: Handle, epsilon: number, ceiling: number, residual: Handle,
  ): Handle; // prettier-ignore

  /** Weighted sums of rows [H', H] and columns [W', W]. */
  resample(x: Handle, rows: Handle, columns: Handle): Handle;
  affineUint8(
    pixels: Uint8Array, shape: readonly number[], matrices: Float32Array, intensity: Float32Array, edge: boolean, height: number,
    width: number,
  ): Handle; // prettier-ignore
  adam(
    weights: readonly Handle[], gradients: readonly Handle[], first: readonly Handle[], second: readonly Handle[],
    rates: Float64Array, beta1: number, beta2: number, epsilon: number, step: number, decay: number, l2: number,
  ): void; // prettier-ignore

  version(): string;
  instructionSet(): string;
  threads(count?: number): number;
  /** `index` chooses a GPU. `tf32` lets float32 convolutions and products run in TF32 there. */
  device(code: DeviceCode, index?: number, tf32?: boolean): void;
  cudaDevices(): number;
  /** Why our own CUDA kernels do not run on this GPU, so that torch's do. Empty if they run. */
  kernelProblem(): string;
  /** Free and total bytes of the GPU. */
  gpuMemory(): [number, number];
  /** The driver's name of the GPU. Empty on another device, or if it is not known. */
  gpuName(): string;
  keepBfloat16(keep: boolean): void;
  /** 0 for no limit. The limit of the GPU holds if it is set before the first tensor there. Returns 0 if this build cannot limit the GPU. */
  limitMemory(liveBytes: number, idleBytes: number, gpuBytes?: number): 0 | 1;
  /** Live, peak and idle bytes, and the number of tensors in this environment. */
  memory(resetPeak: boolean): [number, number, number, number];
}

export type LoadedAddon = { readonly addon: Addon } | { readonly reason: string };

/** Loads the addon that build.mjs built. Searches upwards from this file, so it is found from sources and from a bundle. */
export function loadAddon(): LoadedAddon {
  const folder = addonFolder();
  if (folder === undefined) return { reason: 'The libtorch engine is not built yet. Run "npm run setup".' };
  const file = join(folder, ADDON);
  if (!existsSync(file)) return { reason: readFileSync(join(folder, REASON), 'utf8').trim() };
  letThreadsRest();
  repeatProducts();
  try {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- native/*.cc defines the addon's exports, which this interface mirrors
    return { addon: createRequire(import.meta.url)(file) as Addon };
  } catch (error) {
    const cause = (error instanceof Error ? error.message.split('\n')[0] : String(error)) ?? '';
    return { reason: `The libtorch engine was built but does not load (${cause}). ${remedyFor(cause)}` };
  }
}

/** If torch itself is missing, a packaged program cannot be set up again, but installing the system's torch package helps. */
function remedyFor(cause: string): string {
  const missing = /lib(?:torch_cpu|c10)\.so\.([\d.]+): cannot open/u.exec(cause)?.[1];
  return missing === undefined
    ? 'torch was changed or removed since. Run "npm run setup" again.'
    : `torch ${missing} is not installed. On Debian, run "apt install libtorch${missing}"; in a checkout, run "npm run setup" again.`;
}

/**
 * By default, OpenMP threads spin for milliseconds while they wait for each other. If another program needs the same cores, a step then
 * takes ten times as long. Sleeping at once would cost 35 us at each of a step's two thousand synchronisations. So threads spin for about
 * 0.1 ms, which is longer than JavaScript needs between two kernels, and then sleep. OpenMP reads the variables when the library is
 * loaded. In a worker, the process must already have them.
 */
function letThreadsRest(): void {
  process.env['OMP_WAIT_POLICY'] ??= 'passive';
  process.env['GOMP_SPINCOUNT'] ??= '5000';
}

/**
 * cuBLAS adds in the same order every time only with such a workspace, and reads the variable when it first computes.
 * https://docs.nvidia.com/cuda/cublas/#results-reproducibility
 */
function repeatProducts(): void {
  process.env['CUBLAS_WORKSPACE_CONFIG'] ??= ':4096:8';
}

const ADDON = 'osteograde_torch.node';
const REASON = 'reason.txt';

function addonFolder(): string | undefined {
  const starts = [dirname(fileURLToPath(import.meta.url)), process.cwd()];
  for (const start of starts) {
    for (let folder = start; ; folder = dirname(folder)) {
      const place = join(folder, 'build', 'libtorch');
      if (existsSync(join(place, ADDON)) || existsSync(join(place, REASON))) return place;
      if (folder === dirname(folder)) break;
    }
  }
  return undefined;
}
