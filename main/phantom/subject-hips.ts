// Renders the hips of one phantom subject. Only the area around each hip is rendered, by the same code as whole radiographs, then
// cropped by the same preprocessing as real files.

import { z } from 'zod';
import { LANDMARK_TABLES } from '../domain/landmark-table.ts';
import { CropPointSchema, imageToCrop, type ImagePoint, type MillimetrePoint } from '../domain/geometry.ts';
import { GradeSchema } from '../domain/grade.ts';
import { CROP_SIZE, CROP_SPACING_MM, toEightBit } from '../domain/hip-crop.ts';
import { HipSchema, SIDES, type Side } from '../domain/hip.ts';
import type { Immutable } from '../domain/immutable.ts';
import { perQuadrant, perQuadrantOf } from '../domain/quadrant.ts';
import { BytesSchema } from '../domain/typed-arrays.ts';
import { valueOrThrow } from '../domain/failure.ts';
import type { Radiograph } from '../domain/radiograph.ts';
import { cropHip } from '../imaging/crop.ts';
import type { Acquisition } from './acquisition.ts';
import { prepareField, renderRegion } from './render.ts';
import type { Field, Region } from './render.ts';
import { buildScene } from './scene.ts';
import type { HipTruth } from './scene.ts';
import { phantomSubject, SubjectOptionsSchema, type PhantomSubject, type PhantomVisit } from './subject.ts';

export const PhantomHipSchema = z.object({
  hip: HipSchema,
  /** Canonical orientation, clipped to [0, 1], times 255. // [224, 224] */
  crop8: BytesSchema,
  landmarks: z.array(CropPointSchema), // [80]
  /** Grades before any implant. A hip with an implant is not gradable. */
  grades: perQuadrantOf(GradeSchema),
  /** How far each osteophyte extends beyond its margin, in mm. */
  sizesMm: perQuadrantOf(z.number()),
  /** Closed outlines. Null at grade 0. */
  osteophytes: perQuadrantOf(z.array(CropPointSchema).nullable()),
  narrowing: GradeSchema,
  sclerosis: z.literal([0, 1]),
  cysts: z.literal([0, 1]),
  jointSpaceMm: z.number(),
  implant: z.boolean(),
});

export type PhantomHip = Immutable<z.infer<typeof PhantomHipSchema>>;

export const HipJobSchema = SubjectOptionsSchema.extend({ kind: z.literal('hips') });

export type HipJob = Readonly<z.infer<typeof HipJobSchema>>;

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
