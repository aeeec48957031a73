// Checks whether a file's pixels may identify a person, from the file's own flag and from the image.

import { z } from 'zod';
import { success, type Failure, type Result } from '../../domain/failure.ts';
import type { Immutable } from '../../domain/immutable.ts';
import type { Radiograph } from '../../domain/radiograph.ts';
import { greyValues } from '../pixels/grey-values.ts';
import { decodeElements } from '../header.ts';
import { openImage, storedPixelsOf } from '../pixels/stored-pixels.ts';
import { dicomText } from '../text.ts';
import { findText, TextLineSchema } from './find-text.ts';

export const BurnedInCheckSchema = z.object({
  /** BurnedInAnnotation as in the file. Empty if the file does not state it. */
  flag: z.string(),
  /** Text-like lines near the border, with a margin for covering them, in image pixels. */
  lines: z.array(TextLineSchema),
});

export type BurnedInCheck = Immutable<z.infer<typeof BurnedInCheckSchema>>;

/** Checks a grey single-frame image. Fails with the same failures as reading it. */
export async function checkBurnedIn(file: Uint8Array): Promise<Result<BurnedInCheck>> {
  const opened = openImage(file);
  if (!opened.ok) return opened;
  const { header, dataSet } = opened.value;
  const stored = await storedPixelsOf(opened.value);
  if (!stored.ok) return stored;
  const grey =
    header.bitsAllocated <= 16 && header.bitsAllocated > 1
      ? greyValues(stored.value.pixels, header)
      : success({ pixels: Float32Array.from(stored.value.pixels) });
  if (!grey.ok) return grey;
  const flag = decodeElements(dataSet, ({ tag, start, end }) => tag === 0x00280301 && end - start < 64)?.['BurnedInAnnotation'];
  return success({
    flag: typeof flag === 'string' ? flag.trim() : '',
    lines: findText({ width: header.columns, height: header.rows, pixels: grey.value.pixels }),
  });
}

/**
 * Returns why somebody must look at a radiograph before its study is passed on. Null if nothing is suspected. If identity was removed
 * from the file, it is trusted unless it states that text is burned in.
 */
export function suspectedText(radiograph: Radiograph): Failure | null {
  if (radiograph.identityRemoved !== false && radiograph.burnedIn !== true) return null;
  const lines = findText(radiograph).length;
  if (lines === 0 && radiograph.burnedIn !== true) return null;
  const { importedFlagOnly, importedLines } = dicomText.burnedIn;
  return { code: 'text-suspected', message: lines === 0 ? importedFlagOnly : importedLines(lines) };
}
