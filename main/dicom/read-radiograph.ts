// Reads a DICOM file's bytes as a radiograph that is ready for measuring.

import { z } from 'zod';
import { failed, success, type Result } from '../domain/failure.ts';
import type { Radiograph } from '../domain/radiograph.ts';
import { greyValues } from './pixels/grey-values.ts';
import { pixelSpacingOf } from './pixel-spacing.ts';
import { otherKindOfImage } from './pixels/other-image.ts';
import { openImage, storedPixelsOf } from './pixels/stored-pixels.ts';
import { dicomText } from './text.ts';

export const ReadOptionsSchema = z.object({
  /** Millimetres per pixel, used if the file has no usable spacing. */
  suppliedSpacingMm: z.number().optional(),
});

export type ReadOptions = Readonly<z.infer<typeof ReadOptionsSchema>>;

/** Reads a grey single-frame radiograph. A bad file returns a failure and never throws. */
export async function readRadiograph(file: Uint8Array, options: ReadOptions = {}): Promise<Result<Radiograph>> {
  const opened = openImage(file, otherKindOfImage);
  if (!opened.ok) return opened;
  const { header } = opened.value;
  if (header.bitsAllocated > 16) {
    return failed('dicom-malformed', dicomText.image.tooManyBits(header.bitsAllocated));
  }
  const spacing = pixelSpacingOf(header, options.suppliedSpacingMm);
  if (!spacing.ok) return spacing;
  const stored = await storedPixelsOf(opened.value);
  if (!stored.ok) return stored;
  const grey = greyValues(stored.value.pixels, header);
  if (!grey.ok) return grey;
  return success({
    width: header.columns,
    height: header.rows,
    ...grey.value,
    ...spacing.value,
    subject: header.subject,
    visit: header.visit,
    patient: header.patient,
    bodyPart: header.bodyPart,
    identityRemoved: header.identityRemoved,
    burnedIn: header.burnedIn,
    monochrome1: header.photometric === 'MONOCHROME1',
  });
}
