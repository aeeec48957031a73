// Random changes of a sampled film as they occur between hospitals: exposure, contrast, collimation, text, objects, noise. Geometry is
// drawn by the tasks, because each of them needs its own.

import type { Random } from '../../domain/random.ts';
import { drawStroke } from './draw-metal.ts';

interface SquarePicture {
  readonly pixels: Float32Array; // [size, size]
  readonly size: number;
}

/** Changes the greys in place. Scales them as a locating view does at the end. */
export function changeGreys(picture: SquarePicture, random: Random): void {
  const { pixels, size } = picture;
  if (random.next() < 0.25) drawObjects(picture, random);
  const gamma = Math.exp(0.4 * random.normal());
  const ceiling = random.next() < 0.25 ? random.between(0.55, 1) : 1; // an exposure that burns out dense parts
  const floor = random.next() < 0.2 ? random.between(0, 0.2) : 0;
  const ramp = random.next() < 0.4 ? { x: random.between(-0.3, 0.3), y: random.between(-0.3, 0.3) } : { x: 0, y: 0 };
  const noise = random.next() < 0.3 ? random.between(0, 0.05) : 0;
  const level = contrastOf(pixels);
  for (let row = 0, at = 0; row < size; row++) {
    for (let column = 0; column < size; column++, at++) {
      const value = Math.min(ceiling, Math.max(floor, (pixels[at] - level.low) / level.range));
      const shade = 1 + ramp.x * ((2 * column) / size - 1) + ramp.y * ((2 * row) / size - 1);
      pixels[at] = Math.max(0, value) ** gamma * shade + (noise > 0 ? noise * random.normal() : 0);
    }
  }
  if (random.next() < 0.3) drawShutter(picture, random);
  if (random.next() < 0.3) drawText(picture, random);
  scaleGreys(pixels);
  if (random.next() < 0.3) {
    const gain = Math.exp(random.between(-0.25, 0.25));
    const offset = random.between(-0.1, 0.1);
    for (let at = 0; at < pixels.length; at++) pixels[at] = (pixels[at] - 0.5) * gain + 0.5 + offset;
  }
}

/** Scales greys from the 1st to the 99th percentile to 0 to 1 and clips them, as a locating view has them. */
export function scaleGreys(pixels: Float32Array): void {
  const { low, range } = contrastOf(pixels);
  for (let at = 0; at < pixels.length; at++) pixels[at] = Math.min(1, Math.max(0, (pixels[at] - low) / range));
}

function contrastOf(pixels: Float32Array): { readonly low: number; readonly range: number } {
  const sorted = pixels.slice().sort();
  const low = sorted[Math.floor(0.01 * (sorted.length - 1))];
  const high = sorted[Math.ceil(0.99 * (sorted.length - 1))];
  return { low, range: high > low ? high - low : 1 };
}

function drawShutter({ pixels, size }: SquarePicture, random: Random): void {
  const shade = random.next() < 0.7 ? 0 : 1;
  const border = (): number => (random.next() < 0.5 ? 0 : Math.floor(random.between(0, 0.16) * size));
  const [left, right, above, below] = [border(), border(), border(), border()];
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const isOpen = x >= left && x < size - right && y >= above && y < size - below;
      if (!isOpen) pixels[y * size + x] = shade;
    }
  }
}

/** Small bright or dark marks near an edge, like letters and dates. */
function drawText({ pixels, size }: SquarePicture, random: Random): void {
  for (let word = 1 + random.below(3); word > 0; word--) {
    const letters = 1 + random.below(8);
    const height = 2 + random.below(6);
    const x0 = random.below(Math.max(1, size - letters * height));
    const nearEdge = random.next() < 0.8;
    const y0 = nearEdge
      ? random.next() < 0.5
        ? random.below(20)
        : size - height - 1 - random.below(20)
      : random.below(size - height);
    const shade = random.next() < 0.8 ? 1.2 : 0;
    for (let y = y0; y < y0 + height; y++) {
      for (let x = x0; x < Math.min(size, x0 + letters * height); x++) {
        const isGap = (x - x0) % height >= height - 1;
        if (!isGap && random.next() < 0.7) pixels[y * size + x] = shade;
      }
    }
  }
}

/** Bright things that are no implant of a hip: clips, buttons, coils, electrodes, hardware of the spine. */
function drawObjects(picture: SquarePicture, random: Random): void {
  let brightest = 0.3;
  for (const value of picture.pixels) brightest = Math.max(brightest, value);
  const { size } = picture;
  for (let count = 1 + random.below(4); count > 0; count--) {
    const from = [random.between(0, size), random.between(0, size)] as const;
    const isRound = random.next() < 0.5;
    const to = isRound ? from : ([from[0] + 14 * random.normal(), from[1] + 14 * random.normal()] as const);
    const width = random.between(0.4, isRound ? 3.5 : 1.5);
    const stroke = { from, to, fromWidth: width, toWidth: width };
    drawStroke({ ...picture, width: size, height: size }, stroke, {
      place: (point) => point,
      unit: 1,
      bright: brightest * random.between(0.8, 1.3),
      opacity: 1,
    });
  }
}
