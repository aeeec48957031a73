// Trabecular grain: how the density of cancellous bone varies with position. In the femur it follows the principal
// compressive group (calcar to the top of the head) and the principal tensile group (lateral cortex, over the neck, to the
// fovea), with Ward's triangle between them. Singh M et al. J Bone Joint Surg Am 1970.

import { seededRandom } from '../domain/random.ts';

/** Maps millimetres on the detector to the hip's own frame (scaled to a head of 25 mm), and offsets the noise. */
export interface Grain {
  readonly kind: 'femur' | 'pelvis';
  readonly matrix: readonly [number, number, number, number, number, number];
  readonly offsetX: number;
  readonly offsetY: number;
  /** The strength of the grain, about 0.15 to 0.35. */
  readonly strength: number;
  /** The strength of bundles about 1 mm apart, and of patches of several mm. */
  readonly fine: number;
  readonly patch: number;
}

/** Returns the density relative to the local mean at a point in detector mm. */
export function grainAt(grain: Grain, imageX: number, imageY: number): number {
  const m = grain.matrix;
  const x = m[0] * imageX + m[1] * imageY + m[2];
  const y = m[3] * imageX + m[4] * imageY + m[5];
  const spongy = tileAt(x * 2.3 + grain.offsetX, y * 2.3 + grain.offsetY);
  const patchy = grain.patch * tileAt(x * 0.55 + grain.offsetY, y * 0.55 + grain.offsetX);
  const fine =
    grain.fine === 0
      ? 0
      : grain.fine *
        (0.7 * tileAt(x * 1.7 + y * 0.25 + grain.offsetY, y * 0.4 - x * 0.06 - grain.offsetX) +
          0.4 * tileAt(x * 0.3 - y * 0.3 - grain.offsetY, (x + y) * 1.1 + grain.offsetX));
  if (grain.kind === 'pelvis') return Math.max(0.1, 1 + grain.strength * (0.8 * spongy + 0.45 * patchy + 0.8 * fine));

  // The compressive fan opens upwards from a point below the calcar.
  const slope = (x + 18) / (88 - y);
  const offAxis = (x + 0.5 + 0.17 * y) / (14.5 - 0.15 * y);
  const compressive = y < 55 ? Math.exp(-offAxis * offAxis) : 0;
  // The tensile arcs are circles about a point medial to the lesser trochanter.
  const dx = x + 11;
  const dy = y - 62;
  const ring = Math.sqrt(dx * dx + dy * dy);
  const offRing = (ring - 55) / 10;
  const tensile = y < 50 ? Math.exp(-offRing * offRing) : 0;
  const streaks =
    0.55 * compressive * tileAt(slope * 230 + grain.offsetX, y * 0.16 + grain.offsetY) +
    0.42 * tensile * tileAt(ring * 2.4 + grain.offsetY, (dx / (Math.abs(dy) + 12)) * 9 + grain.offsetX);
  const wardX = (x + 27) / 9;
  const wardY = (y - 27) / 10;
  const ward = Math.exp(-wardX * wardX - wardY * wardY);
  return Math.max(
    0.05,
    0.86 +
      0.28 * compressive +
      0.14 * tensile -
      0.3 * ward +
      grain.strength * ((grain.patch === 1 ? 1 : 0.45) * streaks + 0.5 * spongy + 0.35 * patchy + 0.7 * fine),
  );
}

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
