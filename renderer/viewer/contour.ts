// Lines of equal value on a grid, by marching squares (after Lorensen and Cline 1987, in two dimensions).

import type { Size } from './view.ts';

/** A piece of a line between two points, in pixels of the grid. */
export type Segment = readonly [x: number, y: number, toX: number, toY: number];

/** Returns the line along which the values pass the level. Pixel centres lie at whole numbers. `values` // [height, width] */
export function contourOf(values: ArrayLike<number>, { width, height }: Size, level: number): readonly Segment[] {
  const segments: Segment[] = [];
  const at = (x: number, y: number): number => values[y * width + x] ?? 0;
  for (let y = 0; y + 1 < height; y++) {
    for (let x = 0; x + 1 < width; x++) {
      const [a, b, c, d] = [at(x, y), at(x + 1, y), at(x + 1, y + 1), at(x, y + 1)];
      // Where the line crosses the edges of this square: above, to the right, below, to the left.
      const crossings: (readonly [number, number])[] = [];
      if (a >= level !== b >= level) crossings.push([x + share(a, b, level), y]);
      if (b >= level !== c >= level) crossings.push([x + 1, y + share(b, c, level)]);
      if (d >= level !== c >= level) crossings.push([x + share(d, c, level), y + 1]);
      if (a >= level !== d >= level) crossings.push([x, y + share(a, d, level)]);
      const [first, second, third, fourth] = crossings;
      if (first === undefined || second === undefined) continue;
      if (third === undefined || fourth === undefined) segments.push([...first, ...second]);
      // A saddle: the mean of the four decides which corners belong together.
      else if ((a + b + c + d) / 4 >= level === a >= level) segments.push([...first, ...second], [...third, ...fourth]);
      else segments.push([...first, ...fourth], [...second, ...third]);
    }
  }
  return segments;
}

/** Returns where between two values the level lies. 0 to 1 */
function share(from: number, to: number, level: number): number {
  return (level - from) / (to - from);
}
