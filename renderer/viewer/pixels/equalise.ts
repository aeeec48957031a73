// Contrast-limited adaptive histogram equalisation (Zuiderveld 1994, Graphics Gems IV): evens out the greys of each neighbourhood, with
// a limit that keeps noise down. For looking only: grades and measurements never use it.

import type { GreyPicture } from '../../api/films/grey-picture.ts';

const TILES = 8;
const BINS = 512;
/** The largest count of a bin, as a multiple of an even histogram's. */
const CLIP_LIMIT = 3;
const HIGHEST = 65535;

/** Returns the picture with evened greys, from 0 to 65535. */
export function equaliseLocally(picture: GreyPicture): GreyPicture {
  const { width, height, values } = picture;
  const scale = binScale(values);
  const maps = tileMaps(picture, scale);
  const evened = new Uint16Array(values.length);
  const across = tileWeights(width);
  // The indices are always inside; `?? 0` is for the compiler.
  for (let y = 0, at = 0; y < height; y++) {
    const place = Math.min(TILES - 1, Math.max(0, ((y + 0.5) * TILES) / height - 0.5));
    const upper = Math.min(Math.floor(place), TILES - 2);
    const down = place - upper;
    const [top, bottom] = [upper * TILES, (upper + 1) * TILES];
    for (let x = 0; x < width; x++, at++) {
      const bin = Math.min(BINS - 1, Math.max(0, ((values[at] ?? 0) - scale.low) * scale.perValue));
      const lower = bin | 0;
      const between = bin - lower;
      const left = across.left[x] ?? 0;
      const weight = across.weight[x] ?? 0;
      const from = (tile: number): number => {
        const first = tile * (BINS + 1) + lower;
        const value = maps[first] ?? 0;
        return value + ((maps[first + 1] ?? 0) - value) * between;
      };
      const above = from(top + left) * (1 - weight) + from(top + left + 1) * weight;
      const below = from(bottom + left) * (1 - weight) + from(bottom + left + 1) * weight;
      evened[at] = above + (below - above) * down;
    }
  }
  return { film: picture.film, width, height, values: evened, low: 0, slope: 1, halvings: picture.halvings };
}

interface BinScale {
  readonly low: number;
  readonly perValue: number;
}

function binScale(values: Uint16Array): BinScale {
  let [low, high] = [HIGHEST, 0];
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? 0;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return { low, perValue: (BINS - 1) / Math.max(1, high - low) };
}

/** Returns the new value at each edge of a bin, for every tile. // [TILES * TILES, BINS + 1] */
function tileMaps({ width, height, values }: GreyPicture, { low, perValue }: BinScale): Float32Array {
  const maps = new Float32Array(TILES * TILES * (BINS + 1));
  for (let row = 0; row < TILES; row++) {
    for (let column = 0; column < TILES; column++) {
      const counts = new Float64Array(BINS);
      const [top, bottom] = [Math.floor((row * height) / TILES), Math.floor(((row + 1) * height) / TILES)];
      const [left, right] = [Math.floor((column * width) / TILES), Math.floor(((column + 1) * width) / TILES)];
      let pixels = 0;
      for (let y = top; y < bottom; y += 2) {
        for (let x = left; x < right; x += 2, pixels++) {
          const bin = (((values[y * width + x] ?? 0) - low) * perValue) | 0;
          counts[bin] = (counts[bin] ?? 0) + 1;
        }
      }
      fillMap(maps.subarray((row * TILES + column) * (BINS + 1)), counts, pixels);
    }
  }
  return maps;
}

/** Clips the histogram, spreads what was clipped evenly, and adds it up. */
function fillMap(map: Float32Array, counts: Float64Array, pixels: number): void {
  const most = (CLIP_LIMIT * pixels) / BINS;
  let clipped = 0;
  for (const count of counts) clipped += Math.max(0, count - most);
  let sum = 0;
  for (const [bin, count] of counts.entries()) {
    sum += Math.min(most, count) + clipped / BINS;
    map[bin + 1] = (sum / Math.max(1, pixels)) * HIGHEST;
  }
}

function tileWeights(width: number): { readonly left: Uint8Array; readonly weight: Float32Array } {
  const left = new Uint8Array(width);
  const weight = new Float32Array(width);
  for (let x = 0; x < width; x++) {
    const place = Math.min(TILES - 1, Math.max(0, ((x + 0.5) * TILES) / width - 0.5));
    left[x] = Math.min(Math.floor(place), TILES - 2);
    weight[x] = place - (left[x] ?? 0);
  }
  return { left, weight };
}
