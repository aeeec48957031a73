// Reads the side letters R and L on a film: lead letters beside the patient, or letters that the device burned in.
// Marks of the size of a letter are compared with letters drawn in several forms, slants and widths of stroke.

import type { GreyPicture } from './grey-picture.ts';
import { LETTER_SHAPES, type Shape } from './letter-shapes.ts';
import { connectedMarks, type Mark } from './marks.ts';

export interface SideLetter {
  readonly letter: 'R' | 'L';
  /** The letter is legible in a mirror only. */
  readonly mirrored: boolean;
  /** The middle of the letter, in pixels. */
  readonly x: number;
  readonly y: number;
  /** The correlation with the letter's form, up to 1. */
  readonly likeness: number;
}

/** The longer edge of the picture that is searched. On a film of 430 mm a letter of 15 mm is 24 pixels high then. **(ours)** */
const SEARCHED_EDGE = 700;
const LEAST_HEIGHT = 11;
/** Width by height, strokes included. **(ours)** */
const PROPORTION = { least: 0.4, most: 1.05 } as const;
/** A letter correlates with its form by this much, and by the margin more than with any other. **(ours)** */
const LIKENESS = { least: 0.85, margin: 0.08 } as const;

/** Returns the letters that are legible beyond doubt. */
export function findSideLetters(picture: GreyPicture): readonly SideLetter[] {
  const factor = Math.max(1, Math.ceil(Math.max(picture.width, picture.height) / SEARCHED_EDGE));
  const small = reduced(picture, factor);
  return connectedMarks(small).flatMap((marks) =>
    marks.flatMap((mark) => {
      const read = isAlone(mark, marks) ? readLetter(small, mark) : null;
      return read === null ? [] : [{ ...read, ...middleOf(mark, factor) }];
    }),
  );
}

function middleOf({ left, right, top, bottom }: Mark, factor: number): { x: number; y: number } {
  return { x: ((left + right + 1) / 2) * factor - 0.5, y: ((top + bottom + 1) / 2) * factor - 0.5 };
}

/** A letter of a word has others of its height beside it. */
function isAlone(mark: Mark, marks: readonly Mark[]): boolean {
  const tall = heightOf(mark);
  return !marks.some((other) => {
    if (other === mark || Math.min(heightOf(other), tall) < 0.6 * Math.max(heightOf(other), tall)) return false;
    const gap = Math.max(other.left - mark.right, mark.left - other.right);
    const level = Math.abs((other.top + other.bottom - mark.top - mark.bottom) / 2) < 0.5 * tall;
    return level && gap < 1.2 * tall;
  });
}

function readLetter(picture: GreyPicture, mark: Mark): Pick<SideLetter, 'letter' | 'mirrored' | 'likeness'> | null {
  const proportion = (mark.right - mark.left + 1) / heightOf(mark);
  if (heightOf(mark) < LEAST_HEIGHT || proportion < PROPORTION.least || proportion > PROPORTION.most) return null;
  const seen = normalised(sampled(picture, mark));
  if (seen === null) return null;
  const best = new Map<Shape, number>();
  for (const { shape, form } of forms()) {
    // A dark letter on a bright label counts too.
    const likeness = Math.abs(correlation(seen, form));
    if (likeness > (best.get(shape) ?? 0)) best.set(shape, likeness);
  }
  const [first, second] = [...best].toSorted(([, a], [, b]) => b - a);
  if (first === undefined || second === undefined) return null;
  const [shape, likeness] = first;
  if (shape === 'other' || likeness < LIKENESS.least || likeness < second[1] + LIKENESS.margin) return null;
  return { letter: shape.endsWith('R') ? 'R' : 'L', mirrored: shape.startsWith('mirrored'), likeness };
}

function heightOf({ top, bottom }: Mark): number {
  return bottom - top + 1;
}

const GRID = { width: 16, height: 22 } as const;
/** The part of the grid around the letter that shows its surroundings. */
const MARGIN = 2;

