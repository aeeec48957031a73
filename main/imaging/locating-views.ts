// Draws the two views that the locating networks search: the whole radiograph reduced to a small square, and the area around one
// hip, scaled so that every head has the same size. Neither needs the pixel spacing.

import type { Circle, CropFrame } from '../domain/geometry.ts';
import type { Side } from '../domain/hip.ts';
import { HEAD_RADIUS_IN_VIEW, HIP_VIEW_SIZE, OVERVIEW_SIZE } from '../domain/locating.ts';
import { percentiles } from './percentile.ts';
import { resample, type PixelGrid } from './resample.ts';

export interface LocatingView {
  /** Grey from the 1st to the 99th percentile, clipped. Bright is dense. // [frame.size, frame.size] */
  readonly pixels: Uint8Array;
  /** The position of the view on the image. Here `spacingMm` is in image pixels. */
  readonly frame: CropFrame;
}

/** Centres the whole radiograph in a small square. Outside the radiograph its edge repeats. */
export function overview(image: PixelGrid): LocatingView {
  const size = OVERVIEW_SIZE;
  const step = Math.max(image.width, image.height) / size;
  const start = (length: number): number => (length - 1) / 2 - ((size - 1) / 2) * step;
  const frame = { originX: start(image.width), originY: start(image.height), step, size, mirrored: false, spacingMm: step };
  return { pixels: eightBit(sampleView(image, frame), size, size), frame };
}

/** Draws the area around a femoral head, left hips mirrored. A `size` above the network's shows a wider area. */
export function hipView(image: PixelGrid, head: Circle, side: Side, size = HIP_VIEW_SIZE): LocatingView {
  const step = head.radius / HEAD_RADIUS_IN_VIEW;
  const half = ((size - 1) / 2) * step;
  const mirrored = side === 'left';
  const originX = mirrored ? head.x + half : head.x - half;
  const frame = { originX, originY: head.y - half, step, size, mirrored, spacingMm: step };
  return { pixels: eightBit(sampleView(image, frame), size, HIP_VIEW_SIZE), frame };
}

function sampleView(image: PixelGrid, frame: CropFrame): Float32Array {
  const across = { start: frame.originX, step: frame.mirrored ? -frame.step : frame.step, count: frame.size };
  return resample(image, across, { start: frame.originY, step: frame.step, count: frame.size });
}

/** Scales grey values by the percentiles of the central square with edge `inner`. */
function eightBit(pixels: Float32Array, size: number, inner: number): Uint8Array {
  const border = (size - inner) / 2;
  const middle = new Float32Array(inner * inner);
  for (let row = 0; row < inner; row++) {
    const from = (row + border) * size + border;
    middle.set(pixels.subarray(from, from + inner), row * inner);
  }
  const [low, high] = percentiles(middle, [1, 99]);
  const range = high > low ? high - low : 1;
  return Uint8Array.from(pixels, (value) => Math.round(255 * Math.min(1, Math.max(0, (value - low) / range))));
}
