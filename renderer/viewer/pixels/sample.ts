// Samples a radiograph at the pixels of the screen: bilinear between the 16-bit values, then window and level, so that neither zooming in
// nor a narrow window shows steps. The sampled values are kept, because a drag of the window repeats only the second step.

import { inverseTurn, turnedSize, turnPoint, type Turn } from '../../../main/domain/film/turn.ts';
import type { Size, View } from '../view.ts';
import type { Level, Levels } from '../../api/films/levels.ts';

export interface Scene {
  readonly levels: Levels;
  /** The size of the whole film, of which the picture may be the preview. */
  readonly film: Size;
  readonly turn: Turn;
  readonly view: View;
  /** The screen's RGBA word of each stored value. */
  readonly table: Uint32Array;
  readonly pixelRatio: number;
}

/** A screen's pixels: the film's values at their places, and the RGBA words that show them. */
export interface Pixels extends Size {
  /** Without meaning where no film lies. */
  readonly samples: Uint16Array; // [height, width]
  readonly words: Uint32Array; // [height, width]
}

/** A part of the screen, in its pixels. */
export interface Part {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

export const BLACK = 0xff000000;

/** Weights are whole numbers: engines calculate with those from the first frame on without allocating, and 65535 * FULL * FULL is still one. */
const FULL_BITS = 7;
const FULL = 2 ** FULL_BITS;

/** Fills a part of the screen. What lies beside the film is black. */
export function sampleInto(scene: Scene, { samples, words, width }: Pixels, part: Part): void {
  const { values, ...level } = levelOf(scene);
  const { across, down } = axesOf(scene, level, part);
  const { from, to } = across;
  const [left, right] = [part.left + from, part.left + to];
  // Where the screen shows the film enlarged, several of its rows lie between the same two rows of the film.
  let [upper, lower] = [stretchedRow(part), stretchedRow(part)];
  for (let j = 0; j < part.bottom - part.top; j++) {
    const start = (part.top + j) * width;
    if (from >= to || j < down.from || j >= down.to) {
      words.fill(BLACK, start + part.left, start + part.right);
      continue;
    }
    words.fill(BLACK, start + part.left, start + left);
    words.fill(BLACK, start + right, start + part.right);
    const row = down.offset[j] ?? 0;
    if (lower.row === row) [upper, lower] = [lower, upper];
    if (upper.row !== row) stretch(upper, { values, row, across });
    if (lower.row !== row + down.next) stretch(lower, { values, row: row + down.next, across });
    const line = { samples: samples.subarray(start + left, start + right), words: words.subarray(start + left, start + right) };
    blend({ upper: upper.greys, lower: lower.greys, from, share: down.weight[j] ?? 0 }, line, scene.table);
  }
}

/** A row of the film at the columns of the screen, times FULL. */
interface StretchedRow {
  /** The row's offset in the film's values. -1 before the first. */
  row: number;
  readonly greys: Int32Array;
}

function stretchedRow({ left, right }: Part): StretchedRow {
  return { row: -1, greys: new Int32Array(right - left) };
}

interface FilmRow {
  readonly values: Uint16Array;
  readonly row: number;
  readonly across: Axis;
}

/** The indices are always inside; `?? 0` is for the compiler, here and below. */
function stretch(to: StretchedRow, { values, row, across: { from, to: end, offset, weight, next } }: FilmRow): void {
  const { greys } = to;
  to.row = row;
  for (let i = from; i < end; i++) {
    const at = row + (offset[i] ?? 0);
    const value = values[at] ?? 0;
    greys[i] = value * FULL + ((values[at + next] ?? 0) - value) * (weight[i] ?? 0);
  }
}

interface TwoRows {
  readonly upper: Int32Array;
  readonly lower: Int32Array;
  /** The first column in them. */
  readonly from: number;
  /** How far the screen's row lies towards the lower one. 0 to FULL. */
  readonly share: number;
}

const HALF = 2 ** (2 * FULL_BITS - 1);

/** A word of the table is never missing. */
function blend(
  { upper, lower, from, share }: TwoRows,
  { samples, words }: Pick<Pixels, 'samples' | 'words'>,
  table: Uint32Array,
): void {
  for (let i = 0; i < words.length; i++) {
    const above = upper[from + i] ?? 0;
    const sample = (above * FULL + ((lower[from + i] ?? 0) - above) * share + HALF) >> (2 * FULL_BITS);
    samples[i] = sample;
    words[i] = table[sample] ?? BLACK;
  }
}

/** Shows the values that were sampled for a scene in the greys of its table. */
export function colourIn(scene: Scene, { samples, words, width, height }: Pixels): void {
  const { table } = scene;
  const { across, down } = axesOf(scene, levelOf(scene), { left: 0, top: 0, right: width, bottom: height });
  for (let y = down.from; y < down.to; y++) {
    const [from, to] = [y * width + across.from, y * width + across.to];
    colourRow(words.subarray(from, to), samples.subarray(from, to), table);
  }
}

function colourRow(words: Uint32Array, samples: Uint16Array, table: Uint32Array): void {
  for (let i = 0; i < words.length; i++) words[i] = table[samples[i] ?? 0] ?? BLACK;
}

/** The smallest copy of the film that is not smaller than what the screen shows. */
function levelOf({ levels, view, pixelRatio }: Scene): Level {
  return levels.at(Math.max(0, Math.floor(-Math.log2(view.scale * pixelRatio))));
}

/** Where one axis of the screen lies on the picture. Only the pixels `from` to `to` lie on it. */
interface Axis {
  readonly from: number;
  readonly to: number;
  /** The offset of the nearer pixel in the picture's values. */
  readonly offset: Int32Array;
  /** How far the screen's pixel lies towards the next one. 0 to FULL. */
  readonly weight: Uint8Array;
  /** The distance to the next pixel in the values. */
  readonly next: number;
}

function axesOf({ film, turn, view, pixelRatio }: Scene, level: Omit<Level, 'values'>, part: Part): { across: Axis; down: Axis } {
  const shown = turnedSize(turn, film);
  const back = (x: number, y: number) => turnPoint(inverseTurn(turn), { x, y }, shown);
  const [origin, right, below] = [back(0, 0), back(1, 0), back(0, 1)];
  const axis = (first: number, count: number, offset: number, towards: { x: number; y: number }): Axis => {
    const alongX = towards.x !== origin.x;
    const sign = alongX ? towards.x - origin.x : towards.y - origin.y;
    const start = alongX ? origin.x : origin.y;
    // The centre of the screen's pixel i lies at (i + 0.5) / pixelRatio.
    const perPixel = 1 / (pixelRatio * view.scale);
    const firstShown = (first + 0.5) * perPixel - offset / view.scale;
    const length = alongX ? level.width : level.height;
    const share = 1 / 2 ** level.halvings;
    const inLevel = (place: number): number => (place + 0.5) * share - 0.5;
    return axisOf(
      { count, start: inLevel(start + sign * firstShown), step: sign * perPixel * share },
      { length, stride: alongX ? 1 : level.width },
    );
  };
  return {
    across: axis(part.left, part.right - part.left, view.x, right),
    down: axis(part.top, part.bottom - part.top, view.y, below),
  };
}

function axisOf(
  { count, start, step }: { readonly count: number; readonly start: number; readonly step: number },
  { length, stride }: { readonly length: number; readonly stride: number },
): Axis {
  const offset = new Int32Array(count);
  const weight = new Uint8Array(count);
  let [from, to] = [count, 0];
  for (let i = 0; i < count; i++) {
    const place = start + i * step;
    if (place < -0.5 || place >= length - 0.5) continue;
    from = Math.min(from, i);
    to = i + 1;
    const inside = Math.min(length - 1, Math.max(0, place));
    const lower = Math.max(0, Math.min(Math.floor(inside), length - 2));
    offset[i] = lower * stride;
    weight[i] = Math.round((inside - lower) * FULL);
  }
  return { from, to, offset, weight, next: length > 1 ? stride : 0 };
}
