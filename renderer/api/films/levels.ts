// A radiograph at full, half, quarter size and so on, still with 16 bits, so that a film shown small is averaged and not thinned out.

import { half, hasPreview, PREVIEW_HALVINGS } from '../../../main/domain/film/preview.ts';
import type { GreyPicture } from './grey-picture.ts';

export interface Level {
  readonly width: number;
  readonly height: number;
  readonly values: Uint16Array; // [height, width]
  /** How often the whole film was halved to get it. */
  readonly halvings: number;
}

export interface Levels {
  readonly picture: GreyPicture;
  /** The largest stored value. */
  readonly largest: number;
  /** Returns the film halved this many times, or what is nearest to it. Made when first asked for. */
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
        if (last.halvings >= halvings || Math.min(last.width, last.height) < 2 * SMALLEST_EDGE)
          return made[Math.max(0, halvings - picture.halvings)] ?? last;
        made.push({ ...half(last), halvings: last.halvings + 1 });
      }
    },
  };
}

/** Returns the level from which a film's windows follow: that of its preview, so that they stay when the whole film takes its place. */
export function levelOfGreys({ picture, at }: Levels): Level {
  return at(picture.halvings > 0 || hasPreview(picture) ? PREVIEW_HALVINGS : 0);
}

/** Values that one call looks at. */
const STRETCH = 4096;

function largestOf(values: Uint16Array): number {
  let largest = 0;
  for (let from = 0; from < values.length; from += STRETCH)
    largest = Math.max(largest, largestIn(values, from, Math.min(values.length, from + STRETCH)));
  return largest;
}

/** Counted, because the iterator took 200 ms for the first film. The index is always inside; `?? 0` is for the compiler. */
function largestIn(values: Uint16Array, from: number, to: number): number {
  let largest = 0;
  for (let i = from; i < to; i++) {
    const value = values[i] ?? 0;
    if (value > largest) largest = value;
  }
  return largest;
}
