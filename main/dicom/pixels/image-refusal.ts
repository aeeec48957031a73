// Checks whether a data set can hold an image, before memory is allocated for its pixels.

import type { Failure } from '../../domain/failure.ts';
import { printable, type DataSet } from '../data-set.ts';
import { DOUBLE_FLOAT_PIXEL_DATA, FLOAT_PIXEL_DATA } from '../elements.ts';
import type { RadiographHeader } from '../header.ts';
import { dicomText } from '../text.ts';

/** No detector has more pixels. A larger claim is refused before memory is allocated. */
const LARGEST_IMAGE_PIXELS = 100_000_000;

export function noPixels(dataSet: DataSet, header: RadiographHeader): Failure {
  if (dataSet.elements.at(-1)?.tag === FLOAT_PIXEL_DATA || dataSet.elements.at(-1)?.tag === DOUBLE_FLOAT_PIXEL_DATA) {
    return { code: 'no-pixel-data', message: dicomText.image.floatingPoint };
  }
  const directory = dataSet.elements.some((element) => element.tag === 0x00041220);
  if (directory) return { code: 'no-pixel-data', message: dicomText.image.directory };
  const { noImage, noImageOfModality } = dicomText.image;
  const message = header.modality === '' ? noImage : noImageOfModality(printable(header.modality));
  return { code: 'no-pixel-data', message };
}

/** Returns undefined if the header describes an image that can exist. */
export function impossibleImage(header: RadiographHeader): Failure | undefined {
  const { rows, columns, bitsAllocated, bitsStored, highBit } = header;
  if (rows === 0 || columns === 0 || bitsAllocated === 0) {
    return { code: 'dicom-malformed', message: dicomText.image.sizeUnknown };
  }
  const whole = [rows, columns, bitsAllocated, bitsStored, highBit].every(Number.isInteger);
  if (
    !whole ||
    rows < 1 ||
    columns < 1 ||
    ![1, 8, 16, 32].includes(bitsAllocated) ||
    bitsStored < 1 ||
    bitsStored > bitsAllocated ||
    highBit >= bitsAllocated ||
    highBit < bitsStored - 1
  ) {
    return { code: 'dicom-malformed', message: dicomText.image.impossibleSize(header) };
  }
  if (rows * columns > LARGEST_IMAGE_PIXELS) {
    return { code: 'image-too-large', message: dicomText.image.tooManyPixels(header, LARGEST_IMAGE_PIXELS / 1e6) };
  }
  return undefined;
}
