// The small changes by which no picture is seen twice: turn, shift, scale, brightness and contrast. Drawn here, done on the engine.

import type { CropPoint } from '../domain/geometry.ts';
import type { Random } from '../domain/random.ts';
import type { Recipe } from './recipe.ts';

/** One picture's change. The matrix takes a pixel of the result to its place on the stored crop (row-major 2 x 3). */
export interface Augmentation {
  readonly matrix: readonly [number, number, number, number, number, number];
  readonly gain: number;
  readonly offset: number;
}

export function drawAugmentation(limits: Recipe['augmentation'], sizes: Sizes, random: Random): Augmentation {
  const angle = (random.between(-1, 1) * limits.rotationDegrees * Math.PI) / 180;
  const scale = Math.exp(random.between(-1, 1) * limits.scale);
  const shift = { x: random.between(-1, 1) * limits.shiftPixels, y: random.between(-1, 1) * limits.shiftPixels };
  const gain = Math.exp(random.between(-1, 1) * limits.gain);
  // Contrast turns about mid-grey, so that a gain alone does not also brighten.
  const offset = (1 - gain) / 2 + random.between(-1, 1) * limits.offset;
  return { matrix: similarity(sizes, angle, scale, shift), gain, offset };
}

/** No change but the resampling to the stage's size. */
export function plainView(sizes: Sizes): Augmentation {
  return { matrix: similarity(sizes, 0, 1, { x: 0, y: 0 }), gain: 1, offset: 0 };
}

export interface Sizes {
  readonly crop: number;
  readonly picture: number;
}

/** Turns and scales about the crop's centre; pixel edges, not centres, line up between the two sizes. */
function similarity(
  { crop, picture }: Sizes,
  angle: number,
  scale: number,
  shift: { x: number; y: number },
): Augmentation['matrix'] {
  const step = crop / picture / scale;
  const [cos, sin] = [step * Math.cos(angle), step * Math.sin(angle)];
  const centre = (picture - 1) / 2;
  const middle = (crop - 1) / 2;
  return [cos, -sin, middle + shift.x - cos * centre + sin * centre, sin, cos, middle + shift.y - sin * centre - cos * centre];
}

/** Where a point of the stored crop lies on the changed picture. */
export function onPicture({ matrix: [a, b, tx, c, d, ty] }: Augmentation, point: CropPoint): CropPoint {
  const determinant = a * d - b * c;
  const [x, y] = [point.x - tx, point.y - ty];
  return { x: (d * x - b * y) / determinant, y: (a * y - c * x) / determinant };
}
