// Enlarges a Grad-CAM map to the crop and measures it for the attention audit.

import type { CropPoint } from '../domain/geometry.ts';
import { CROP_SIZE } from '../domain/hip-crop.ts';

/** Enlarges a map to the crop, bilinear, with cell edges on crop edges (PyTorch's `align_corners=false`). // [224, 224] */
export function enlarge(map: Float32Array | Float64Array, size: number): Float32Array {
  const taps = Array.from({ length: CROP_SIZE }, (_, pixel) => {
    const at = Math.min(size - 1, Math.max(0, ((pixel + 0.5) * size) / CROP_SIZE - 0.5));
    const below = Math.min(Math.floor(at), size - 1);
    return { below, above: Math.min(below + 1, size - 1), share: at - below };
  });
  const wide = new Float64Array(size * CROP_SIZE); // [size, 224]
  for (let row = 0; row < size; row++) {
    for (let x = 0; x < CROP_SIZE; x++) {
      const { below, above, share } = taps[x];
      wide[row * CROP_SIZE + x] = map[row * size + below] * (1 - share) + map[row * size + above] * share;
    }
  }
  const large = new Float32Array(CROP_SIZE * CROP_SIZE);
  for (let y = 0; y < CROP_SIZE; y++) {
    const { below, above, share } = taps[y];
    for (let x = 0; x < CROP_SIZE; x++) {
      large[y * CROP_SIZE + x] = wide[below * CROP_SIZE + x] * (1 - share) + wide[above * CROP_SIZE + x] * share;
    }
  }
  return large;
}

/** Returns the map on the crop with a maximum of 255. All zeros if nothing supports the score. // [224, 224] */
export function heatmapPixels(map: Float32Array | Float64Array, size: number): Uint8Array {
  const large = enlarge(map, size);
  const highest = large.reduce((best, value) => Math.max(best, value), 0);
  return Uint8Array.from(large, highest > 0 ? (value) => Math.round((value / highest) * 255) : () => 0);
}

/** Returns the share of the map's mass inside the zone, 0 to 1. Returns 0 for an empty map. `zone` is [224, 224], nonzero inside. */
export function shareInZone(map: Float32Array | Float64Array, size: number, zone: Uint8Array): number {
  const large = enlarge(map, size);
  let inside = 0;
  let all = 0;
  for (let i = 0; i < large.length; i++) {
    all += large[i];
    if (zone[i] !== 0) inside += large[i];
  }
  return all > 0 ? inside / all : 0;
}

/**
 * Returns the position of the map's maximum in crop pixels: the centre of its strongest cell, where the bilinear map is highest.
 * Among equal cells the first wins. Returns the crop's centre for an empty map.
 */
export function peakOf(map: Float32Array | Float64Array, size: number): CropPoint {
  let best = 0;
  for (let i = 1; i < map.length; i++) if (map[i] > map[best]) best = i;
  const middle = (CROP_SIZE - 1) / 2;
  if (!(map[best] > 0)) return { x: middle, y: middle };
  const centre = (cell: number): number => ((cell + 0.5) * CROP_SIZE) / size - 0.5;
  return { x: centre(best % size), y: centre(Math.floor(best / size)) };
}
