// Finds both hips of a radiograph without points. First it guesses the heads on the whole image, then it finds each head again on a view
// around the guess, twice, and last the hip's points around the head. It needs no pixel spacing.

import { success, type Result } from '../domain/failure.ts';
import { cropToImage, type Circle, type ImagePoint } from '../domain/geometry.ts';
import { SIDES, type Side } from '../domain/hip.ts';
import { LANDMARK_TABLES } from '../domain/landmark-table.ts';
import { USUAL_HEAD_DIAMETER_MM, type HeadKind } from '../domain/locating.ts';
import { fitCircle } from '../domain/measure/circle-fit.ts';
import { hipView, overview } from '../imaging/locating-views.ts';
import type { PixelGrid } from '../imaging/resample.ts';
import type { Locators } from './finders.ts';

export interface LocalisedHip {
  readonly side: Side;
  /** In image pixels, like everything here. */
  readonly head: Circle;
  /** A square twice as wide as the head. */
  readonly box: Box;
  readonly probability: number;
  readonly kind: HeadKind;
  /** True if the head is surely replaced. */
  readonly implant: boolean;
  /** In the original numbering. Null for a prosthesis, and if the points do not agree with the head. // [80] */
  readonly landmarks: readonly ImagePoint[] | null;
}

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Guesses and heads that are less probable are ignored. A first view may lie beside the head, so less is asked of it. **(ours)** */
const LEAST = { guess: 0.4, first: 0.25, head: 0.7 } as const;

/** A head is replaced above `implant`. It is unsure above `doubt`, or if metal lies at the hip with at least `metal`. **(ours)** */
const KIND_LIMITS = { implant: 0.7, doubt: 0.2, metal: 0.4 } as const;

/** The least mean probability of a hip's points. A hip at the edge of the image lacks some of them. */
const LEAST_POINTS = 0.7;

/** How far a head may lie from its guess, and the circle of its points from the head: in radii, and as a ratio of radii. */
const LIMITS = { guess: { away: 2.5, larger: 2.2 }, points: { away: 0.5, larger: 1.35 } } as const;

/** Two heads that are closer than this many radii are one. The two heads of a pelvis are six or more apart. */
const SAME_HEAD = 2;

const PASSES = 2;

/** Returns the hips on the image, right before left, or an empty list. Bright must be dense. */
export async function localiseHips(image: PixelGrid, finders: Locators): Promise<Result<readonly LocalisedHip[]>> {
  const found = await localiseSides(image, finders);
  return found.ok ? success(found.value.hips) : found;
}

export interface LocalisedSides {
  readonly hips: readonly LocalisedHip[];
  readonly missing: LocatedHeads['missing'];
}

/** Returns the hips on the image and why a side is missing. The circle of a hip's points is finer than the head itself, where it agrees. */
export async function localiseSides(image: PixelGrid, finders: Locators): Promise<Result<LocalisedSides>> {
  const heads = await locateHeads(image, finders);
  if (!heads.ok) return heads;
  const { located, missing } = heads.value;
  const withPoints = located.filter(({ kind }) => kind !== 'implant');
  const points = await pointsAround(image, withPoints, finders);
  if (!points.ok) return points;
  const hips = located.map(({ side, head: seen, probability, kind }): LocalisedHip => {
    const own = points.value.get(side);
    const head = own === undefined ? seen : settledHead(seen, own.circle);
    return {
      side,
      head,
      box: boxAround(head),
      probability,
      kind,
      implant: kind === 'implant',
      landmarks: own?.landmarks ?? null,
    };
  });
  return success({ hips, missing });
}

/** A femoral head in image pixels. */
interface LocatedHead {
  readonly side: Side;
  readonly head: Circle;
  readonly probability: number;
  readonly kind: HeadKind;
}

/** Why a side has no head: nothing looked like it, a guess was not confirmed, or its guess lies on the other side's head. */
type Missing = 'no-guess' | 'not-confirmed' | 'other-side';

interface LocatedHeads {
  /** Right before left. */
  readonly located: readonly LocatedHead[];
  readonly missing: Readonly<Partial<Record<Side, Missing>>>;
}

/** Returns the femoral heads on the image without their points. Bright must be dense. */
export async function locateHeads(image: PixelGrid, finders: Pick<Locators, 'heads' | 'centres'>): Promise<Result<LocatedHeads>> {
  const guesses = await guessHeads(image, finders);
  if (!guesses.ok) return guesses;
  const guessed = new Map(guesses.value.map(({ side, head }) => [side, head]));
  let located: readonly LocatedHead[] = guesses.value;
  for (let pass = 0; pass < PASSES; pass++) {
    const again = await findAgain(image, located, finders);
    if (!again.ok) return again;
    located = again.value.filter(({ side, head, probability }) => {
      const least = pass === PASSES - 1 ? LEAST.head : LEAST.first;
      return probability >= least && isOn(image, head) && isNear(head, guessed.get(side), LIMITS.guess);
    });
  }
  const single = withoutDoubles(located).map((found) => withJointSize(found, guessed.get(found.side)));
  const missing = SIDES.flatMap((side): [Side, Missing][] => {
    if (single.some((one) => one.side === side)) return [];
    if (located.some((one) => one.side === side)) return [[side, 'other-side']];
    return [[side, guessed.has(side) ? 'not-confirmed' : 'no-guess']];
  });
  return success({ located: single, missing: Object.fromEntries(missing) });
}

