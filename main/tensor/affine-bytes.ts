// The affine augmentation of `TrainingKernels` in plain TypeScript. It is the reference for the native loop, and all other engines use it.

import type { AffineOptions } from './training-kernels.ts';

type Shape = readonly [number, number, number, number];

/** [N, H, W, C] bytes and [6 N] matrices to [N, H', W', C] floats in value / 255 (times gain, plus bias). */
export function affineBytes(pixels: Uint8Array, shape: Shape, matrices: Float32Array, options: AffineOptions = {}): Float32Array {
  const [images, height, width, channels] = shape;
  const [outHeight, outWidth] = options.size ?? [height, width];
  if (pixels.length !== images * height * width * channels) throw new Error('affineUint8: the bytes do not fill the shape');
  if (matrices.length !== 6 * images || (options.intensity !== undefined && options.intensity.length !== 2 * images))
    throw new Error('affineUint8: each image needs six numbers of a matrix and two of intensity');
  const edge = options.border === 'edge';
  const result = new Float32Array(images * outHeight * outWidth * channels);
  let out = 0;
  for (let n = 0; n < images; n++) {
    const matrix = matrices.subarray(6 * n, 6 * n + 6);
    const [gain = 1, bias = 0] = options.intensity?.subarray(2 * n, 2 * n + 2) ?? [];
    const at = (row: number, column: number, channel: number): number => {
      const inside = row >= 0 && row < height && column >= 0 && column < width;
      if (!inside && !edge) return 0;
      const y = Math.min(Math.max(row, 0), height - 1);
      const x = Math.min(Math.max(column, 0), width - 1);
      return pixels[((n * height + y) * width + x) * channels + channel] ?? 0;
    };
    for (let y = 0; y < outHeight; y++) {
      for (let x = 0; x < outWidth; x++) {
        const [sourceX, sourceY] = mapPoint(matrix, x, y);
        const left = Math.floor(sourceX);
        const top = Math.floor(sourceY);
        const [fx, fy] = [sourceX - left, sourceY - top];
        for (let c = 0; c < channels; c++) {
          const upper = at(top, left, c) * (1 - fx) + at(top, left + 1, c) * fx;
          const lower = at(top + 1, left, c) * (1 - fx) + at(top + 1, left + 1, c) * fx;
          result[out++] = ((upper * (1 - fy) + lower * fy) * gain) / 255 + bias;
        }
      }
    }
  }
  return result;
}

/** Points that are far away or not finite count as outside. */
function mapPoint(m: Float32Array, x: number, y: number): [number, number] {
  const [a = 1, b = 0, c = 0, d = 0, e = 1, f = 0] = m;
  const place: [number, number] = [a * x + b * y + c, d * x + e * y + f];
  return place.every((value) => Math.abs(value) < 1e6) ? place : [-2, -2];
}
