// Phantom radiographs for training the locating networks: small views in memory, with the true positions of the hips.

import { z } from 'zod';
import { CircleSchema, CropPointSchema, imageToCrop, type Circle, type ImagePoint } from '../domain/geometry.ts';
import type { Grade } from '../domain/grade.ts';
import { SIDES, SideSchema, type Side } from '../domain/hip.ts';
import type { Immutable } from '../domain/immutable.ts';
import type { PerQuadrant } from '../domain/quadrant.ts';
import type { Radiograph } from '../domain/radiograph.ts';
import { BytesSchema } from '../domain/typed-arrays.ts';
import { hipView, overview } from '../imaging/locating-views.ts';
import { prepareField, renderRegion } from './render.ts';
import type { Field } from './render.ts';
import { buildScene } from './scene.ts';
import type { HipTruth } from './scene.ts';
import { phantomSubject, SubjectOptionsSchema } from './subject.ts';

/** The edge of the views of single hips. It exceeds the network's input, so that training can move and rotate them. */
export const WIDE_VIEW_SIZE = 160;

export const LocatingJobSchema = SubjectOptionsSchema.omit({ visits: true }).extend({ kind: z.literal('locating') });

export type LocatingJob = Readonly<z.infer<typeof LocatingJobSchema>>;

const LocatedHipSchema = z.object({
  side: SideSchema,
  implant: z.boolean(),
  /** The femoral head on the overview, in overview pixels. */
  head: CircleSchema,
  /** The area around the hip with the head in the middle, left hips mirrored. // [160, 160] */
  view: BytesSchema,
  /** The 80 points on that view. // [80] */
  landmarks: z.array(CropPointSchema),
});

export const LocatingTruthSchema = z.object({
  subject: z.string(),
  /** The whole radiograph, reduced. // [160, 160] */
  overview: BytesSchema,
  hips: z.array(LocatedHipSchema), // [2], right before left
});

export type LocatingTruth = Immutable<z.infer<typeof LocatingTruthSchema>>;

/** A whole phantom radiograph with its truth, in image pixels. */
export interface PhantomRadiograph {
  readonly radiograph: Radiograph;
  readonly hips: readonly LocatedPhantomHip[]; // [2], right before left
}

export interface LocatedPhantomHip {
  readonly side: Side;
  readonly implant: boolean;
  readonly head: Circle;
  readonly landmarks: readonly ImagePoint[]; // [80]
  /** Grades before any implant. */
  readonly grades: PerQuadrant<Grade>;
}

/** Renders the first visit of one subject as small views. */
export function locatingTruth(job: LocatingJob): LocatingTruth {
  const { radiograph, hips } = phantomRadiograph(job);
  const small = overview(radiograph);
  return {
    subject: radiograph.subject,
    overview: small.pixels,
    hips: hips.map(({ side, implant, head, landmarks }) => {
      const view = hipView(radiograph, head, side, WIDE_VIEW_SIZE);
      return {
        side,
        implant,
        head: { ...imageToCrop(small.frame, head), radius: head.radius / small.frame.step },
        view: view.pixels,
        landmarks: landmarks.map((point) => imageToCrop(view.frame, point)),
      };
    }),
  };
}

/** Renders the whole radiograph of a subject's first visit, as if it had been read from its file. */
export function phantomRadiograph(job: Omit<LocatingJob, 'kind'>): PhantomRadiograph {
  const subject = phantomSubject({ ...job, visits: 1 });
  const [visit] = subject.visits;
  const scene = buildScene(subject, visit);
  const field = prepareField(scene, visit.acquisition);
  return {
    radiograph: wholeRadiograph(field, subject.id, visit.name),
    hips: SIDES.map((side) => placeOf(scene[side], visit.acquisition.spacingMm)),
  };
}

function wholeRadiograph(field: Field, subject: string, visit: string): Radiograph {
  const { columns: width, rows: height, bits, monochrome1, spacingMm } = field.acquisition;
  const stored = renderRegion(field, { x: 0, y: 0, width, height });
  const top = 2 ** bits - 1;
  const pixels = new Float32Array(stored.length);
  for (let p = 0; p < pixels.length; p++) pixels[p] = monochrome1 ? top - stored[p] : stored[p];
  const window = { centre: (top + 1) / 2, width: top + 1 };
  return { width, height, pixels, spacingMm, spacingSource: 'ImagerPixelSpacing', subject, visit, monochrome1, window };
}

function placeOf(
  { side, implant, headCentre, headRadius, landmarks, pathology }: HipTruth,
  spacingMm: number,
): LocatedPhantomHip {
  const pixel = ({ x, y }: { x: number; y: number }): ImagePoint => ({ x: x / spacingMm, y: y / spacingMm });
  return {
    side,
    implant,
    head: { ...pixel(headCentre), radius: headRadius / spacingMm },
    landmarks: landmarks.map(pixel),
    grades: pathology.grades,
  };
}
