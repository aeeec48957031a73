// Samples a radiograph at the pixels of the screen: bilinear between the 16-bit values, then window and level, so that neither zooming in
// nor a narrow window shows steps. The sampled values are kept, because a drag of the window repeats only the second step.

import { inverseTurn, turnedSize, turnPoint, type Turn } from '../../../main/domain/film/turn.ts';
import type { Size, View } from '../view.ts';
import { halvingsOf, type Level, type Levels } from './levels.ts';

export interface Scene {
  readonly levels: Levels;
  /** The size of the whole film, of which the picture may be a smaller copy. */
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

/** Fills a part of the screen. What lies beside the film is black. */
export function sampleInto(scene: Scene, { samples, words, width }: Pixels, part: Part): void {
  const { table } = scene;
  const level = levelOf(scene);
  const { across, down } = axesOf(scene, level, part);
  const { values } = level;
  const { from, to, offset, weight, next: right } = across;
  for (let y = part.top; y < part.bottom; y++) words.fill(BLACK, y * width + part.left, y * width + part.right);
  // The indices are always inside; `?? 0` is for the compiler. A word of the table is never missing.
  for (let j = down.from; j < down.to; j++) {
    const row = down.offset[j] ?? 0;
    const next = row + down.next;
    const low = down.weight[j] ?? 0;
    const first = (part.top + j) * width + part.left;
    for (let i = from; i < to; i++) {
      const at = offset[i] ?? 0;
      const share = weight[i] ?? 0;
      const topLeft = values[row + at] ?? 0;
      const bottomLeft = values[next + at] ?? 0;
      const top = topLeft + ((values[row + at + right] ?? 0) - topLeft) * share;
      const bottom = bottomLeft + ((values[next + at + right] ?? 0) - bottomLeft) * share;
      const sample = (top + (bottom - top) * low + 0.5) | 0;
      samples[first + i] = sample;
      words[first + i] = table[sample] ?? BLACK;
    }
  }
}

/** Shows the values that were sampled for a scene in the greys of its table. */
export function colourIn(scene: Scene, { samples, words, width, height }: Pixels): void {
  const { table } = scene;
  const { across, down } = axesOf(scene, levelOf(scene), { left: 0, top: 0, right: width, bottom: height });
  for (let y = down.from; y < down.to; y++) {
    for (let i = y * width + across.from, end = y * width + across.to; i < end; i++) words[i] = table[samples[i] ?? 0] ?? BLACK;
  }
}

/** The smallest copy of the film that is not smaller than what the screen shows. */
function levelOf({ levels, view, pixelRatio, film }: Scene): Level {
  return levels.at(Math.max(0, Math.floor(-Math.log2((view.scale * pixelRatio * film.width) / levels.picture.width))));
}

/** Where one axis of the screen lies on the picture. Only the pixels `from` to `to` lie on it. */
interface Axis {
  readonly from: number;
  readonly to: number;
  /** The offset of the nearer pixel in the picture's values. */
  readonly offset: Int32Array;
  /** How far the screen's pixel lies towards the next one. 0 to 1. */
  readonly weight: Float32Array;
  /** The distance to the next pixel in the values. */
  readonly next: number;
}

function axesOf({ levels, film, turn, view, pixelRatio }: Scene, level: Level, part: Part): { across: Axis; down: Axis } {
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
    const [whole, length] = alongX ? [film.width, level.width] : [film.height, level.height];
    const halved = 2 ** halvingsOf(levels.picture, level);
    const picture = alongX ? levels.picture.width : levels.picture.height;
    const share = picture / whole / halved;
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
  const weight = new Float32Array(count);
  let [from, to] = [count, 0];
  for (let i = 0; i < count; i++) {
    const place = start + i * step;
    if (place < -0.5 || place >= length - 0.5) continue;
    from = Math.min(from, i);
    to = i + 1;
    const inside = Math.min(length - 1, Math.max(0, place));
    const lower = Math.max(0, Math.min(Math.floor(inside), length - 2));
    offset[i] = lower * stride;
    weight[i] = inside - lower;
  }
  return { from, to, offset, weight, next: length > 1 ? stride : 0 };
}
