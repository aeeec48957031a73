// Recognises DICOM images that are not radiographs, such as CT slices and segmentations, before their pixels are read.

import type { Failure } from '../../domain/failure.ts';
import type { RadiographHeader } from '../header.ts';
import { dicomText } from '../text.ts';

/** The modalities of PS3.3 C.7.3.1.1.1 that are never plain radiographs. Files of all others are read. */
const KIND_BY_MODALITY = new Map<string, string>(Object.entries(dicomText.image.kinds));

/** Returns the reason if the file states that it is an image of another kind than a radiograph. */
export function otherKindOfImage({ modality, sopClass }: RadiographHeader): Failure | undefined {
  const code = sopClass.startsWith(SEGMENTATION_STORAGE) ? 'SEG' : modality;
  const kind = KIND_BY_MODALITY.get(code);
  return kind === undefined ? undefined : { code: 'not-a-radiograph', message: dicomText.image.otherKind(kind) };
}

/** The start of the classes of segmentations and label maps. */
const SEGMENTATION_STORAGE = '1.2.840.10008.5.1.4.1.1.66.';
