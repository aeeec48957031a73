// Draws a heatmap: its colour comes from the map, and its opacity rises with the evidence, so bone shows through elsewhere.

import { CROP_SIZE } from '../../main/domain/hip-crop.ts';
import { colourOf, type ColourMap } from '../../main/domain/colour-map.ts';

/** Below the first share of the maximum nothing is drawn. Above the second, everything is opaque. */
const FADE_FROM = 0.12;
const FADE_TO = 0.55;

/** In which colours a heatmap is drawn, and from which share of its maximum on. */
export interface HeatLook {
  readonly map: ColourMap;
  /** 0 to 1. */
  readonly threshold: number;
}

/** Draws the heatmap of the canonical crop on a canvas. `heat` is uint8. // [224, 224] */
export function heatmapCanvas(heat: Uint8Array, look: HeatLook): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  canvas.width = CROP_SIZE;
  canvas.height = CROP_SIZE;
  const context = canvas.getContext('2d');
  if (context === null) return canvas;
  const image = context.createImageData(CROP_SIZE, CROP_SIZE);
  image.data.set(heatmapPixels(heat, look));
  context.putImageData(image, 0, 0);
  return canvas;
}

/** Returns the RGBA bytes of a heatmap. // [224 * 224 * 4] */
export function heatmapPixels(heat: Uint8Array, { map, threshold }: HeatLook): Uint8ClampedArray {
  const pixels = new Uint8ClampedArray(heat.length * 4);
  for (const [i, value] of heat.entries()) {
    const share = value / 255;
    if (share < threshold) continue;
    pixels.set(colourOf(map, share), i * 4);
    pixels[i * 4 + 3] = Math.round(opacityOf(share) * 255);
  }
  return pixels;
}

function opacityOf(share: number): number {
  const t = Math.min(1, Math.max(0, (share - FADE_FROM) / (FADE_TO - FADE_FROM)));
  return t * t * (3 - 2 * t);
}
