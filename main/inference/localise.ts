// Finds both hips of a radiograph without points. First it finds the heads on the whole image, then each hip's points around its head.
// It finds the points twice, the second time around the head fitted to the first points. It needs no pixel spacing.

import { success, type Result } from '../domain/failure.ts';
import { cropToImage, type Circle, type ImagePoint } from '../domain/geometry.ts';
import { SIDES, type Side } from '../domain/hip.ts';
import { LANDMARK_TABLES } from '../domain/landmark-table.ts';
import { USUAL_HEAD_DIAMETER_MM } from '../domain/locating.ts';
import { fitCircle } from '../domain/measure/circle-fit.ts';
import { hipView, overview } from '../imaging/locating-views.ts';
import type { PixelGrid } from '../imaging/resample.ts';
import type { Finders } from './finders.ts';

export interface LocalisedHip {
  readonly side: Side;
  /** In image pixels, like everything here. */
  readonly head: Circle;
  /** A square twice as wide as the head. */
  readonly box: Box;
  readonly probability: number;
  readonly implant: boolean;
  /** In the original numbering. Null for a prosthesis. // [80] */
  readonly landmarks: readonly ImagePoint[] | null;
}

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Less probable heads are ignored. True heads of the phantom reach 0.998; noise and lumbar spines stay below 0.91. */
const LEAST_PROBABILITY = 0.95;

/** The least mean probability of a hip's points. A hip at the edge of the image lacks some of them. */
const LEAST_POINTS = 0.7;

/** The largest distance between the head of the points and the head of the overview, in radii, and the largest ratio of their sizes. */
const LIMITS = { away: 0.8, larger: 1.5 } as const;

const PASSES = 2;

/** Returns the hips on the image, right before left, or an empty list. Bright must be dense. */
export async function localiseHips(
  image: PixelGrid,
  finders: Pick<Finders, 'heads' | 'points'>,
): Promise<Result<readonly LocalisedHip[]>> {
  const small = overview(image);
  const heads = await finders.heads(small.pixels);
  if (!heads.ok) return heads;
  const seen = heads.value
    .map((found) => {
      const { x, y, radius } = found.head;
      const head = { ...cropToImage(small.frame, { x, y }), radius: radius * small.frame.step };
      return { ...found, head };
    })
    .filter(({ probability, head: { x, y } }) => {
      return probability >= LEAST_PROBABILITY && x >= 0 && y >= 0 && x < image.width && y < image.height;
    });
  const natural = seen.filter(({ implant }) => !implant);
  let circles = new Map(natural.map(({ side, head }) => [side, head]));
  let points = new Map<Side, readonly ImagePoint[]>();
  for (let pass = 0; pass < PASSES; pass++) {
    const found = await pointsAround(image, circles, finders);
    if (!found.ok) return found;
    points = new Map(found.value.filter(([side, landmarks]) => agrees(headOf(landmarks), natural, side)));
    circles = new Map([...points].flatMap(([side, landmarks]) => pairOrEmpty(side, headOf(landmarks))));
  }
  // If a natural hip's own points do not confirm it, it is not a hip.
  const hips = seen.filter(({ side, implant }) => implant || points.has(side));
  return success(
    hips.map(({ side, head, probability, implant }) => {
      const circle = circles.get(side) ?? head;
      return { side, head: circle, box: boxAround(circle), probability, implant, landmarks: points.get(side) ?? null };
    }),
  );
}

/** Returns the spacing at which the heads have their usual width. Undefined without heads. */
export function usualSpacingMm(hips: readonly LocalisedHip[]): number | undefined {
  const natural = hips.filter(({ implant }) => !implant);
  const measured = natural.length > 0 ? natural : hips;
  if (measured.length === 0) return undefined;
  const diameter = (2 * measured.reduce((sum, { head }) => sum + head.radius, 0)) / measured.length;
  return USUAL_HEAD_DIAMETER_MM / diameter;
}

export function boxAround({ x, y, radius }: Circle): Box {
  return { left: x - 2 * radius, top: y - 2 * radius, right: x + 2 * radius, bottom: y + 2 * radius };
}

async function pointsAround(
  image: PixelGrid,
  circles: ReadonlyMap<Side, Circle>,
  finders: Pick<Finders, 'points'>,
): Promise<Result<readonly (readonly [Side, readonly ImagePoint[]])[]>> {
  const views = SIDES.flatMap((side) => {
    const circle = circles.get(side);
    return circle === undefined ? [] : [{ side, view: hipView(image, circle, side) }];
  });
  const found = await finders.points(views.map(({ view }) => view.pixels));
  if (!found.ok) return found;
  return success(
    views.flatMap(({ side, view }, index) => {
      const { points, probability } = found.value[index];
      return probability < LEAST_POINTS ? [] : [[side, points.map((point) => cropToImage(view.frame, point))] as const];
    }),
  );
}

function headOf(landmarks: readonly ImagePoint[]): Circle | undefined {
  return fitCircle(LANDMARK_TABLES.original.femoralHeadArc.map((index) => landmarks[index]));
}

function agrees(
  circle: Circle | undefined,
  seen: readonly { readonly side: Side; readonly head: Circle }[],
  side: Side,
): boolean {
  const head = seen.find((one) => one.side === side)?.head;
  if (circle === undefined || head === undefined) return false;
  const ratio = circle.radius / head.radius;
  const away = Math.hypot(circle.x - head.x, circle.y - head.y) / head.radius;
  return away < LIMITS.away && ratio < LIMITS.larger && ratio > 1 / LIMITS.larger;
}

function pairOrEmpty(side: Side, circle: Circle | undefined): [Side, Circle][] {
  return circle === undefined ? [] : [[side, { x: circle.x, y: circle.y, radius: circle.radius }]];
}
