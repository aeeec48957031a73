// Smooth noise without a direction, from which trabeculae and muscle take their irregularity.

import { seededRandom } from '../../domain/random.ts';

const TILE_SIZE = 256;

/** Smooth noise with unit variance that repeats every 256 steps. */
const TILE = noiseTile();

function noiseTile(): Float32Array {
  const random = seededRandom('trabecular tile');
  const white = Float32Array.from({ length: TILE_SIZE * TILE_SIZE }, () => random.normal());
  const at = (x: number, y: number): number => white[((y + TILE_SIZE) % TILE_SIZE) * TILE_SIZE + ((x + TILE_SIZE) % TILE_SIZE)];
  const smooth = new Float32Array(white.length);
  let squares = 0;
  for (let y = 0; y < TILE_SIZE; y++) {
    for (let x = 0; x < TILE_SIZE; x++) {
      const value = at(x, y) + 0.5 * (at(x - 1, y) + at(x + 1, y) + at(x, y - 1) + at(x, y + 1));
      smooth[y * TILE_SIZE + x] = value;
      squares += value * value;
    }
  }
  const unit = 1 / Math.sqrt(squares / smooth.length);
  return smooth.map((value) => value * unit);
}

/** Interpolates the tile's smooth noise at any position. Neighbouring whole numbers are nearly independent. */
export function tileAt(u: number, v: number): number {
  const x = Math.floor(u);
  const y = Math.floor(v);
  const tu = u - x;
  const tv = v - y;
  const x0 = x & 255;
  const x1 = (x + 1) & 255;
  const y0 = (y & 255) << 8;
  const y1 = ((y + 1) & 255) << 8;
  const a = TILE[y0 | x0];
  const c = TILE[y1 | x0];
  const upper = a + (TILE[y0 | x1] - a) * tu;
  const lower = c + (TILE[y1 | x1] - c) * tu;
  return upper + (lower - upper) * tv;
}
