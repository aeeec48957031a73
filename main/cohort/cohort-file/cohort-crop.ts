// A crop of a cohort file as a study stores it: the crop itself for the model, and its greys as a small radiograph.

import { createHash } from 'node:crypto';
import { CROP_SIZE, toEightBit } from '../../domain/hip-crop.ts';
import type { Hip } from '../../domain/hip.ts';
import { sha256Of } from '../../files/object-store.ts';
import type { NewObject, PreparedFilm } from '../film-task.ts';
import { packPixels, toSixteenBit } from '../stored-pixels.ts';
import { thumbnailPng } from '../thumbnail.ts';
import type { CohortCrop } from './read-cohort-file.ts';

/** `canonical`: left hips in the file already look like right ones. */
export async function filmOfCrop(hip: Hip, crop: CohortCrop, canonical: boolean): Promise<PreparedFilm> {
  const left = hip.side === 'left';
  const { p5, p95, spacingMm } = crop;
  const lying = left && canonical ? mirrored(crop.image) : crop.image; // as on a radiograph
  const image = left ? mirrored(lying) : lying;
  const greys = Float32Array.from(lying, (value) => p5 + value * (p95 - p5));
  const { values, low, slope } = toSixteenBit(greys);
  const packed = await packPixels(values);
  const cut = toEightBit(image);
  const objects = { crop: objectOf(cut), thumbnail: objectOf(thumbnailPng(cut, left)) };
  const frame = { originX: left ? CROP_SIZE - 1 : 0, originY: 0, step: 1, size: CROP_SIZE, mirrored: left, spacingMm };
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
      identityRemoved: true, // cohort files name subjects by codes
    },
    pixels: { object: objectOf(packed), low, slope },
    hips: [
      {
        side: hip.side,
        prepared: {
          frame,
          landmarks: [],
          numbering: 'original',
          intensity: { p5, p95 },
          cropObject: objects.crop.sha256,
          thumbnailObject: objects.thumbnail.sha256,
        },
        objects: [objects.crop, objects.thumbnail],
        quality: null,
        warnings: [],
      },
    ],
  };
}

function objectOf(bytes: Uint8Array): NewObject {
  return { sha256: sha256Of(bytes), bytes };
}

/** Two crops of one file are two pictures even if their pixels are equal. */
function identityOf({ subject, visit, side }: Hip, pixels: Float32Array): string {
  const hash = createHash('sha256').update(JSON.stringify([subject, visit, side]));
  return hash.update(new Uint8Array(pixels.buffer, pixels.byteOffset, pixels.byteLength)).digest('hex');
}

function mirrored(image: Float32Array): Float32Array {
  const turned = image.slice();
  for (let row = 0; row < CROP_SIZE; row++) turned.subarray(row * CROP_SIZE, (row + 1) * CROP_SIZE).reverse();
  return turned;
}
