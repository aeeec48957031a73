// What the two locating networks learn from: small whole radiographs, a view of each hip, and the positions on both.

import type { Circle, CropPoint } from '../../domain/geometry.ts';
import type { Side } from '../../domain/hip.ts';

export interface LocatingSet {
  /** One per radiograph. */
  readonly subjects: readonly string[];
  /** Both sides of each radiograph, the right one first. // [2 * radiographs] */
  readonly hips: readonly TrueHip[];
  /** // [radiographs, overviewSize, overviewSize] */
  readonly overviews: Uint8Array;
  readonly overviewSize: number;
  /** Each hip with its head in the middle; left hips are mirrored. // [2 * radiographs, viewSize, viewSize] */
  readonly views: Uint8Array;
  readonly viewSize: number;
}

export interface TrueHip {
  readonly side: Side;
  readonly implant: boolean;
  /** In pixels of the overview. */
  readonly head: Circle;
  /** In pixels of the hip's view. // [80] */
  readonly landmarks: readonly CropPoint[];
}
