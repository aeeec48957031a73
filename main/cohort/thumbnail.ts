// A hip as a small grey picture, oriented as on the radiograph.

import { encode } from 'fast-png';
import { CROP_SIZE } from '../domain/hip-crop.ts';

/** PNG of an 8-bit crop. A mirrored crop is mirrored back. // crop [224, 224] */
export function thumbnailPng(crop: Uint8Array, mirrored: boolean): Uint8Array {
  const data = mirrored ? flipped(crop) : crop;
  return encode({ width: CROP_SIZE, height: CROP_SIZE, data, depth: 8, channels: 1 });
}

function flipped(crop: Uint8Array): Uint8Array {
  const turned = crop.slice();
  for (let row = 0; row < CROP_SIZE; row++) turned.subarray(row * CROP_SIZE, (row + 1) * CROP_SIZE).reverse();
  return turned;
}
