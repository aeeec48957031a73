// A crop of a cohort file as a study keeps it: the crop itself for the model, and its greys as a small radiograph.

import { createHash } from 'node:crypto';
import { CROP_SIZE, toEightBit } from '../../domain/hip-crop.ts';
import type { Hip } from '../../domain/hip.ts';
import { sha256Of } from '../../files/object-store.ts';
import type { PreparedFilm } from '../prepare-film.ts';
import { packPixels, toSixteenBit } from '../stored-pixels.ts';
import { thumbnailPng } from '../thumbnail.ts';
import type { CohortCrop } from './read-cohort-file.ts';

/** `canonical`: a left hip in the file looks like a right one already. */
export async function filmOfCrop(hip: Hip, crop: CohortCrop, canonical: boolean): Promise<PreparedFilm> {
  const left = hip.side === 'left';
  const { p5, p95, spacingMm } = crop;
  const lying = left && canonical ? mirrored(crop.image) : crop.image; // as on a radiograph
  const image = left ? mirrored(lying) : lying;
  const greys = Float32Array.from(lying, (value) => p5 + value * (p95 - p5));
  const { values, low, slope } = toSixteenBit(greys);
  const packed = await packPixels(values);
  const cut = toEightBit(image);
  const thumbnail = thumbnailPng(cut, left);
  const frame = { originX: left ? CROP_SIZE - 1 : 0, originY: 0, step: 1, size: CROP_SIZE, mirrored: left, spacingMm };
  const objects = [cut, thumbnail].map((bytes) => ({ sha256: sha256Of(bytes), bytes }));
  return {
    radiographId: identityOf(hip, lying),
    subject: hip.subject,
    visit: hip.visit,
    radiograph: {
      width: CROP_SIZE,
      height: CROP_SIZE,
      spacingMm,
      spacingSource: 'PixelSpacing',
      window: { centre: (p5 + p95) / 2, width: 1.5 * (p95 - p5) },
    },
    pixels: { object: { sha256: sha256Of(packed), bytes: packed }, low, slope },
    hips: [
      {
        side: hip.side,
        prepared: {
          frame,
          landmarks: [],
          numbering: 'original',
          intensity: { p5, p95 },
          cropObject: objects[0].sha256,
          thumbnailObject: objects[1].sha256,
        },
        objects,
      },
    ],
  };
}

/** Two crops of one file are two pictures even where their pixels agree. */
function identityOf({ subject, visit, side }: Hip, pixels: Float32Array): string {
  const hash = createHash('sha256').update(JSON.stringify([subject, visit, side]));
  return hash.update(new Uint8Array(pixels.buffer, pixels.byteOffset, pixels.byteLength)).digest('hex');
}

function mirrored(image: Float32Array): Float32Array {
  const turned = image.slice();
  for (let row = 0; row < CROP_SIZE; row++) turned.subarray(row * CROP_SIZE, (row + 1) * CROP_SIZE).reverse();
  return turned;
}
