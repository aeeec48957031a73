// Blurs a stored picture and changes its density, before it is resampled: a film out of focus, or under another vendor's grey curve.

import type { Augmentation } from './augmentation.ts';
import type { PictureSize } from './task.ts';

/** The picture itself if the augmentation neither blurs nor bends the grey scale. // [height, width] */
export function softened(
  picture: Uint8Array,
  { height, width }: PictureSize,
  { blur = 0, gamma = 1, tone }: Pick<Augmentation, 'blur' | 'gamma' | 'tone'>,
): Uint8Array {
  const blurred = blur > 0 ? blurredBytes(picture, height, width, blur) : picture;
  if (tone !== undefined)
    return softened(
      blurred.map((grey) => tone[grey]),
      { height, width },
      { gamma },
    );
  if (gamma === 1) return blurred;
  const curve = Uint8Array.from({ length: 256 }, (_, grey) => Math.round(255 * (grey / 255) ** gamma));
  return blurred.map((grey) => curve[grey]);
}

/** A separable Gaussian blur. The edges are replicated. */
function blurredBytes(picture: Uint8Array, height: number, width: number, sigma: number): Uint8Array {
  const kernel = gaussian(sigma);
  const reach = (kernel.length - 1) / 2;
  const across = new Float32Array(picture.length);
  const line = new Float32Array(width + 2 * reach);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < line.length; x++) line[x] = picture[y * width + Math.min(width - 1, Math.max(0, x - reach))];
    for (let x = 0; x < width; x++) {
      let sum = 0;
      for (let k = 0; k < kernel.length; k++) sum += kernel[k] * line[x + k];
      across[y * width + x] = sum;
    }
  }
  const result = new Uint8Array(picture.length);
  const row = new Float32Array(width);
  for (let y = 0; y < height; y++) {
    row.fill(0.5);
    for (let k = 0; k < kernel.length; k++) {
      const source = Math.min(height - 1, Math.max(0, y + k - reach)) * width;
      const weight = kernel[k];
      for (let x = 0; x < width; x++) row[x] += weight * across[source + x];
    }
    result.set(row, y * width); // truncates, after adding a half
  }
  return result;
}

function gaussian(sigma: number): Float32Array {
  const reach = Math.max(1, Math.ceil(2.5 * sigma));
  const kernel = Float32Array.from({ length: 2 * reach + 1 }, (_, k) => Math.exp(-((k - reach) ** 2) / (2 * sigma * sigma)));
  const total = kernel.reduce((sum, weight) => sum + weight, 0);
  return kernel.map((weight) => weight / total);
}
