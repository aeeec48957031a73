// A radiograph at full, half, quarter size and so on, still with 16 bits, so that a film shown small is averaged and not thinned out.

import type { GreyPicture } from '../../api/grey-picture.ts';

export interface Level {
  readonly width: number;
  readonly height: number;
  readonly values: Uint16Array; // [height, width]
}

export interface Levels {
  readonly picture: GreyPicture;
  /** The largest stored value. */
  readonly largest: number;
  /** Returns the picture halved this many times. Made when first asked for. */
  readonly at: (halvings: number) => Level;
}

/** Halving stops here. */
const SMALLEST_EDGE = 64;

export function levelsOf(picture: GreyPicture): Levels {
  const made: Level[] = [picture];
  return {
    picture,
    largest: largestOf(picture.values),
    at: (halvings) => {
      for (;;) {
        const last = made.at(-1) ?? picture;
        if (made.length > halvings || Math.min(last.width, last.height) < 2 * SMALLEST_EDGE) return made[halvings] ?? last;
        made.push(half(last));
      }
    },
  };
}

/** Returns how often a picture was halved to get this level. */
export function halvingsOf(picture: Level, level: Level): number {
  return Math.round(Math.log2(picture.width / level.width));
}

/** Averages each two by two pixels. A last odd row or column is left out. */
function half({ width, height, values }: Level): Level {
  const [across, down] = [width >> 1, height >> 1];
  const halved = new Uint16Array(across * down);
  // The indices are always inside; `?? 0` is for the compiler.
  for (let y = 0, to = 0; y < down; y++) {
    for (let x = 0, at = 2 * y * width; x < across; x++, at += 2, to++) {
      const sum = (values[at] ?? 0) + (values[at + 1] ?? 0) + (values[at + width] ?? 0) + (values[at + width + 1] ?? 0);
      halved[to] = (sum + 2) >> 2;
    }
  }
  return { width: across, height: down, values: halved };
}

function largestOf(values: Uint16Array): number {
  let largest = 0;
  // Counted, because the iterator took 200 ms for the first film. The index is always inside; `?? 0` is for the compiler.
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? 0;
    if (value > largest) largest = value;
  }
  return largest;
}
