// Reads a DICOM file's bytes as a radiograph that is ready for measuring.

import { z } from 'zod';
import { failed, success, type Result } from '../domain/failure.ts';
import type { Radiograph } from '../domain/radiograph.ts';
import { turnedSize, turnPixels } from '../domain/film/turn.ts';
import { filmDetailsOf } from './film-details.ts';
import { greyValues, type WholeGreys } from './pixels/grey-values.ts';
import { orientationOf } from './orientation.ts';
import { magnificationDoubts, patientSpacing } from './spacing/patient-spacing.ts';
import { pixelSpacingOf, statedSpacingsMm } from './spacing/pixel-spacing.ts';
import { otherKindOfImage } from './pixels/other-image.ts';
import { openImage, storedPixelsOf } from './pixels/stored-pixels.ts';
import { dicomText } from './text.ts';

export const ReadOptionsSchema = z.object({
  /** Millimetres per pixel, used if the file has no usable spacing. */
  suppliedSpacingMm: z.number().optional(),
  /** Millimetres per pixel, used whatever the file states. */
  correctedSpacingMm: z.number().optional(),
});

export type ReadOptions = Readonly<z.infer<typeof ReadOptionsSchema>>;

/** Reads a grey single-frame radiograph, turned into the standard frame. A bad file returns a failure and never throws. */
export async function readRadiograph(file: Uint8Array, options: ReadOptions = {}): Promise<Result<Radiograph>> {
  const read = await readForStudy(file, options);
  return read.ok ? success(read.value.radiograph) : read;
}

export interface RadiographForStudy {
  readonly radiograph: Radiograph;
  /** Returns the same greys as a study stores them. Absent if they are not whole numbers, or the film was turned. */
  readonly whole?: (() => WholeGreys) | undefined;
}

/** The same with the greys that a study stores. */
export async function readForStudy(file: Uint8Array, options: ReadOptions = {}): Promise<Result<RadiographForStudy>> {
  const opened = openImage(file, otherKindOfImage);
  if (!opened.ok) return opened;
  const { header } = opened.value;
  if (header.bitsAllocated > 16) {
    return failed('dicom-malformed', dicomText.image.tooManyBits(header.bitsAllocated));
  }
  const scale = pixelSpacingOf(header, options);
  if (!scale.ok) return scale;
  const stored = await storedPixelsOf(opened.value);
  if (!stored.ok) return stored;
  const grey = greyValues(stored.value.pixels, header);
  if (!grey.ok) return grey;
  const { spacingMm, spacingSource, warnings: spacingDoubts } = scale.value;
  const { window, warnings: valueDoubts } = grey.value;
  const orientation = orientationOf(header.orientation);
  const size = { width: header.columns, height: header.rows };
  const radiograph = {
    window,
    ...turnedSize(orientation.turn, size),
    pixels: turnPixels(orientation.turn, grey.value.pixels, size),
    spacingMm,
    spacingSource,
    ...(scale.value.statedSpacingMm === undefined ? {} : { statedSpacingMm: scale.value.statedSpacingMm }),
    patientPlane: patientSpacing(header, scale.value),
    statedMm: statedSpacingsMm(header),
    ...orientation,
    warnings: [...orientation.warnings, ...spacingDoubts, ...magnificationDoubts(header), ...valueDoubts],
    subject: header.subject,
    visit: header.visit,
    patient: header.patient,
    bodyPart: header.bodyPart,
    patientAge: header.patientAge,
    date: header.date,
    details: filmDetailsOf(opened.value.dataSet, header, grey.value.range),
    identityRemoved: header.identityRemoved,
    burnedIn: header.burnedIn,
    monochrome1: header.photometric === 'MONOCHROME1',
  };
  return success({ radiograph, whole: orientation.turn === 'none' ? grey.value.whole : undefined });
}
