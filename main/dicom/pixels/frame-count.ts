// Counts the frames in the pixel data of a file that states none.

import type { DataSet } from '../data-set.ts';
import { itemValues, PIXEL_DATA } from '../elements.ts';
import { startsByContent } from './frame-fragments.ts';

interface FrameSize {
  readonly rows: number;
  readonly columns: number;
  readonly samples: number;
  readonly bitsAllocated: number;
}

/** At least 1: what is missing, the reader of the pixels reports. */
export function framesHeld({ bytes, elements }: Pick<DataSet, 'bytes' | 'elements'>, size: FrameSize): number {
  const pixelData = elements.at(-1);
  if (pixelData?.tag !== PIXEL_DATA) return 1;
  if (pixelData.undefinedLength) return Math.max(1, startsByContent(itemValues(bytes, pixelData).slice(1)).length);
  const frameBytes = (size.rows * size.columns * size.samples * size.bitsAllocated) / 8;
  return frameBytes > 0 ? Math.max(1, Math.floor((pixelData.end - pixelData.valueStart) / frameBytes)) : 1;
}
