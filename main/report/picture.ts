// Images of a hip in the radiograph's orientation, with or without evidence.

import type { CropFrame, CropPoint } from '../domain/geometry.ts';
import { CROP_SIZE } from '../domain/hip-crop.ts';
import { evidenceOver } from './evidence-over.ts';

export interface GreyPicture {
  readonly pixels: Uint8Array; // [size, size]
  readonly size: number;
}

export interface ColourPicture {
  readonly pixels: Uint8Array; // [size, size, 3]
  readonly size: number;
}

/** Turns an image of the canonical crop into the radiograph's own orientation. // [224, 224] */
export function asOnRadiograph(canonical: Uint8Array, frame: CropFrame): Uint8Array {
  const turned = canonical.slice();
  if (frame.mirrored) {
    for (let y = 0; y < CROP_SIZE; y++) turned.subarray(y * CROP_SIZE, (y + 1) * CROP_SIZE).reverse();
  }
  return turned;
}

/** Returns where a point of the canonical crop lies on the image in the radiograph's orientation, as shares of its edge. */
export function placeOnPicture(point: CropPoint, frame: CropFrame): { readonly x: number; readonly y: number } {
  const across = (point.x + 0.5) / CROP_SIZE;
  return { x: frame.mirrored ? 1 - across : across, y: (point.y + 0.5) / CROP_SIZE };
}

/** Draws evidence over an image of the same field. `heatmap` is [224, 224], 0 to 255, in the image's orientation. */
export function withEvidence(picture: GreyPicture, heatmap: Uint8Array): ColourPicture {
  const { size } = picture;
  const scale = CROP_SIZE / size;
  const evidence = Uint8Array.from({ length: size * size }, (_, at) => {
    const [x, y] = [at % size, Math.floor(at / size)];
    return Math.round(sampled(heatmap, (x + 0.5) * scale - 0.5, (y + 0.5) * scale - 0.5));
  });
  return { pixels: evidenceOver(picture.pixels, evidence), size };
}

/** Interpolates bilinearly and repeats the edge outside. */
function sampled(heatmap: Uint8Array, x: number, y: number): number {
  const last = CROP_SIZE - 1;
  const left = Math.min(last, Math.max(0, Math.floor(x)));
  const top = Math.min(last, Math.max(0, Math.floor(y)));
  const right = Math.min(last, left + 1);
  const bottom = Math.min(last, top + 1);
  const across = Math.min(1, Math.max(0, x - left));
  const down = Math.min(1, Math.max(0, y - top));
  const row = (at: number): number => heatmap[at * CROP_SIZE + left] * (1 - across) + heatmap[at * CROP_SIZE + right] * across;
  return row(top) * (1 - down) + row(bottom) * down;
}
