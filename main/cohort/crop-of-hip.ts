// A hip's cached crop with its landmarks, as the input of a model.

import { imageToCrop, type CropPoint } from '../domain/geometry.ts';
import type { Numbering } from '../domain/landmark-table.ts';
import type { HipRecord } from '../database/hips.ts';
import { readPicture } from './stored-picture.ts';
import type { Study } from './study-folder.ts';

export interface CachedCrop {
  readonly pixels: Uint8Array; // [224, 224]
  readonly landmarks: readonly CropPoint[]; // [80]
  readonly numbering: Numbering;
}

/** The crop. Null if the hip has a problem instead. */
export async function cropOfHip(
  study: { readonly objects: Pick<Study['objects'], 'read'> },
  hip: HipRecord,
): Promise<CachedCrop | null> {
  if (hip.prepared === null) return null;
  const { cropObject, landmarks, frame, numbering } = hip.prepared;
  const bytes = await readPicture(study.objects, cropObject, hip);
  return { pixels: new Uint8Array(bytes), landmarks: landmarks.map((point) => imageToCrop(frame, point)), numbering };
}
