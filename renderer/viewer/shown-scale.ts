// The scale at which Konva draws a shape, for lines of constant width. A shape that asks for it need not be rendered again at each zoom.

import type { Shape } from 'konva/lib/Shape';

/** Pixels of the stage per image pixel, for a shape in image pixels. */
export function shownScale(shape: Shape): number {
  return Math.abs(shape.getAbsoluteScale().x);
}
