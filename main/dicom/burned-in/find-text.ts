// Finds text that was burned into a radiograph: rows of small, sharp marks near the border, where names and dates are printed.
// A row has at least four marks; single letters are side markers. We wrote the detector. It finds lines but does not read them.

import { z } from 'zod';
import type { GreyPicture } from './grey-picture.ts';
import { connectedMarks, type Mark } from './marks.ts';

export const TextLineSchema = z.object({
  x: z.number(),
  y: z.number(),
  width: z.number(),
  height: z.number(),
  /** The number of marks in the row, roughly the number of letters. */
  marks: z.number(),
});

export type TextLine = Readonly<z.infer<typeof TextLineSchema>>;

/** The share of the image's width and height, from each side, that is searched for text. **(ours)** */
const BORDER = 0.22;
const FEWEST_MARKS = 4;
const MANY_ROWS = 200;

/** Returns the lines of text, top to bottom, each with a margin for covering it. */
export function findText(picture: GreyPicture): readonly TextLine[] {
  // Halving the image makes large letters small enough for the same search.
  const large = findLines(halve(picture)).map((line) => ({
    ...line,
    x: 2 * line.x,
    y: 2 * line.y,
    width: Math.min(2 * line.width, picture.width - 2 * line.x),
    height: Math.min(2 * line.height, picture.height - 2 * line.y),
  }));
  return mergeLines([...findLines(picture), ...large]).toSorted((a, b) => a.y - b.y || a.x - b.x);
}

function findLines(picture: GreyPicture): readonly TextLine[] {
  return connectedMarks(picture)
    .flatMap((marks) => rowsOf(marks))
    .filter((row) => isNearBorder(row, picture))
    .map((row) => lineAround(row, picture));
}

/** Averages blocks of two by two pixels and drops an odd last row or column. */
function halve({ width, height, pixels }: GreyPicture): GreyPicture {
  const [columns, rows] = [width >> 1, height >> 1];
  const half = new Float32Array(columns * rows);
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++) {
      const at = 2 * y * width + 2 * x;
      half[y * columns + x] = (pixels[at] + pixels[at + 1] + pixels[at + width] + pixels[at + width + 1]) / 4;
    }
  }
  return { width: columns, height: rows, pixels: half };
}

/** Returns true if the row reaches into the border. */
function isNearBorder(row: readonly Mark[], { width, height }: GreyPicture): boolean {
  const [across, down] = [BORDER * width, BORDER * height];
  return row.some(
    ({ left, right, top, bottom }) => left < across || right > width - across || top < down || bottom > height - down,
  );
}

/** Groups marks of similar height that stand side by side on one line. */
function rowsOf(marks: readonly Mark[]): readonly (readonly Mark[])[] {
  const finished: Mark[][] = [];
  let open: Mark[][] = [];
  for (const mark of marks.toSorted((a, b) => a.left - b.left)) {
    const row = open.find((candidate) => continues(candidate, mark));
    if (row === undefined) open.push([mark]);
    else row.push(mark);
    // Rows that no later mark can continue are set aside, because a grainy image has many.
    if (open.length > MANY_ROWS) {
      finished.push(...open.filter((candidate) => reachOf(candidate) < mark.left));
      open = open.filter((candidate) => reachOf(candidate) >= mark.left);
    }
  }
  return [...finished, ...open].filter(isText);
}

/** The last column in which the next mark may begin. */
function reachOf(row: readonly Mark[]): number {
  const last = row[row.length - 1];
  return last.right + (1.8 * heightOf(last)) / 0.6;
}

function continues(row: readonly Mark[], mark: Mark): boolean {
  const last = row[row.length - 1];
  const tall = Math.max(heightOf(last), heightOf(mark));
  const alike = Math.min(heightOf(last), heightOf(mark)) >= 0.6 * tall;
  const level = Math.abs(last.bottom - mark.bottom) <= 0.25 * tall || Math.abs(last.top - mark.top) <= 0.25 * tall;
  return alike && level && mark.left - last.right <= 1.8 * tall && mark.left >= last.left + 1;
}

/** Letters of a line share their height, and their strokes leave gaps in the box around them. */
function isText(row: readonly Mark[]): boolean {
  if (row.length < FEWEST_MARKS) return false;
  const heights = row.map(heightOf).sort((a, b) => a - b);
  const middle = heights[heights.length >> 1];
  const alike = heights.filter((height) => Math.abs(height - middle) <= Math.max(1.5, 0.2 * middle)).length;
  // A ruler's ticks have equal heights too, but they are narrower than letters.
  const wide = row.filter((mark) => mark.right - mark.left + 1 >= 0.4 * heightOf(mark)).length;
  return alike >= Math.max(FEWEST_MARKS, 0.7 * row.length) && wide >= 0.5 * row.length;
}

function heightOf({ top, bottom }: Mark): number {
  return bottom - top + 1;
}

function lineAround(row: readonly Mark[], { width, height }: GreyPicture): TextLine {
  const room = Math.ceil(0.6 * Math.max(...row.map(heightOf)));
  const x = Math.max(0, Math.min(...row.map(({ left }) => left)) - room);
  const y = Math.max(0, Math.min(...row.map(({ top }) => top)) - room);
  const right = Math.min(width, Math.max(...row.map((mark) => mark.right)) + 1 + room);
  const bottom = Math.min(height, Math.max(...row.map((mark) => mark.bottom)) + 1 + room);
  return { x, y, width: right - x, height: bottom - y, marks: row.length };
}

/** Merges the bright and the dark marks of one line. */
function mergeLines(lines: readonly TextLine[]): readonly TextLine[] {
  const kept: TextLine[] = [];
  for (const line of lines.toSorted((a, b) => b.marks - a.marks)) {
    const covered = kept.some(
      (other) =>
        line.x >= other.x - line.height &&
        line.x + line.width <= other.x + other.width + line.height &&
        Math.abs(line.y + line.height / 2 - other.y - other.height / 2) < other.height / 2,
    );
    if (!covered) kept.push(line);
  }
  return kept;
}
