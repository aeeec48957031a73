// Finds small sharp marks in an image: spots that are strongly and abruptly brighter or darker than their surroundings.

import { valueAtRank } from '../../domain/typed-arrays.ts';
import type { GreyPicture } from './grey-picture.ts';

/** The bounding box of connected pixels, edges included. */
export interface Mark {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Half the width of the neighbourhood that a pixel is compared with, for text of usual size. **(ours)** */
const RADIUS = 20;
/** The share of the image's grey range by which a mark must stand out. **(ours)** */
const CONTRAST = 0.16;
const LEAST_HEIGHT = 6;

/** Returns the marks that may be letters: first the bright ones, then the dark ones. */
export function connectedMarks(picture: GreyPicture): readonly [Mark[], Mark[]] {
  const { width, height, pixels } = picture;
  const threshold = CONTRAST * rangeOf(pixels);
  const classes = new Uint8Array(width * height);
  if (!(threshold > 0)) return [[], []];
  markPixels(picture, { threshold, classes });
  const tallest = Math.max(28, 0.05 * Math.min(width, height));
  const [bright, dark]: [Mark[], Mark[]] = [[], []];
  const stack: number[] = [];
  for (let i = 0; i < classes.length; i++) {
    if (classes[i] === 0) continue;
    const kind = classes[i] & KIND;
    const component = fill(classes, { start: i, width, height, stack });
    if (mayBeLetter(component, tallest)) (kind === BRIGHT ? bright : dark).push(component);
  }
  return [bright, dark];
}

const BRIGHT = 1;
const DARK = 2;
const KIND = 3;
/** Exceeds the threshold by half. */
const STRONG = 4;

function markPixels(
  { width, height, pixels }: GreyPicture,
  { threshold, classes }: { readonly threshold: number; readonly classes: Uint8Array },
): void {
  // Column sums over the rows around the current one. They move down row by row.
  const columns = new Float64Array(width);
  let [from, to] = [0, 0];
  const prefix = new Float64Array(width + 1);
  for (let y = 0; y < height; y++) {
    const [first, end] = [Math.max(0, y - RADIUS), Math.min(height, y + RADIUS + 1)];
    for (; to < end; to++) for (let x = 0; x < width; x++) columns[x] += pixels[to * width + x];
    for (; from < first; from++) for (let x = 0; x < width; x++) columns[x] -= pixels[from * width + x];
    for (let x = 0; x < width; x++) prefix[x + 1] = prefix[x] + columns[x];
    for (let x = 0; x < width; x++) {
      const left = Math.max(0, x - RADIUS);
      const right = Math.min(width, x + RADIUS + 1);
      const mean = (prefix[right] - prefix[left]) / ((right - left) * (end - first));
      const above = pixels[y * width + x] - mean;
      const distance = Math.abs(above);
      if (distance > threshold) {
        classes[y * width + x] = (above > 0 ? BRIGHT : DARK) | (distance > 1.5 * threshold ? STRONG : 0);
      }
    }
  }
}

interface Component extends Mark {
  readonly area: number;
  readonly strong: number;
}

/** Removes the 8-connected component of `start` from `classes` and measures it. */
function fill(
  classes: Uint8Array,
  { start, width, height, stack }: { start: number; width: number; height: number; stack: number[] },
): Component {
  const kind = classes[start] & KIND;
  let [left, right, top, bottom, area, strong] = [width, 0, height, 0, 0, 0];
  const visit = (at: number): void => {
    if ((classes[at] & STRONG) !== 0) strong += 1;
    classes[at] = 0;
    stack.push(at);
  };
  visit(start);
  for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
    const [x, y] = [at % width, Math.floor(at / width)];
    area += 1;
    if (x < left) left = x;
    if (x > right) right = x;
    if (y < top) top = y;
    if (y > bottom) bottom = y;
    for (let v = Math.max(0, y - 1); v <= Math.min(height - 1, y + 1); v++) {
      for (let u = Math.max(0, x - 1); u <= Math.min(width - 1, x + 1); u++) {
        if ((classes[v * width + u] & KIND) === kind) visit(v * width + u);
      }
    }
  }
  return { left, right, top, bottom, area, strong };
}

/** Checks for the size and proportion of a letter, strokes that are neither solid nor hair-thin, and sharp edges. */
function mayBeLetter({ left, right, top, bottom, area, strong }: Component, tallest: number): boolean {
  const [wide, tall] = [right - left + 1, bottom - top + 1];
  const density = area / (wide * tall);
  return (
    tall >= LEAST_HEIGHT && tall <= tallest && wide <= 3 * tall && density >= 0.15 && density <= 0.95 && strong >= 0.5 * area
  );
}

/** The range from the darkest to the brightest thousandth of a sample. */
function rangeOf(pixels: GreyPicture['pixels']): number {
  const stride = Math.max(1, Math.floor(pixels.length / 50_000));
  const sample = new Float32Array(Math.ceil(pixels.length / stride));
  for (let i = 0; i < sample.length; i++) sample[i] = pixels[i * stride];
  const last = sample.length - 1;
  return valueAtRank(sample, Math.ceil(0.999 * last)) - valueAtRank(sample, Math.floor(0.001 * last));
}
