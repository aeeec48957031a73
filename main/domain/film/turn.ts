// The eight turns of a picture onto itself, mirror images included, and what they do to points and pixels.
// A film's turn takes the pixels as stored to the standard frame, in which rows run to the patient's left and columns to the feet.

import { z } from 'zod';
import type { ImagePoint } from '../geometry.ts';

/** In the order of EXIF's orientations, 1 to 8. */
export const TURNS = [
  'none',
  'flip-horizontal',
  'rotate-180',
  'flip-vertical',
  'transpose',
  'rotate-90',
  'transverse',
  'rotate-270',
] as const;

/** Rotations are clockwise. `transpose` mirrors at the diagonal from the top left corner, `transverse` at the other. */
export const TurnSchema = z.enum(TURNS);

export type Turn = z.infer<typeof TurnSchema>;

export interface PictureSize {
  readonly width: number;
  readonly height: number;
}

/** First the axes are exchanged, then x and y may be counted from the other end. */
interface Steps {
  readonly exchanged: boolean;
  readonly acrossFlipped: boolean;
  readonly downFlipped: boolean;
}

const STEPS: Readonly<Record<Turn, Steps>> = {
  none: { exchanged: false, acrossFlipped: false, downFlipped: false },
  'flip-horizontal': { exchanged: false, acrossFlipped: true, downFlipped: false },
  'rotate-180': { exchanged: false, acrossFlipped: true, downFlipped: true },
  'flip-vertical': { exchanged: false, acrossFlipped: false, downFlipped: true },
  transpose: { exchanged: true, acrossFlipped: false, downFlipped: false },
  'rotate-90': { exchanged: true, acrossFlipped: true, downFlipped: false },
  transverse: { exchanged: true, acrossFlipped: true, downFlipped: true },
  'rotate-270': { exchanged: true, acrossFlipped: false, downFlipped: true },
};

/** Returns the turn of these steps. */
export function turnOf(steps: Steps): Turn {
  const found = TURNS.find((turn) => {
    const { exchanged, acrossFlipped, downFlipped } = STEPS[turn];
    return exchanged === steps.exchanged && acrossFlipped === steps.acrossFlipped && downFlipped === steps.downFlipped;
  });
  if (found === undefined) throw new Error('A turn has no name.');
  return found;
}

/** True if the turn makes a left hand look like a right one. */
export function mirrors(turn: Turn): boolean {
  const { exchanged, acrossFlipped, downFlipped } = STEPS[turn];
  return [exchanged, acrossFlipped, downFlipped].filter(Boolean).length % 2 === 1;
}

/** Returns the size of a picture after the turn. */
export function turnedSize(turn: Turn, { width, height }: PictureSize): PictureSize {
  return STEPS[turn].exchanged ? { width: height, height: width } : { width, height };
}

/** Returns where a point of a picture of this size lies after the turn. */
export function turnPoint(turn: Turn, { x, y }: ImagePoint, size: PictureSize): ImagePoint {
  const { exchanged, acrossFlipped, downFlipped } = STEPS[turn];
  const { width, height } = turnedSize(turn, size);
  const [across, down] = exchanged ? [y, x] : [x, y];
  return { x: acrossFlipped ? width - 1 - across : across, y: downFlipped ? height - 1 - down : down };
}

/** Returns the turn that undoes this one. */
export function inverseTurn(turn: Turn): Turn {
  return turn === 'rotate-90' ? 'rotate-270' : turn === 'rotate-270' ? 'rotate-90' : turn;
}

/** Returns the single turn that does the same as both, one after the other. */
export function combinedTurn(first: Turn, second: Turn): Turn {
  const [one, two] = [STEPS[first], STEPS[second]];
  const [across, down] = two.exchanged ? [one.downFlipped, one.acrossFlipped] : [one.acrossFlipped, one.downFlipped];
  return turnOf({
    exchanged: one.exchanged !== two.exchanged,
    acrossFlipped: across !== two.acrossFlipped,
    downFlipped: down !== two.downFlipped,
  });
}

/** Returns the pixels of a picture of this size after the turn: the same array if nothing turns. // [height, width] */
export function turnPixels(turn: Turn, pixels: Float32Array, size: PictureSize): Float32Array {
  return turn === 'none' ? pixels : turnInto(turn, pixels, size, new Float32Array(pixels.length));
}

/** Fills an array of the same length with the pixels after the turn, and returns it. */
function turnInto<Turned extends Float32Array | Uint16Array>(
  turn: Turn,
  pixels: ArrayLike<number>,
  size: PictureSize,
  turned: Turned,
): Turned {
  const { width } = turnedSize(turn, size);
  const at = (x: number, y: number): number => {
    const point = turnPoint(turn, { x, y }, size);
    return point.y * width + point.x;
  };
  const start = at(0, 0);
  const perColumn = at(1, 0) - start;
  const perRow = at(0, 1) - start;
  // The index is always inside; `?? 0` is for the compiler.
  for (let y = 0, from = 0; y < size.height; y++) {
    for (let x = 0, to = start + y * perRow; x < size.width; x++, from++, to += perColumn) turned[to] = pixels[from] ?? 0;
  }
  return turned;
}
