// The orientation of the anatomy on the screen, which side letters and quadrant cross must show correctly.

import type { CropFrame } from '../../main/domain/geometry.ts';
import { turnPoint, type Turn } from '../../main/domain/film/turn.ts';
import type { Side } from '../../main/domain/hip.ts';
import type { Quadrant } from '../../main/domain/quadrant.ts';

/** True if the hip's lateral side points to the left of the image, as in every hip that looks like a right one. */
export function lateralIsLeft(frame: CropFrame): boolean {
  return !frame.mirrored;
}

/** Returns the subject's side at the left edge of the image. */
export function sideAtImageLeft(hip: { readonly side: Side; readonly frame: CropFrame }): Side {
  const other: Side = hip.side === 'right' ? 'left' : 'right';
  return lateralIsLeft(hip.frame) ? hip.side : other;
}

export type Edge = 'left' | 'right' | 'top' | 'bottom';

/** Returns the subject's side at two edges of the screen, for a film that is turned for display. On a lying film they are top and bottom. */
export function sidesAtEdges(
  hip: { readonly side: Side; readonly frame: CropFrame },
  turn: Turn,
): readonly { readonly edge: Edge; readonly side: Side }[] {
  const { x, y } = turnPoint(turn, { x: -1, y: 0 }, { width: 1, height: 1 });
  const left = sideAtImageLeft(hip);
  const right: Side = left === 'right' ? 'left' : 'right';
  const [first, second]: readonly [Edge, Edge] = x === 0 ? ['top', 'bottom'] : ['left', 'right'];
  const kept = x < 0 || y < 0;
  return [
    { edge: first, side: kept ? left : right },
    { edge: second, side: kept ? right : left },
  ];
}

/** Returns the four cells in reading order as on the screen: acetabulum above femur, and the superior margins of both lateral. */
export function crossOrder(frame: CropFrame): readonly [Quadrant, Quadrant, Quadrant, Quadrant] {
  return lateralIsLeft(frame)
    ? ['acetabulum-superior', 'acetabulum-inferior', 'femur-superior', 'femur-inferior']
    : ['acetabulum-inferior', 'acetabulum-superior', 'femur-inferior', 'femur-superior'];
}

/** Returns the box of a crop on its radiograph, in image pixels. */
export function cropBox(frame: CropFrame): {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
} {
  const edge = frame.size * frame.step;
  const near = frame.originX + (frame.mirrored ? 0.5 : -0.5) * frame.step;
  const far = near + (frame.mirrored ? -edge : edge);
  const top = frame.originY - 0.5 * frame.step;
  return { left: Math.min(near, far), top, right: Math.max(near, far), bottom: top + edge };
}
