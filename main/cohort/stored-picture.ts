// Reads the pictures of a study. If one is missing or damaged, the failure says whose it is.

import { failed, FailureError } from '../domain/failure.ts';
import { previewOf, previewSize, type SixteenBitPicture } from '../domain/film/preview.ts';
import type { ObjectReader } from '../files/object-store.ts';
import type { RadiographRecord } from '../database/radiographs.ts';
import { unpackPixels } from './stored-pixels.ts';
import { studyText } from './text/study.ts';

interface PictureOwner {
  readonly subject: string;
  readonly visit: string;
}

/** Returns a film's stored values. Throws a `FailureError` with `object-damaged`. // [height, width] */
export async function readFilm({ read }: ObjectReader, film: RadiographRecord): Promise<Uint16Array> {
  const { width, height, pixels } = film;
  return unpackPixels(await readPicture({ read }, pixels.object, film), width * height);
}

/** Returns a film's preview, made now if none was stored. Throws a `FailureError` with `object-damaged`. */
export async function readPreview(objects: ObjectReader, film: RadiographRecord): Promise<SixteenBitPicture> {
  const { width, height, pixels } = film;
  if (pixels.preview === undefined) return previewOf({ width, height, values: await readFilm(objects, film) });
  const size = previewSize(film);
  return { ...size, values: await unpackPixels(await readPicture(objects, pixels.preview, film), size.width * size.height) };
}

/** Returns the bytes of an object that belongs to this subject's visit. Throws a `FailureError` with `object-damaged`. */
export async function readPicture({ read }: ObjectReader, object: string, owner: PictureOwner): Promise<Uint8Array> {
  try {
    return await read(object);
  } catch (error) {
    if (!(error instanceof FailureError) || error.failure.code !== 'object-damaged') throw error;
    const { subject, visit } = owner;
    throw new FailureError(failed('object-damaged', studyText.lostPicture(subject, visit, error.failure.message)).failure, {
      cause: error,
    });
  }
}