async function guessHeads(image: PixelGrid, finders: Pick<Locators, 'heads'>): Promise<Result<LocatedHead[]>> {
  const small = overview(image);
  const heads = await finders.heads(small.pixels);
  if (!heads.ok) return heads;
  const guesses = heads.value.map(({ side, head: { x, y, radius }, probability, implant }): LocatedHead => {
    const head = { ...cropToImage(small.frame, { x, y }), radius: radius * small.frame.step };
    return { side, head, probability, kind: implant ? 'implant' : 'natural' };
  });
  return success(guesses.filter(({ probability, head }) => probability >= LEAST.guess && isOn(image, head)));
}

async function findAgain(
  image: PixelGrid,
  located: readonly LocatedHead[],
  finders: Pick<Locators, 'centres'>,
): Promise<Result<readonly LocatedHead[]>> {
  const views = located.map(({ side, head }) => hipView(image, head, side));
  const found = await finders.centres(views.map(({ pixels }) => pixels));
  if (!found.ok) return found;
  return success(
    found.value.map(({ head, probability, implant, metal }, index) => {
      const { frame } = views[index];
      const circle = { ...cropToImage(frame, head), radius: head.radius * frame.step };
      return { side: located[index].side, head: circle, probability, kind: kindOf({ implant, metal }) };
    }),
  );
}

function kindOf({ implant, metal }: { readonly implant: number; readonly metal: number }): HeadKind {
  if (implant >= KIND_LIMITS.implant) return 'implant';
  return implant >= KIND_LIMITS.doubt || metal >= KIND_LIMITS.metal ? 'unsure' : 'natural';
}

/** The view of a replaced hip shows the ball, which is smaller than the head was. The guess on the whole film sees the joint. **(ours)** */
function withJointSize(found: LocatedHead, guess: Circle | undefined): LocatedHead {
  if (found.kind !== 'implant' || guess === undefined) return found;
  return { ...found, head: { ...found.head, radius: Math.max(found.head.radius, guess.radius) } };
}

/** Of two sides on one head, the less probable one is not there. */
function withoutDoubles(located: readonly LocatedHead[]): LocatedHead[] {
  return located.filter((one) => {
    return !located.some((other) => other !== one && isSame(one.head, other.head) && other.probability > one.probability);
  });
}

function isSame(a: Circle, b: Circle): boolean {
  return Math.hypot(a.x - b.x, a.y - b.y) < SAME_HEAD * Math.max(a.radius, b.radius);
}

function isOn({ width, height }: PixelGrid, { x, y }: Circle): boolean {
  return x >= 0 && y >= 0 && x <= width - 1 && y <= height - 1;
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

/** Within this many radii the two circles are taken as one. Phantoms show which is finer, real films which is steadier. **(ours)** */
const AGREEMENT = 0.12;

/** The circle of the points is finer if it agrees with the head. Otherwise the truth lies between them. */
function settledHead(head: Circle, ofPoints: Circle): Circle {
  const away = Math.hypot(head.x - ofPoints.x, head.y - ofPoints.y) / head.radius;
  if (away <= AGREEMENT) return ofPoints;
  return { x: (head.x + ofPoints.x) / 2, y: (head.y + ofPoints.y) / 2, radius: (head.radius + ofPoints.radius) / 2 };
}

interface HipPoints {
  readonly landmarks: readonly ImagePoint[]; // [80]
  /** The circle through the arc of the femoral head. */
  readonly circle: Circle;
}

/** Returns the points of each hip whose points agree with its head. They are found twice, the second time around the circle of the first. */
async function pointsAround(
  image: PixelGrid,
  located: readonly LocatedHead[],
  finders: Pick<Locators, 'points'>,
): Promise<Result<ReadonlyMap<Side, HipPoints>>> {
  const heads = new Map(located.map(({ side, head }) => [side, head]));
  let found: ReadonlyMap<Side, HipPoints> = new Map();
  let around: ReadonlyMap<Side, Circle> = heads;
  for (let pass = 0; pass < PASSES; pass++) {
    const again = await pointsOnce(image, around, finders);
    if (!again.ok) return again;
    found = new Map([...again.value].filter(([side, { circle }]) => isNear(circle, heads.get(side), LIMITS.points)));
    around = new Map([...found].map(([side, { circle }]) => [side, circle]));
  }
  return success(found);
}

async function pointsOnce(
  image: PixelGrid,
  around: ReadonlyMap<Side, Circle>,
  finders: Pick<Locators, 'points'>,
): Promise<Result<ReadonlyMap<Side, HipPoints>>> {
  const views = [...around].map(([side, head]) => ({ side, view: hipView(image, head, side) }));
  const found = await finders.points(views.map(({ view }) => view.pixels));
  if (!found.ok) return found;
  return success(
    new Map(
      found.value.flatMap(({ points, probability }, index): [Side, HipPoints][] => {
        const { side, view } = views[index];
        const landmarks = points.map((point) => cropToImage(view.frame, point));
        const circle = fitCircle(LANDMARK_TABLES.original.femoralHeadArc.map((at) => landmarks[at]));
        if (circle === undefined || probability < LEAST_POINTS) return [];
        return [[side, { landmarks, circle: { x: circle.x, y: circle.y, radius: circle.radius } }]];
      }),
    ),
  );
}

function isNear(
  circle: Circle | undefined,
  head: Circle | undefined,
  limits: { readonly away: number; readonly larger: number },
): boolean {
  if (circle === undefined || head === undefined) return false;
  const ratio = circle.radius / head.radius;
  const away = Math.hypot(circle.x - head.x, circle.y - head.y) / head.radius;
  return away < limits.away && ratio < limits.larger && ratio > 1 / limits.larger;
}
