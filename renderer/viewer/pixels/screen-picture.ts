// The radiograph as the screen shows it, on a canvas of the stage's size. Panning moves the pixels that are there and samples only the
// strips that come into sight, and a drag of the window samples nothing, which is what makes both quick without a graphics card.

import type { Size } from '../view.ts';
import { colourIn, sampleInto, type Part, type Pixels, type Scene } from './sample.ts';

export interface ScreenPicture {
  /** Paints the scene, or nothing at all: then the canvas holds no picture of any film. `size` is in pixels of the screen. */
  readonly paint: (scene: Scene | null, size: Size) => void;
}

interface Surface {
  readonly context: CanvasRenderingContext2D;
  readonly image: ImageData;
  readonly pixels: Pixels;
}

export function openScreenPicture(canvas: HTMLCanvasElement): ScreenPicture {
  let surface: Surface | null = null;
  let painted: Scene | null = null;
  return {
    paint: (scene, size) => {
      if (surface?.pixels.width !== size.width || surface.pixels.height !== size.height) {
        surface = surfaceOf(canvas, size);
        painted = null;
      }
      if (surface === null || scene === painted) return;
      const { context, image, pixels } = surface;
      if (scene === null) context.clearRect(0, 0, size.width, size.height);
      else {
        paintScene(scene, painted, pixels);
        context.putImageData(image, 0, 0);
      }
      painted = scene;
    },
  };
}

function surfaceOf(canvas: HTMLCanvasElement, { width, height }: Size): Surface | null {
  canvas.width = width;
  canvas.height = height;
  // Black where no film lies, as the stage is. Nothing below it need be blended in.
  const context = canvas.getContext('2d', { alpha: false });
  if (context === null) return null;
  const image = context.createImageData(width, height);
  return {
    context,
    image,
    pixels: { width, height, words: new Uint32Array(image.data.buffer), samples: new Uint16Array(width * height) },
  };
}

/** Paints the scene. Samples only what a pan since the scene before has brought into sight. */
export function paintScene(scene: Scene, before: Scene | null, pixels: Pixels): void {
  const { width, height, words, samples } = pixels;
  const whole = { left: 0, top: 0, right: width, bottom: height };
  const moved = before === null ? null : movedBy(scene, before, pixels);
  const parts = moved === null ? [whole] : uncovered(moved, whole);
  if (moved !== null) {
    for (const array of [words, samples]) shift(array, moved.y * width + moved.x);
  }
  for (const part of parts) sampleInto(scene, pixels, part);
  if (moved !== null && scene.table !== before?.table) colourIn(scene, pixels);
}

function shift(array: Uint32Array | Uint16Array, by: number): void {
  if (by > 0) array.copyWithin(by, 0, array.length - by);
  else if (by < 0) array.copyWithin(0, -by);
}

interface Shift {
  readonly x: number;
  readonly y: number;
}

/** Returns by how many pixels the picture has moved. Null if anything else changed but the greys. */
function movedBy(scene: Scene, before: Scene, { width, height }: Size): Shift | null {
  const same =
    scene.levels === before.levels &&
    scene.turn === before.turn &&
    scene.pixelRatio === before.pixelRatio &&
    scene.view.scale === before.view.scale;
  if (!same) return null;
  const [x, y] = [(scene.view.x - before.view.x) * scene.pixelRatio, (scene.view.y - before.view.y) * scene.pixelRatio];
  const [wholeX, wholeY] = [Math.round(x), Math.round(y)];
  if (Math.abs(x - wholeX) > 1e-6 || Math.abs(y - wholeY) > 1e-6) return null;
  return Math.abs(wholeX) < width && Math.abs(wholeY) < height ? { x: wholeX, y: wholeY } : null;
}

/** The strips at the edges that a shift uncovers. */
function uncovered({ x, y }: Shift, whole: Part): readonly Part[] {
  const { right: width, bottom: height } = whole;
  return [
    ...(x > 0 ? [{ ...whole, right: x }] : x < 0 ? [{ ...whole, left: width + x }] : []),
    ...(y > 0 ? [{ ...whole, bottom: y }] : y < 0 ? [{ ...whole, top: height + y }] : []),
  ];
}
