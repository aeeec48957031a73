// Measures the picture of one hip: how sharp it is, how much of it is clipped or not exposed, and how the leg is turned.

import { warning, type Warning } from '../../domain/film/warning.ts';
import type { HipQuality } from '../../domain/film/quality.ts';
import type { Circle, ImagePoint } from '../../domain/geometry.ts';
import type { Side } from '../../domain/hip.ts';
import { landmarksAt } from '../../domain/landmark-table.ts';
import { fitCircle } from '../../domain/measure/circle-fit.ts';
import { outlineFit, type Outline } from '../placement/outline-fit.ts';
import type { PixelGrid } from '../resample.ts';
import { imagingText } from '../text.ts';
import { edgeWidthMm } from './edge-width.ts';
import { exposedField, type Field } from './exposed-field.ts';

type Picture = PixelGrid & { readonly spacingMm: number };

/** The area around the joint that the measures look at, in head radii. It holds the target zones. **(ours)** */
const AREA_RADII = 1.5;

/** Every pixel of this size is looked at. */
const SAMPLING_MM = 0.3;

/** Limits from which a hip carries a warning. **(ours)** */
const LIMITS = {
  /** Edges of sharp phantom films are 1.1 to 2.1 mm wide. From here on small osteophytes are lost. */
  edgeWidthMm: 2.3,
  clippedShare: 0.1,
  unexposedShare: 0.02,
  /** Phantom legs, and legs on AP films, stay within 20 degrees. */
  shaftDegrees: 32,
} as const;

/** Pixels widen an edge of themselves, by this many times their size. 2.56 standard deviations of a pixel and its interpolation. */
const WIDENED_BY_PIXELS = 1.28;

/** A film with what its hips have in common. */
export interface MeasuredFilm<P extends Picture = Picture> {
  readonly picture: P;
  readonly field: Field;
}

export function measuredFilm<P extends Picture>(picture: P): MeasuredFilm<P> {
  return { picture, field: exposedField(picture) };
}

/** Measures a hip with its points. `shaftMarked` is false if its shaft was not marked but computed from other points. */
export function hipQuality(
  { picture, field }: MeasuredFilm,
  outline: Outline,
  shaftMarked: boolean,
): Omit<HipQuality, 'networksAsked'> {
  const head = fitCircle(landmarksAt(outline.landmarks, outline.table.femoralHeadArc));
  const area = head === undefined ? { clipped: 0, unexposed: 0 } : areaAround(head, { picture, field });
  return {
    edgeWidthMm: edgeWidthMm(picture, outline),
    clippedShare: area.clipped,
    unexposedShare: area.unexposed,
    shaftDegrees: shaftMarked ? shaftDegrees(outline) : null,
    outlineFit: outlineFit(picture, outline),
  };
}

/**
 * What a reader must know beside the grade. `sharpestMm` is the smallest edge width of the film's hips: a blur widens the edges of both, a
 * shadow beside one head only those of this hip. Null if no hip was measured.
 */
export function qualityWarnings(
  quality: Omit<HipQuality, 'networksAsked'>,
  spacingMm: number,
  sharpestMm: number | null,
): readonly Warning[] {
  const { clippedShare, unexposedShare, shaftDegrees } = quality;
  const text = imagingText.quality;
  const blurred = sharpestMm !== null && sharpestMm > Math.hypot(LIMITS.edgeWidthMm, WIDENED_BY_PIXELS * spacingMm);
  const turned = shaftDegrees !== null && Math.abs(shaftDegrees) > LIMITS.shaftDegrees;
  return [
    ...(blurred ? [warning('blurred', text.blurred(sharpestMm))] : []),
    ...(clippedShare > LIMITS.clippedShare ? [warning('clipped', text.clipped(clippedShare))] : []),
    ...(unexposedShare > LIMITS.unexposedShare ? [warning('cut-off', text.cutOff(unexposedShare))] : []),
    ...(turned ? [warning('unusual-view', text.turnedLeg(Math.round(Math.abs(shaftDegrees))))] : []),
  ];
}

/** Counts pixels with the darkest and the brightest value of the area, which are few unless the film is clipped. */
function areaAround(head: Circle, { picture, field }: MeasuredFilm): { readonly clipped: number; readonly unexposed: number } {
  const { width, pixels } = picture;
  const step = Math.max(1, Math.round(SAMPLING_MM / picture.spacingMm));
  const radius = AREA_RADII * head.radius;
  let [all, exposed, lowest, highest] = [0, 0, 0, 0];
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let y = Math.ceil(head.y - radius); y <= head.y + radius; y += step) {
    const half = Math.sqrt(Math.max(0, radius ** 2 - (y - head.y) ** 2));
    for (let x = Math.ceil(head.x - half); x <= head.x + half; x += step) {
      all++;
      if (x < field.left || x > field.right || y < field.top || y > field.bottom) continue;
      exposed++;
      const value = pixels[y * width + x] ?? 0;
      if (value < low) [low, lowest] = [value, 0];
      if (value > high) [high, highest] = [value, 0];
      if (value === low) lowest++;
      if (value === high) highest++;
    }
  }
  if (exposed === 0) return { clipped: 0, unexposed: 1 };
  return { clipped: low === high ? 1 : (lowest + highest) / exposed, unexposed: 1 - exposed / all };
}

/** The axis of the shaft against the vertical, from the ends of the femur's outline. Positive if the knee points outward. */
function shaftDegrees({ landmarks, side, table }: Outline): number {
  const curve = landmarksAt(landmarks, table.proximalFemur);
  const middle = (from: number): ImagePoint => {
    const [lateral, medial] = [curve.at(from), curve.at(-1 - from)];
    return { x: ((lateral?.x ?? 0) + (medial?.x ?? 0)) / 2, y: ((lateral?.y ?? 0) + (medial?.y ?? 0)) / 2 };
  };
  const [distal, proximal] = [middle(0), middle(SHAFT_POINTS)];
  return (Math.atan2(outward(side, distal.x - proximal.x), distal.y - proximal.y) * 180) / Math.PI;
}

/** The points of the shaft at each end of the outline. */
const SHAFT_POINTS = 3;

function outward(side: Side, x: number): number {
  return side === 'left' ? x : -x;
}
