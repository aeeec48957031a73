// Resizing on libtorch as two products with interpolation matrices. Their transposes give the exact gradient.

import type { TensorInfo } from '@tensorflow/tfjs';
import { ELEMENT_TYPES } from '../addon.ts';
import type { LibtorchBackend } from '../backend.ts';
import { kernel } from '../kernel.ts';
import type { Kernel, KernelTable, Named } from '../kernel.ts';

interface ResizeAttributes {
  readonly size: [number, number];
  readonly alignCorners: boolean;
  readonly halfPixelCenters: boolean;
}
/** [output, input] weights. */
type Matrix = (output: number, input: number, attributes: ResizeAttributes) => Float32Array;

/** The kernels, by tfjs name. */
export function resizeKernels(backend: LibtorchBackend): KernelTable {
  return {
    ResizeBilinear: resize(backend, bilinear),
    ResizeBilinearGrad: resizeGradient(backend, bilinear),
    ResizeNearestNeighbor: resize(backend, nearest),
    ResizeNearestNeighborGrad: resizeGradient(backend, nearest),
  };
}

function resize(backend: LibtorchBackend, matrix: Matrix): Kernel {
  return kernel<Named<'images'>, ResizeAttributes>(({ images }, attributes) => {
    const [batch = 1, height = 1, width = 1, channels = 1] = images.shape;
    const [outHeight, outWidth] = attributes.size;
    const rows = backend.addon.write(matrix(outHeight, height, attributes), [outHeight, height], ELEMENT_TYPES.float32);
    const columns = backend.addon.write(matrix(outWidth, width, attributes), [outWidth, width], ELEMENT_TYPES.float32);
    return resample(backend, images, rows, columns, [batch, outHeight, outWidth, channels]);
  });
}

function resizeGradient(backend: LibtorchBackend, matrix: Matrix): Kernel {
  return kernel<Named<'images' | 'dy'>, ResizeAttributes>(({ images, dy }, attributes) => {
    const [, height = 1, width = 1] = images.shape;
    const [, outHeight = 1, outWidth = 1] = dy.shape;
    const [rows, columns] = [
      transpose(matrix(outHeight, height, attributes), outHeight, height),
      transpose(matrix(outWidth, width, attributes), outWidth, width),
    ];
    const { addon } = backend;
    const { float32 } = ELEMENT_TYPES;
    return resample(
      backend,
      dy,
      addon.write(rows, [height, outHeight], float32),
      addon.write(columns, [width, outWidth], float32),
      images.shape,
    );
  });
}

function resample(backend: LibtorchBackend, x: TensorInfo, rows: number, columns: number, shape: number[]): TensorInfo {
  const result = backend.addon.resample(backend.handleOf(x), rows, columns);
  backend.addon.release(rows);
  backend.addon.release(columns);
  return backend.output(result, shape, 'float32');
}

/** Each output is the mean of its two neighbours, weighted by distance. */
const bilinear: Matrix = (output, input, attributes) => {
  const weights = new Float32Array(output * input);
  for (let k = 0; k < output; k++) {
    const place = source(k, output, input, attributes, attributes.halfPixelCenters ? -0.5 : 0);
    const low = Math.max(0, Math.floor(place));
    const high = Math.min(input - 1, Math.max(0, Math.ceil(place)));
    add(weights, k * input + low, 1 - (place - low));
    add(weights, k * input + high, place - low);
  }
  return weights;
};

const nearest: Matrix = (output, input, attributes) => {
  const weights = new Float32Array(output * input);
  for (let k = 0; k < output; k++) {
    const place = source(k, output, input, attributes, 0);
    const index = attributes.alignCorners ? Math.round(place) : Math.floor(place);
    add(weights, k * input + Math.min(input - 1, Math.max(0, index)), 1);
  }
  return weights;
};

/** The position of output k among the inputs, as in tfjs. */
function source(k: number, output: number, input: number, attributes: ResizeAttributes, shift: number): number {
  const aligned = attributes.alignCorners && output > 1;
  const scale = aligned ? (input - 1) / (output - 1) : input / output;
  return attributes.halfPixelCenters ? scale * (k + 0.5) + shift : scale * k;
}

function add(weights: Float32Array, index: number, value: number): void {
  weights[index] = (weights[index] ?? 0) + value;
}

function transpose(matrix: Float32Array, rows: number, columns: number): Float32Array {
  const result = new Float32Array(matrix.length);
  for (let r = 0; r < rows; r++) for (let c = 0; c < columns; c++) result[c * rows + r] = matrix[r * columns + c] ?? 0;
  return result;
}
