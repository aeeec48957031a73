// Paints over boxes in a copy of the stored pixels, so that text in them can no longer be read.

import { failed, success, type Result } from '../../domain/failure.ts';
import type { DataSet } from '../data-set.ts';
import { PIXEL_DATA, type ElementPlace } from '../elements.ts';
import { encodeElement } from '../encode-elements.ts';
import type { RadiographHeader } from '../header.ts';
import { imageRefusal, storedPixelsOf, type StoredPixels } from '../pixels/stored-pixels.ts';
import { dicomText } from '../text.ts';

/** In image pixels, from the top left corner. */
export interface PixelBox {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Returns the uncompressed pixel data element with every box filled with the image's darkest value. Only for grey single-frame images. */
export async function redactPixels(
  dataSet: DataSet,
  { header, pixelData }: { readonly header: RadiographHeader; readonly pixelData: ElementPlace },
  boxes: readonly PixelBox[],
): Promise<Result<Uint8Array>> {
  const refusal = imageRefusal(header);
  if (refusal !== undefined) return { ok: false, failure: refusal };
  if (header.bitsAllocated === 1) {
    return failed('dicom-malformed', dicomText.deidentify.oneBit);
  }
  const stored = await storedPixelsOf({ dataSet, header, pixelData });
  if (!stored.ok) return stored;
  const pixels = stored.value.pixels.slice();
  fillBoxes(pixels, { header, boxes });
  const bytes = Buffer.from(pixels.buffer, pixels.byteOffset, pixels.byteLength);
  const { codec, littleEndian } = dataSet.syntax;
  const encoding = codec === undefined ? dataSet.syntax : { explicitVr: true, littleEndian: true };
  if (codec === undefined && !littleEndian) {
    if (header.bitsAllocated === 16) bytes.swap16();
    if (header.bitsAllocated === 32) bytes.swap32();
  }
  return success(encodeElement({ tag: PIXEL_DATA, vr: header.bitsAllocated <= 8 ? 'OB' : 'OW', value: bytes }, encoding));
}

function fillBoxes(
  pixels: StoredPixels,
  { header, boxes }: { readonly header: RadiographHeader; readonly boxes: readonly PixelBox[] },
): void {
  const { rows, columns } = header;
  let low = pixels[0];
  let high = pixels[0];
  for (let i = 0; i < pixels.length; i++) {
    if (pixels[i] < low) low = pixels[i];
    if (pixels[i] > high) high = pixels[i];
  }
  const fill = header.photometric === 'MONOCHROME1' ? high : low;
  for (const box of boxes) {
    const [left, top] = [Math.max(0, Math.floor(box.x)), Math.max(0, Math.floor(box.y))];
    const right = Math.min(columns, Math.ceil(box.x + box.width));
    const bottom = Math.min(rows, Math.ceil(box.y + box.height));
    for (let y = top; y < bottom; y++) if (left < right) pixels.fill(fill, y * columns + left, y * columns + right);
  }
}
