// Heatmap pictures as PNG files: the hip as it lies on the radiograph, evidence in colour over it.

import { encode } from 'fast-png';
import type { CropFrame } from '../domain/geometry.ts';
import { evidenceOver } from './evidence-over.ts';
import { asOnRadiograph, withEvidence, type ColourPicture, type GreyPicture } from './picture.ts';

/** `heatmap` is the canonical crop's [224, 224]; `picture` the same field as it lies on the radiograph. */
export function heatmapPng(picture: GreyPicture, heatmap: Uint8Array, frame: CropFrame): Uint8Array {
  return colourPng(withEvidence(picture, asOnRadiograph(heatmap, frame)));
}

export function colourPng({ pixels, size }: ColourPicture): Uint8Array {
  return encode({ width: size, height: size, data: pixels, channels: 3, depth: 8 });
}

export function greyPng({ pixels, size }: GreyPicture): Uint8Array {
  return encode({ width: size, height: size, data: pixels, channels: 1, depth: 8 });
}

/** Evidence over a picture of any shape; both // [height, width], evidence 0 to 255. */
export function evidencePng(
  grey: Uint8Array,
  evidence: Uint8Array,
  { height, width }: { readonly height: number; readonly width: number },
): Uint8Array {
  return encode({ width, height, data: evidenceOver(grey, evidence), channels: 3, depth: 8 });
}
