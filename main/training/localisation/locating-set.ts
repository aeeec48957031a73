// What the two locating networks learn from: small whole radiographs, the surroundings of each hip, and where everything lies there.

import type { Circle, CropPoint } from '../../domain/geometry.ts';
import type { Side } from '../../domain/hip.ts';

export interface LocatingSet {
  /** Of each radiograph. */
  readonly subjects: readonly string[];
  /** Side after side of each radiograph, right first. // [2 * radiographs] */
  readonly hips: readonly TrueHip[];
  /** // [radiographs, overviewSize, overviewSize] */
  readonly overviews: Uint8Array;
  readonly overviewSize: number;
  /** Each hip with its head in the middle, left hips mirrored. // [2 * radiographs, viewSize, viewSize] */
  readonly views: Uint8Array;
  readonly viewSize: number;
}

export interface TrueHip {
  readonly side: Side;
  readonly implant: boolean;
  /** On the overview. */
  readonly head: Circle;
  /** On the hip's view. // [80] */
  readonly landmarks: readonly CropPoint[];
}
