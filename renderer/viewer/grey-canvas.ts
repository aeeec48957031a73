// Paints a radiograph's stored values through window and level onto a canvas, which Konva then draws.

import { useLayoutEffect, useMemo } from 'react';
import type { GreyPicture } from '../api/bytes.ts';
import { useLatest } from '../ui/latest.ts';
import { lookupTable, type GreyWindow } from './grey-window.ts';

/** Returns a canvas that follows the window. Calls `onPainted` after each repaint. */
export function useGreyCanvas(
  picture: GreyPicture | null,
  window: GreyWindow,
  inverted: boolean,
  onPainted: () => void,
): HTMLCanvasElement | null {
  const surface = useMemo(() => (picture === null ? null : surfaceFor(picture)), [picture]);
  const painted = useLatest(onPainted);
  useLayoutEffect(() => {
    if (surface === null) return;
    paint(surface, window, inverted);
    painted.current();
  }, [surface, window, inverted, painted]);
  return surface?.canvas ?? null;
}

interface Surface {
  readonly canvas: HTMLCanvasElement;
  readonly context: CanvasRenderingContext2D;
  readonly image: ImageData;
  readonly words: Uint32Array;
  readonly picture: GreyPicture;
  readonly largest: number;
}

function surfaceFor(picture: GreyPicture): Surface | null {
  const canvas = document.createElement('canvas');
  canvas.width = picture.width;
  canvas.height = picture.height;
  const context = canvas.getContext('2d', { alpha: false });
  if (context === null) return null;
  const image = context.createImageData(picture.width, picture.height);
  return { canvas, context, image, words: new Uint32Array(image.data.buffer), picture, largest: largestOf(picture.values) };
}

function paint({ context, image, words, picture, largest }: Surface, window: GreyWindow, inverted: boolean): void {
  const table = lookupTable(window, { low: picture.low, slope: picture.slope, largest, inverted });
  let at = 0;
  for (const value of picture.values) words[at++] = table[value] ?? BLACK; // the table covers every value of the picture
  context.putImageData(image, 0, 0);
}

const BLACK = 0xff000000;

function largestOf(values: Uint16Array): number {
  let largest = 0;
  for (const value of values) if (value > largest) largest = value;
  return largest;
}
