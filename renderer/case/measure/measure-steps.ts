// Drawing a measurement with the pointer, as pure steps: points are set one after the other, and points that are there can be moved.

import type { ImagePoint } from '../../../main/domain/geometry.ts';
import { POINTS_OF, type DrawnMeasurement, type MeasurementKind } from '../../../main/domain/measure/measurement.ts';
import { toFilm, toScreen, type Placed } from '../../viewer/turned-group.tsx';
import type { ScreenPoint } from '../../viewer/view.ts';

export interface Draft {
  readonly kind: MeasurementKind;
  readonly points: readonly ImagePoint[];
  /** Where the next point would be. */
  readonly pointer: ImagePoint | null;
}

export interface Drawing {
  readonly draft: Draft | null;
  /** The measurement of which a point is being moved, with the point at its present place. */
  readonly grabbed: { readonly measurement: DrawnMeasurement; readonly index: number } | null;
  /** The measurement that Delete removes. */
  readonly chosen: string | null;
}

export const NOTHING_DRAWN: Drawing = { draft: null, grabbed: null, chosen: null };

/** A step, and the measurement that it completes. */
export interface Step {
  readonly drawing: Drawing;
  readonly done: DrawnMeasurement | null;
}

export interface Canvas {
  readonly kind: MeasurementKind;
  readonly placed: Placed;
  readonly saved: readonly DrawnMeasurement[];
  readonly newId: () => string;
}

/** How near to a point a press takes it, in CSS pixels. */
const REACH = 9;
/** A drag that is longer than this sets both ends of a line. */
const SHORTEST_DRAG = 6;

export function press(drawing: Drawing, at: ScreenPoint, canvas: Canvas): Step {
  const { kind, placed } = canvas;
  if (drawing.draft === null) {
    const grabbed = pointNear(at, canvas);
    if (grabbed !== null) return { drawing: { draft: null, grabbed, chosen: grabbed.measurement.measurementId }, done: null };
  }
  const before = drawing.draft?.kind === kind ? drawing.draft.points : [];
  const last = before.at(-1);
  // A second press on the last point of a circle ends it, as a double-click does.
  if (last !== undefined && before.length >= POINTS_OF[kind].least && distance(toScreen(placed, last), at) < SHORTEST_DRAG) {
    return complete(before, canvas);
  }
  const points = [...before, toFilm(placed, at)];
  return points.length >= POINTS_OF[kind].most ? complete(points, canvas) : drafted(points, null, canvas);
}

export function move(drawing: Drawing, at: ScreenPoint, { placed }: Canvas): Drawing {
  const point = toFilm(placed, at);
  const { draft, grabbed } = drawing;
  if (grabbed !== null) {
    const points = grabbed.measurement.points.with(grabbed.index, point);
    return { ...drawing, grabbed: { ...grabbed, measurement: { ...grabbed.measurement, points } } };
  }
  return draft === null ? drawing : { ...drawing, draft: { ...draft, pointer: point } };
}

export function release(drawing: Drawing, at: ScreenPoint, canvas: Canvas): Step {
  const { draft, grabbed } = drawing;
  if (grabbed !== null) return { drawing: { ...drawing, grabbed: null }, done: grabbed.measurement };
  const [first, second] = draft?.points ?? [];
  const isLine = POINTS_OF[canvas.kind].most === 2;
  if (!isLine || first === undefined || second !== undefined) return { drawing, done: null };
  if (distance(toScreen(canvas.placed, first), at) < SHORTEST_DRAG) return { drawing, done: null };
  return complete([first, toFilm(canvas.placed, at)], canvas);
}

/** Ends a draft that has enough points. Otherwise nothing changes. */
export function finish(drawing: Drawing, canvas: Canvas): Step {
  const points = drawing.draft?.points ?? [];
  return points.length >= POINTS_OF[canvas.kind].least ? complete(points, canvas) : { drawing, done: null };
}

function drafted(points: readonly ImagePoint[], pointer: ImagePoint | null, { kind }: Canvas): Step {
  return { drawing: { draft: { kind, points, pointer }, grabbed: null, chosen: null }, done: null };
}

function complete(points: readonly ImagePoint[], { kind, newId }: Canvas): Step {
  const measurementId = newId();
  const done = { measurementId, kind, points: points.map(({ x, y }) => ({ x, y })) };
  return { drawing: { draft: null, grabbed: null, chosen: measurementId }, done };
}

function pointNear(at: ScreenPoint, { placed, saved }: Canvas): Drawing['grabbed'] {
  const near = saved.flatMap((measurement) =>
    measurement.points.map((point, index) => ({ measurement, index, away: distance(toScreen(placed, point), at) })),
  );
  const [nearest] = near.filter(({ away }) => away <= REACH).toSorted((a, b) => a.away - b.away);
  return nearest === undefined ? null : { measurement: nearest.measurement, index: nearest.index };
}

function distance(a: ScreenPoint, b: ScreenPoint): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}
