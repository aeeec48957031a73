// Renders the hips of one phantom subject. Only the area around each hip is rendered, by the same code as whole radiographs, then
// cropped by the same preprocessing as real files.

import { LANDMARK_TABLES } from '../domain/landmark-table.ts';
import type { CropPoint, ImagePoint, MillimetrePoint } from '../domain/geometry.ts';
import { imageToCrop } from '../domain/geometry.ts';
import type { Grade } from '../domain/grade.ts';
import { CROP_SIZE, CROP_SPACING_MM, toEightBit } from '../domain/hip-crop.ts';
import type { Hip, Side } from '../domain/hip.ts';
import { SIDES } from '../domain/hip.ts';
import { perQuadrant } from '../domain/quadrant.ts';
import type { PerQuadrant } from '../domain/quadrant.ts';
import { valueOrThrow } from '../domain/failure.ts';
import type { Radiograph } from '../domain/radiograph.ts';
import { cropHip } from '../imaging/crop.ts';
import type { Acquisition } from './acquisition.ts';
import type { Enrichment } from './pathology.ts';
import { prepareField, renderRegion } from './render.ts';
import type { Field, Region } from './render.ts';
import { buildScene } from './scene.ts';
import type { HipTruth } from './scene.ts';
import { phantomSubject } from './subject.ts';
import type { PhantomSubject, PhantomVisit } from './subject.ts';

export interface PhantomHip {
  readonly hip: Hip;
  /** Canonical orientation, clipped to [0, 1], times 255. // [224, 224] */
  readonly crop8: Uint8Array;
  readonly landmarks: readonly CropPoint[]; // [80]
  /** Grades before any implant. A hip with an implant is not gradable. */
  readonly grades: PerQuadrant<Grade>;
  /** How far each osteophyte extends beyond its margin, in mm. */
  readonly sizesMm: PerQuadrant<number>;
  /** Closed outlines. Null at grade 0. */
  readonly osteophytes: PerQuadrant<readonly CropPoint[] | null>;
  readonly narrowing: Grade;
  readonly sclerosis: 0 | 1;
  readonly cysts: 0 | 1;
  readonly jointSpaceMm: number;
  readonly implant: boolean;
}

export interface HipJob {
  readonly kind: 'hips';
  readonly seed: number;
  readonly index: number;
  readonly visits: number;
  readonly enrichment: Enrichment;
  readonly implantShare?: number;
}

/** Returns the hips of one subject, visit by visit. */
export function hipsOfSubject(job: HipJob): PhantomHip[] {
  const subject = phantomSubject(job);
  return subject.visits.flatMap((visit) => {
    const field = prepareField(buildScene(subject, visit), visit.acquisition);
    return SIDES.map((side) => cutHip({ subject, visit, side, field }));
  });
}

interface Cut {
  readonly subject: PhantomSubject;
  readonly visit: PhantomVisit;
  readonly side: Side;
  readonly field: Field;
}

function cutHip({ subject, visit, side, field }: Cut): PhantomHip {
  const truth = field.scene[side];
  const { acquisition } = visit;
  const region = regionAround(truth, acquisition);
  const radiograph = regionRadiograph(field, region, subject.id, visit.name);
  const local = (point: MillimetrePoint): ImagePoint => ({
    x: point.x / acquisition.spacingMm - region.x,
    y: point.y / acquisition.spacingMm - region.y,
  });
  const crop = valueOrThrow(cropHip(radiograph, truth.landmarks.map(local), side, LANDMARK_TABLES.original));
  const { pathology } = truth;
  return {
    hip: { subject: subject.id, visit: visit.name, side },
    crop8: toEightBit(crop.pixels),
    landmarks: crop.landmarks,
    grades: pathology.grades,
    sizesMm: pathology.sizes,
    osteophytes: perQuadrant(
      (quadrant) => truth.osteophytes[quadrant]?.map((point) => imageToCrop(crop.frame, local(point))) ?? null,
    ),
    narrowing: pathology.narrowing,
    sclerosis: pathology.sclerosis,
    cysts: pathology.cysts,
    jointSpaceMm: truth.jointSpaceMm,
    implant: truth.implant,
  };
}

/** Returns the pixels that a hip's crop may need. */
function regionAround(truth: HipTruth, acquisition: Acquisition): Region {
  const { spacingMm, columns, rows } = acquisition;
  const reach = (CROP_SIZE * CROP_SPACING_MM) / 2 + 2.5;
  const even = (value: number, end: number): number => 2 * Math.round(Math.min(end, Math.max(0, value)) / 2);
  const x = even((truth.headCentre.x - reach) / spacingMm, columns);
  const y = even((truth.headCentre.y - reach) / spacingMm, rows);
  return {
    x,
    y,
    width: even((truth.headCentre.x + reach) / spacingMm, columns) - x,
    height: even((truth.headCentre.y + reach) / spacingMm, rows) - y,
  };
}

function regionRadiograph(field: Field, region: Region, subject: string, visit: string): Radiograph {
  const { acquisition } = field;
  const stored = renderRegion(field, region);
  const top = 2 ** acquisition.bits - 1;
  const pixels = new Float32Array(stored.length);
  for (let p = 0; p < pixels.length; p++) pixels[p] = acquisition.monochrome1 ? top - stored[p] : stored[p];
  return {
    width: region.width,
    height: region.height,
    pixels,
    spacingMm: acquisition.spacingMm,
    spacingSource: 'ImagerPixelSpacing',
    subject,
    visit,
    window: { centre: (top + 1) / 2, width: top + 1 },
  };
}
