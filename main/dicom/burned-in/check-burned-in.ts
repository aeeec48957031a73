// Whether a file's pixels may show who somebody is: what the file says of itself, and what the picture looks like.

import { success, type Failure, type Result } from '../../domain/failure.ts';
import type { Radiograph } from '../../domain/radiograph.ts';
import { greyValues } from '../pixels/grey-values.ts';
import { decodeElements } from '../header.ts';
import { openImage, storedPixelsOf } from '../pixels/stored-pixels.ts';
import { findText, type TextLine } from './find-text.ts';

export interface BurnedInCheck {
  /** BurnedInAnnotation as the file has it; empty where it says nothing. */
  readonly flag: string;
  /** Text-like lines near the border, with room to cover them, in image pixels. */
  readonly lines: readonly TextLine[];
}

/** Looks at a grey single image; fails as reading it would. */
export async function checkBurnedIn(file: Uint8Array): Promise<Result<BurnedInCheck>> {
  const opened = openImage(file);
  if (!opened.ok) return opened;
  const { header, dataSet } = opened.value;
  const stored = await storedPixelsOf(opened.value);
  if (!stored.ok) return stored;
  const { pixels } =
    header.bitsAllocated <= 16 && header.bitsAllocated > 1
      ? greyValues(stored.value.pixels, header)
      : { pixels: Float32Array.from(stored.value.pixels) };
  const flag = decodeElements(dataSet, ({ tag, start, end }) => tag === 0x00280301 && end - start < 64)?.['BurnedInAnnotation'];
  return success({
    flag: typeof flag === 'string' ? flag.trim() : '',
    lines: findText({ width: header.columns, height: header.rows, pixels }),
  });
}

/**
 * Why somebody must look at a radiograph before its study is passed on; null where nothing is suspected. A file whose identity was removed
 * is believed, unless it says itself that there is text.
 */
export function suspectedText(radiograph: Radiograph): Failure | null {
  if (radiograph.identityRemoved !== false && radiograph.burnedIn !== true) return null;
  const lines = findText(radiograph).length;
  if (lines === 0 && radiograph.burnedIn !== true) return null;
  const what =
    lines === 0
      ? 'The file says that text is burned into its picture, though none was found near the border'
      : `${lines === 1 ? 'A line' : `${lines} lines`} near the border of the picture look like text and may name somebody`;
  return {
    code: 'text-suspected',
    message: `${what}. The radiograph is in the study as it is; to cover text, import the copy that osteograde deidentify --redact writes.`,
  };
}
