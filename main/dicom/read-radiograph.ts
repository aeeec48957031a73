// From a DICOM file's bytes to a radiograph ready for measuring.

import { failed, success, type Result } from '../domain/failure.ts';
import type { Radiograph } from '../domain/radiograph.ts';
import { greyValues } from './pixels/grey-values.ts';
import { pixelSpacingOf } from './pixel-spacing.ts';
import { openImage, storedPixelsOf } from './pixels/stored-pixels.ts';

export interface ReadOptions {
  /** Millimetres per pixel, used where the file has no usable spacing. */
  readonly suppliedSpacingMm?: number;
}

/** Reads a grey single-frame radiograph, or says what was expected, what came and what to do. Never throws for a bad file. */
export async function readRadiograph(file: Uint8Array, options: ReadOptions = {}): Promise<Result<Radiograph>> {
  const opened = openImage(file);
  if (!opened.ok) return opened;
  const { header } = opened.value;
  if (header.bitsAllocated > 16) {
    return failed(
      'dicom-malformed',
      `A radiograph has 8 or 16 bits a pixel; this image has ${header.bitsAllocated}. Choose the original radiograph.`,
    );
  }
  const spacing = pixelSpacingOf(header, options.suppliedSpacingMm);
  if (!spacing.ok) return spacing;
  const stored = await storedPixelsOf(opened.value);
  if (!stored.ok) return stored;
  return success({
    width: header.columns,
    height: header.rows,
    ...greyValues(stored.value.pixels, header),
    ...spacing.value,
    subject: header.subject,
    visit: header.visit,
    bodyPart: header.bodyPart,
    identityRemoved: header.identityRemoved,
    burnedIn: header.burnedIn,
    monochrome1: header.photometric === 'MONOCHROME1',
  });
}
