// What a tool may have done to points before it wrote them, and how to undo it on the picture.

import type { ImagePoint } from '../../domain/geometry.ts';
import type { MarkedImage, PlacedSides } from '../landmark-sides.ts';
import type { Misplacement } from './kinds.ts';

type Undo = (sides: PlacedSides, image: MarkedImage) => PlacedSides;

/** The likelier ones first. Where two fit equally well, the first is named. */
export const MISPLACEMENTS: readonly (readonly [Misplacement, Undo])[] = [
  ['exchanged-sides', (sides) => exchanged(sides)],
  ['exchanged-axes', (sides) => moved(sides, ({ x, y }) => ({ x: y, y: x }))],
  ['mirrored', (sides, image) => exchanged(moved(sides, mirrorOf(image)))],
  ['mirrored', (sides, image) => moved(sides, mirrorOf(image))],
  ['upside-down', (sides, { height }) => moved(sides, ({ x, y }) => ({ x, y: height - 1 - y }))],
  ['half-turn', (sides, { width, height }) => moved(sides, ({ x, y }) => ({ x: width - 1 - x, y: height - 1 - y }))],
  ['in-pixels', (sides, { spacingMm }) => moved(sides, ({ x, y }) => ({ x: x * spacingMm, y: y * spacingMm }))],
  ['in-millimetres', (sides, { spacingMm }) => moved(sides, ({ x, y }) => ({ x: x / spacingMm, y: y / spacingMm }))],
];

function moved({ right, left }: PlacedSides, change: (point: ImagePoint) => ImagePoint): PlacedSides {
  return { ...(right && { right: right.map(change) }), ...(left && { left: left.map(change) }) };
}

function exchanged({ right, left }: PlacedSides): PlacedSides {
  return { ...(left && { right: left }), ...(right && { left: right }) };
}

function mirrorOf({ width }: MarkedImage): (point: ImagePoint) => ImagePoint {
  return ({ x, y }) => ({ x: width - 1 - x, y });
}
