// The two pictures in which hips are looked for: the whole radiograph made small, and the surroundings of one hip drawn so that its
// head is always as large. Neither needs to know the pixel spacing.

import type { Circle, CropFrame } from '../domain/geometry.ts';
import type { Side } from '../domain/hip.ts';
import { HEAD_RADIUS_IN_VIEW, HIP_VIEW_SIZE, OVERVIEW_SIZE } from '../domain/locating.ts';
import { percentiles } from './percentile.ts';
import { resample, type PixelGrid } from './resample.ts';

export interface LocatingView {
  /** Grey from the 1st to the 99th percentile, clipped, bright is dense. // [frame.size, frame.size] */
  readonly pixels: Uint8Array;
  /** Where the view lies on the image; `spacingMm` is meant in units of the image's pixels. */
  readonly frame: CropFrame;
}

/** The whole radiograph in the middle of a small square; beyond its borders the edge is repeated. */
export function overview(image: PixelGrid): LocatingView {
  const size = OVERVIEW_SIZE;
  const step = Math.max(image.width, image.height) / size;
  const start = (length: number): number => (length - 1) / 2 - ((size - 1) / 2) * step;
  const frame = { originX: start(image.width), originY: start(image.height), step, size, mirrored: false, spacingMm: step };
  return { pixels: eightBit(sampled(image, frame), size, size), frame };
}

/** The surroundings of a femoral head, left hips mirrored. `size` beyond the network's own shows more around. */
export function hipView(image: PixelGrid, head: Circle, side: Side, size = HIP_VIEW_SIZE): LocatingView {
  const step = head.radius / HEAD_RADIUS_IN_VIEW;
  const half = ((size - 1) / 2) * step;
  const mirrored = side === 'left';
  const originX = mirrored ? head.x + half : head.x - half;
  const frame = { originX, originY: head.y - half, step, size, mirrored, spacingMm: step };
  return { pixels: eightBit(sampled(image, frame), size, HIP_VIEW_SIZE), frame };
}

function sampled(image: PixelGrid, frame: CropFrame): Float32Array {
  const across = { start: frame.originX, step: frame.mirrored ? -frame.step : frame.step, count: frame.size };
  return resample(image, across, { start: frame.originY, step: frame.step, count: frame.size });
}

/** Grey values by the percentiles of the square of edge `inner` in the middle. */
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