/** Samples the mark and a margin around it. // [GRID.height, GRID.width] */
function sampled({ width, height, pixels }: GreyPicture, { left, right, top, bottom }: Mark): Float32Array {
  const grid = new Float32Array(GRID.width * GRID.height);
  const stepX = (right - left + 1) / (GRID.width - 2 * MARGIN);
  const stepY = (bottom - top + 1) / (GRID.height - 2 * MARGIN);
  const grey = (x: number, y: number): number =>
    pixels[Math.min(height - 1, Math.max(0, y)) * width + Math.min(width - 1, Math.max(0, x))] ?? 0;
  for (let j = 0; j < GRID.height; j++) {
    for (let i = 0; i < GRID.width; i++) {
      const x = left - 0.5 + (i + 0.5 - MARGIN) * stepX;
      const y = top - 0.5 + (j + 0.5 - MARGIN) * stepY;
      const [x0, y0] = [Math.floor(x), Math.floor(y)];
      const [u, v] = [x - x0, y - y0];
      const upper = grey(x0, y0) * (1 - u) + grey(x0 + 1, y0) * u;
      const lower = grey(x0, y0 + 1) * (1 - u) + grey(x0 + 1, y0 + 1) * u;
      grid[j * GRID.width + i] = upper * (1 - v) + lower * v;
    }
  }
  return grid;
}

interface Form {
  readonly shape: Shape;
  readonly form: Float32Array;
}

let drawn: readonly Form[] | null = null;

function forms(): readonly Form[] {
  drawn ??= LETTER_SHAPES.flatMap(({ shape, strokes }) =>
    [0.14, 0.2, 0.28].flatMap((thickness) =>
      [-0.12, 0, 0.12].flatMap((angle) => {
        const form = normalised(draw(strokes, thickness, angle));
        return form === null ? [] : [{ shape, form }];
      }),
    ),
  );
  return drawn;
}

/** Draws strokes of a thickness in shares of the letter's height, fitted into the grid. // [GRID.height, GRID.width] */
function draw(strokes: (typeof LETTER_SHAPES)[number]['strokes'], thickness: number, angle: number): Float32Array {
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const half = thickness / 2;
  const placed = strokes.map((stroke) => stroke.map(([x, y]) => ({ x: cos * 0.6 * x - sin * y, y: sin * 0.6 * x + cos * y })));
  const points = placed.flat();
  const [left, right] = [Math.min(...points.map(({ x }) => x)) - half, Math.max(...points.map(({ x }) => x)) + half];
  const [top, bottom] = [Math.min(...points.map(({ y }) => y)) - half, Math.max(...points.map(({ y }) => y)) + half];
  const stepX = (right - left) / (GRID.width - 2 * MARGIN);
  const stepY = (bottom - top) / (GRID.height - 2 * MARGIN);
  const soft = (stepX + stepY) / 2;
  return Float32Array.from({ length: GRID.width * GRID.height }, (_, at) => {
    const x = left + ((at % GRID.width) + 0.5 - MARGIN) * stepX;
    const y = top + (Math.floor(at / GRID.width) + 0.5 - MARGIN) * stepY;
    const distance = Math.min(...placed.map((stroke) => distanceTo(stroke, x, y)));
    return Math.min(1, Math.max(0, 0.5 + (half - distance) / soft));
  });
}

function distanceTo(stroke: readonly { readonly x: number; readonly y: number }[], x: number, y: number): number {
  let least = Infinity; // squared, because this is asked a million times before the first letter is read
  let from = stroke[0];
  for (const to of stroke) {
    const dx = to.x - from.x;
    const dy = to.y - from.y;
    const along = Math.min(1, Math.max(0, ((x - from.x) * dx + (y - from.y) * dy) / (dx * dx + dy * dy || 1)));
    const awayX = x - from.x - along * dx;
    const awayY = y - from.y - along * dy;
    least = Math.min(least, awayX * awayX + awayY * awayY);
    from = to;
  }
  return Math.sqrt(least);
}

/** Subtracts the mean and divides by the length. Null for a single grey. */
function normalised(grid: Float32Array): Float32Array | null {
  const mean = grid.reduce((sum, value) => sum + value, 0) / grid.length;
  const centred = grid.map((value) => value - mean);
  const length = Math.sqrt(centred.reduce((sum, value) => sum + value * value, 0));
  return length > 0 ? centred.map((value) => value / length) : null;
}

function correlation(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (const [index, value] of a.entries()) sum += value * (b[index] ?? 0);
  return sum;
}

/** Averages blocks of pixels. */
function reduced({ width, height, pixels }: GreyPicture, factor: number): GreyPicture {
  if (factor === 1) return { width, height, pixels };
  const [columns, rows] = [Math.floor(width / factor), Math.floor(height / factor)];
  const small = new Float32Array(columns * rows);
  for (let y = 0; y < rows * factor; y++) {
    let from = y * width;
    const first = Math.floor(y / factor) * columns;
    for (let to = first; to < first + columns; to++) {
      let sum = 0;
      for (const end = from + factor; from < end; from++) sum += pixels[from] ?? 0;
      small[to] = (small[to] ?? 0) + sum;
    }
  }
  return { width: columns, height: rows, pixels: small };
}
