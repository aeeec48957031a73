// Cuts the image that a model sees from a radiograph: the preprocessing of Chen 3.1 for the CHECK and OAI cohorts.
// Resampled to 0.4 mm, 224 x 224 centred on the femoral head, (x - p5) / (p95 - p5), left hips mirrored.

import { failed, success, type Result } from '../domain/failure.ts';
import { imageToCrop, type Circle, type CropFrame, type ImagePoint } from '../domain/geometry.ts';
import { CROP_SIZE, CROP_SPACING_MM, type HipCrop } from '../domain/hip-crop.ts';
import type { Side } from '../domain/hip.ts';
import { POINTS_PER_SIDE, type LandmarkTable } from '../domain/landmark-table.ts';
import type { Radiograph } from '../domain/radiograph.ts';
import { fitCircle } from '../domain/measure/circle-fit.ts';
import { MAX_HEAD_RADIUS_MM } from './plausibility.ts';
import { percentiles } from './percentile.ts';
import { resample, type PixelGrid } from './resample.ts';
import { imagingText } from './text.ts';

/** Cuts one hip out of a radiograph. `landmarks` are the side's 80 points. // [80] */
export function cropHip(
  radiograph: Radiograph,
  landmarks: readonly ImagePoint[],
  side: Side,
  table: LandmarkTable,
): Result<HipCrop> {
  if (landmarks.length !== POINTS_PER_SIDE) {
    return failed('landmarks-count', imagingText.crop.wrongCount(side, POINTS_PER_SIDE, landmarks.length));
  }
  const head = femoralHead(landmarks, table);
  if (head === undefined || !(head.radius * radiograph.spacingMm < MAX_HEAD_RADIUS_MM)) {
    return failed('landmarks-implausible', imagingText.crop.noHead(side, MAX_HEAD_RADIUS_MM));
  }
  if (!(head.x >= 0 && head.y >= 0 && head.x <= radiograph.width - 1 && head.y <= radiograph.height - 1)) {
    return failed('landmarks-off-image', imagingText.crop.headOffImage(side, head, radiograph));
  }
  const cropped = cropRegion(radiograph, head, side);
  if (!(cropped.intensity.p95 > cropped.intensity.p5)) {
    return failed('landmarks-implausible', imagingText.crop.uniform(side));
  }
  return success({ ...cropped, landmarks: landmarks.map((point) => imageToCrop(cropped.frame, point)) });
}

/** Returns the circle through the arc of the femoral head, in the points' unit. Undefined if the points lie on a line. */
function femoralHead(points: readonly ImagePoint[], table: LandmarkTable): Circle | undefined {
  return fitCircle(table.femoralHeadArc.map((index) => points[index]));
}

/** A rectangle of a radiograph, or the whole radiograph. */
export interface RadiographRegion extends PixelGrid {
  readonly spacingMm: number;
  /** Position of the region's first pixel on the radiograph, in whole image pixels. Default (0, 0). */
  readonly left?: number;
  readonly top?: number;
}

/**
 * Cuts and normalises the crop centred on `centre` (image pixels, also for a region). `centre` falls exactly on crop
 * (111.5, 111.5), between the four middle pixels, so that mirroring does not shift the crop. Outside the region the nearest edge
 * pixel repeats, which adds no false edge. A uniformly grey crop becomes all zeros.
 */
export function cropRegion(region: RadiographRegion, centre: ImagePoint, side: Side): Omit<HipCrop, 'landmarks'> {
  const frame = cropFrame(centre, region.spacingMm, side);
  const across = {
    start: frame.originX - (region.left ?? 0),
    step: frame.mirrored ? -frame.step : frame.step,
    count: frame.size,
  };
  const down = { start: frame.originY - (region.top ?? 0), step: frame.step, count: frame.size };
  const pixels = resample(region, across, down);
  const [p5, p95] = percentiles(pixels, [5, 95]);
  const range = p95 > p5 ? p95 - p5 : 1;
  for (let i = 0; i < pixels.length; i++) pixels[i] = (pixels[i] - p5) / range;
  return { pixels, frame, intensity: { p5, p95 } };
}

/** Returns the frame of the crop around `centre` on an image with the given spacing. */
export function cropFrame(centre: ImagePoint, spacingMm: number, side: Side): CropFrame {
  const step = CROP_SPACING_MM / spacingMm;
  const half = ((CROP_SIZE - 1) / 2) * step;
  const mirrored = side === 'left';
  return {
    originX: mirrored ? centre.x + half : centre.x - half,
    originY: centre.y - half,
    step,
    size: CROP_SIZE,
    mirrored,
    spacingMm: CROP_SPACING_MM,
  };
}
