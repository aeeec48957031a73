// Writes heatmaps as PNG files: the hip in the radiograph's orientation with the evidence in colour.

import { encode } from 'fast-png';
import type { CropFrame } from '../domain/geometry.ts';
import { evidenceOver } from './evidence-over.ts';
import { asOnRadiograph, withEvidence, type ColourPicture, type GreyPicture } from './picture.ts';

/** `heatmap` is [224, 224] on the canonical crop. `picture` shows the same field in the radiograph's orientation. */
export function heatmapPng(picture: GreyPicture, heatmap: Uint8Array, frame: CropFrame): Uint8Array {
  return colourPng(withEvidence(picture, asOnRadiograph(heatmap, frame)));
}

function colourPng({ pixels, size }: ColourPicture): Uint8Array {
  return encode({ width: size, height: size, data: pixels, channels: 3, depth: 8 });
}

/** Draws evidence over an image of any shape. Both are [height, width], evidence 0 to 255. */
export function evidencePng(
  grey: Uint8Array,
  evidence: Uint8Array,
  { height, width }: { readonly height: number; readonly width: number },
): Uint8Array {
  return encode({ width, height, data: evidenceOver(grey, evidence), channels: 3, depth: 8 });
}
