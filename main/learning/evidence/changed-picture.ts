// Changes of a picture that the trials ask a model about: the joint erased, another exposure, a planted mark.

import type { Random } from '../../domain/random.ts';
import type { PictureSize } from '../../training/task.ts';

/** How far the edge of an erased area fades, in pixels, so that the edge itself looks like nothing. */
const FADE = 4;

/** Replaces the area by the mean grey around it. `area` is nonzero inside. // [height, width] */
export function erased(pixels: Uint8Array, area: Uint8Array, size: PictureSize): Uint8Array {
  const inside = boxMean(Float32Array.from(area, Number), size);
  let [sum, count] = [0, 0];
  for (const [at, share] of inside.entries()) {
    if (area[at] !== 0 || share === 0) continue;
    sum += pixels[at] ?? 0;
    count++;
  }
  const grey = count === 0 ? 127 : sum / count;
  return pixels.map((value, at) => Math.round(value + (grey - value) * (inside[at] ?? 0)));
}

/** Mean over a square of `2 FADE + 1` pixels, one direction after the other. // [height, width] */
function boxMean(values: Float32Array, { height, width }: PictureSize): Float32Array {
  const along = (from: Float32Array, step: number, place: (at: number) => number, length: number): Float32Array =>
    from.map((_, at) => {
      let sum = 0;
      for (let offset = -FADE; offset <= FADE; offset++) {
        const moved = place(at) + offset;
        if (moved >= 0 && moved < length) sum += from[at + offset * step] ?? 0;
      }
      return sum / (2 * FADE + 1);
    });
  const rows = along(values, 1, (at) => at % width, width);
  return along(rows, width, (at) => Math.floor(at / width), height);
}

/** The same joint on another exposure: moved by up to 2 pixels, up to 5% more or less contrast, noise of 2 grey levels. **(ours)** */
export function exposedAgain(pixels: Uint8Array, { height, width }: PictureSize, random: Random): Uint8Array {
  const [across, down] = [0, 0].map(() => Math.round(random.between(-2, 2)));
  const gain = 1 + random.between(-0.05, 0.05);
  const clamped = (place: number, length: number): number => Math.min(length - 1, Math.max(0, place));
  return pixels.map((_, at) => {
    const [x, y] = [clamped((at % width) + (across ?? 0), width), clamped(Math.floor(at / width) + (down ?? 0), height)];
    const value = 127.5 + ((pixels[y * width + x] ?? 0) - 127.5) * gain + 2 * random.normal();
    return Math.min(255, Math.max(0, Math.round(value)));
  });
}

/** Where the planted mark lies: a square in the upper left corner. // [height, width] */
export function markArea({ height, width }: PictureSize): Uint8Array {
  const edge = Math.round(0.12 * Math.min(height, width));
  const first = Math.round(0.05 * Math.min(height, width));
  const inside = (place: number): boolean => place >= first && place < first + edge;
  return Uint8Array.from({ length: height * width }, (_, at) => (inside(at % width) && inside(Math.floor(at / width)) ? 1 : 0));
}

/** Plants a white square with a black frame, such as a marker on a film. */
export function marked(pixels: Uint8Array, size: PictureSize): Uint8Array {
  const area = markArea(size);
  const isInside = (at: number): boolean => area[at] !== 0;
  return pixels.map((value, at) => {
    if (!isInside(at)) return value;
    const rim = [1, -1, size.width, -size.width].some((step) => !isInside(at + 2 * step));
    return rim ? 0 : 255;
  });
}
