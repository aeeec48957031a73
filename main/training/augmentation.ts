// Random augmentation: rotation, shift, scale, flip, brightness, contrast, blur and density. The change is drawn here and applied on the engine.

import type { CropPoint } from '../domain/geometry.ts';
import type { Random } from '../domain/random.ts';
import type { LoopSettings } from './loop-settings.ts';
import type { PictureSize } from './task.ts';

/** The change of one picture. The matrix maps a pixel of the result to its position on the stored crop (row-major 2 x 3). */
export interface Augmentation {
  readonly matrix: readonly [number, number, number, number, number, number];
  readonly gain: number;
  readonly offset: number;
  /** Standard deviation of a blur, in pixels of the stored picture. Default 0. */
  readonly blur?: number;
  /** The power to which grey values are raised. Default 1. */
  readonly gamma?: number;
  /** The grey that replaces each grey of the stored picture, before gain and offset. // [256] */
  readonly tone?: Uint8Array;
}

export interface Sizes {
  /** Size of the stored picture. */
  readonly crop: PictureSize;
  /** Size of the picture that the network sees. */
  readonly picture: PictureSize;
}

export function drawAugmentation(limits: LoopSettings['augmentation'], sizes: Sizes, random: Random): Augmentation {
  const angle = (random.between(-1, 1) * limits.rotationDegrees * Math.PI) / 180;
  const scale = Math.exp(random.between(-1, 1) * limits.scale);
  const shift = { x: random.between(-1, 1) * limits.shiftPixels, y: random.between(-1, 1) * limits.shiftPixels };
  const gain = Math.exp(random.between(-1, 1) * limits.gain);
  // Contrast scales about mid-grey, so a gain alone does not brighten the picture.
  const offset = (1 - gain) / 2 + random.between(-1, 1) * limits.offset;
  const mirrored = limits.flip === true && random.next() < 0.5;
  const matrix = placement(sizes, { angle, scale, shift, mirrored });
  const tone = limits.tone === undefined ? {} : { tone: drawTone(limits.tone, random) };
  return { matrix, gain, offset, ...tone, ...drawSoftening(limits, random) };
}

/** Draws nothing for a limit that is not set, so that older recipes draw the same pictures as before. */
function drawSoftening(
  { blurPixels, gamma }: LoopSettings['augmentation'],
  random: Random,
): Pick<Augmentation, 'blur' | 'gamma'> {
  const blur = blurPixels === undefined ? 0 : Math.max(0, random.between(-1, 1)) * blurPixels;
  return { ...(blur > 0 ? { blur } : {}), ...(gamma === undefined ? {} : { gamma: Math.exp(random.between(-1, 1) * gamma) }) };
}

const KNOTS = 5;

/** A random rising curve from black to white. Its log-slope is linear between evenly spaced knots. **(ours)** */
function drawTone(limit: number, random: Random): Uint8Array {
  const bends = Array.from({ length: KNOTS }, () => random.between(-1, 1) * limit);
  const slopes = Array.from({ length: 255 }, (_, step) => {
    const place = ((step + 0.5) / 255) * (KNOTS - 1);
    const knot = Math.floor(place);
    const [low = 0, high = low] = bends.slice(knot, knot + 2);
    return Math.exp(low + (high - low) * (place - knot));
  });
  const whole = slopes.reduce((sum, slope) => sum + slope, 0);
  const curve = new Uint8Array(256);
  let reached = 0;
  for (const [step, slope] of slopes.entries()) {
    reached += slope;
    curve[step + 1] = Math.round((255 * reached) / whole);
  }
  return curve;
}

/** Only resamples to the stage's size. */
export function plainView(sizes: Sizes): Augmentation {
  return { matrix: placement(sizes, { angle: 0, scale: 1, shift: { x: 0, y: 0 }, mirrored: false }), gain: 1, offset: 0 };
}

interface Placement {
  readonly angle: number;
  readonly scale: number;
  readonly shift: { readonly x: number; readonly y: number };
  readonly mirrored: boolean;
}

/** Rotates, scales and mirrors about the crop's centre. The pixel edges of the two sizes line up, not the pixel centres. */
function placement({ crop, picture }: Sizes, { angle, scale, shift, mirrored }: Placement): Augmentation['matrix'] {
  const across = (crop.width / picture.width / scale) * (mirrored ? -1 : 1);
  const down = crop.height / picture.height / scale;
  const [a, b] = [across * Math.cos(angle), -(down * Math.sin(angle))];
  const [c, d] = [across * Math.sin(angle), down * Math.cos(angle)];
  const centre = { x: (picture.width - 1) / 2, y: (picture.height - 1) / 2 };
  const middle = { x: (crop.width - 1) / 2, y: (crop.height - 1) / 2 };
  return [a, b, middle.x + shift.x - a * centre.x - b * centre.y, c, d, middle.y + shift.y - c * centre.x - d * centre.y];
}

/** The same augmentation, with black as -1 and white as 1 if the network expects that range. */
export function withInputRange(augmentation: Augmentation, range: InputRange): Augmentation {
  if (range === 'zero-to-one') return augmentation;
  return { ...augmentation, gain: 2 * augmentation.gain, offset: 2 * augmentation.offset - 1 };
}

export type InputRange = 'zero-to-one' | 'minus-one-to-one';

/** Where a point of the stored crop lies on the augmented picture. */
export function onPicture({ matrix: [a, b, tx, c, d, ty] }: Augmentation, point: CropPoint): CropPoint {
  const determinant = a * d - b * c;
  const [x, y] = [point.x - tx, point.y - ty];
  return { x: (d * x - b * y) / determinant, y: (a * y - c * x) / determinant };
}
