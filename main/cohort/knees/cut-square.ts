// Cuts a joint without landmarks from its film.

import { failed } from '../../domain/failure.ts';
import type { Side } from '../../domain/hip.ts';
import { CROP_SIZE, toEightBit } from '../../domain/hip-crop.ts';
import type { Radiograph } from '../../domain/radiograph.ts';
import { sha256Of } from '../../files/object-store.ts';
import { percentiles } from '../../imaging/percentile.ts';
import { resample } from '../../imaging/resample.ts';
import type { FilmHip, NewObject } from '../film-task.ts';
import { importText } from '../text/import.ts';
import { thumbnailPng } from '../thumbnail.ts';

/** Columns of a film, the last one excluded. */
export interface Columns {
  readonly from: number;
  readonly to: number;
}

/** The smallest square around these columns of the film, at their full height. A left joint is mirrored to look like a right one. */
export function cutSquare(radiograph: Radiograph, side: Side, { from, to }: Columns): FilmHip {
  return cut(radiograph, side, { centre: (from + to - 1) / 2, edge: Math.max(to - from, radiograph.height) });
}

/** The largest square within these columns, at half the film's height. */
export function cutSquareWithin(radiograph: Radiograph, side: Side, { from, to }: Columns): FilmHip {
  return cut(radiograph, side, { centre: (from + to - 1) / 2, edge: Math.min(to - from, radiograph.height) });
}

function cut(radiograph: Radiograph, side: Side, { centre, edge }: { readonly centre: number; readonly edge: number }): FilmHip {
  const mirrored = side === 'left';
  const step = edge / CROP_SIZE;
  const half = ((CROP_SIZE - 1) / 2) * step;
  const frame = {
    originX: mirrored ? centre + half : centre - half,
    originY: (radiograph.height - 1) / 2 - half,
    step,
    size: CROP_SIZE,
    mirrored,
    spacingMm: radiograph.spacingMm * step,
  };
  const across = { start: frame.originX, step: mirrored ? -step : step, count: CROP_SIZE };
  const pixels = resample(radiograph, across, { start: frame.originY, step, count: CROP_SIZE });
  const [p5, p95] = percentiles(pixels, [5, 95]);
  if (!(p95 > p5)) return { side, problem: failed('picture-malformed', importText.film.singleGrey).failure };
  const crop = objectOf(toEightBit(pixels.map((value) => (value - p5) / (p95 - p5))));
  const thumbnail = objectOf(thumbnailPng(crop.bytes, mirrored));
  const prepared = {
    frame,
    landmarks: [],
    numbering: 'original',
    intensity: { p5, p95 },
    cropObject: crop.sha256,
    thumbnailObject: thumbnail.sha256,
  } as const;
  return { side, prepared, objects: [crop, thumbnail], quality: null, warnings: [] };
}

export function objectOf(bytes: Uint8Array): NewObject {
  return { sha256: sha256Of(bytes), bytes };
}
