// Draws a heatmap: its colour comes from the map, and its opacity rises with the evidence, so bone shows through elsewhere.

import { CROP_SIZE } from '../../main/domain/hip-crop.ts';
import { colourOf, type ColourMap } from '../../main/domain/colour-map.ts';

/** Below the first share of the maximum nothing is drawn. Above the second, everything is opaque. */
const FADE_FROM = 0.12;
const FADE_TO = 0.55;

/** Draws the heatmap of the canonical crop on a canvas. `heat` is uint8. // [224, 224] */
export function heatmapCanvas(heat: Uint8Array, map: ColourMap): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  canvas.width = CROP_SIZE;
  canvas.height = CROP_SIZE;
  const context = canvas.getContext('2d');
  if (context === null) return canvas;
  const image = context.createImageData(CROP_SIZE, CROP_SIZE);
  image.data.set(heatmapPixels(heat, map));
  context.putImageData(image, 0, 0);
  return canvas;
}

/** Returns the RGBA bytes of a heatmap. // [224 * 224 * 4] */
export function heatmapPixels(heat: Uint8Array, map: ColourMap): Uint8ClampedArray {
  const pixels = new Uint8ClampedArray(heat.length * 4);
  for (const [i, value] of heat.entries()) {
    const share = value / 255;
    pixels.set(colourOf(map, share), i * 4);
    pixels[i * 4 + 3] = Math.round(opacityOf(share) * 255);
  }
  return pixels;
}

function opacityOf(share: number): number {
  const t = Math.min(1, Math.max(0, (share - FADE_FROM) / (FADE_TO - FADE_FROM)));
  return t * t * (3 - 2 * t);
}
