// Checks the arrangement of a hip's points without the picture. In a right hip on the standard view the greater trochanter lies to the
// left of the head and below it, the acetabular roof above the head, the teardrop and the obturator foramen to the right and below.

import type { ImagePoint } from '../../domain/geometry.ts';
import type { Side } from '../../domain/hip.ts';
import { landmarksAt, type LandmarkTable } from '../../domain/landmark-table.ts';
import { fitCircle } from '../../domain/measure/circle-fit.ts';
import type { Arrangement } from './kinds.ts';

/** Undoes each change of a view. */
const CHANGES: readonly (readonly [Arrangement, (point: ImagePoint) => ImagePoint])[] = [
  ['standard', ({ x, y }) => ({ x, y })],
  ['other-side', ({ x, y }) => ({ x: -x, y })],
  ['upside-down', ({ x, y }) => ({ x, y: -y })],
  ['half-turn', ({ x, y }) => ({ x: -x, y: -y })],
  ['exchanged-axes', ({ x, y }) => ({ x: y, y: x })],
  ['exchanged-and-turned', ({ x, y }) => ({ x: -y, y: -x })],
  ['quarter-turn', ({ x, y }) => ({ x: y, y: -x })],
  ['quarter-turn-back', ({ x, y }) => ({ x: -y, y: x })],
];

/** Where the structures of a right hip lie: from the centre of the head, in head radii. Means of phantom hips, rounded. **(ours)** */
const USUAL = [
  { structure: 'greaterTrochanter', usual: { x: -1.8, y: 1.4 } },
  { structure: 'acetabularRoof', usual: { x: -0.3, y: -1.4 } },
  { structure: 'teardrop', usual: { x: 1.5, y: 0.8 } },
  { structure: 'foramen', usual: { x: 2.2, y: 2 } },
] as const;

/** Points resemble a hip from this likeness on, where 1 is the usual hip. Another arrangement must exceed the standard one by the margin. **(ours)** */
const LIKENESS = { least: 0.8, margin: 0.3 } as const;

/** Returns how the points lie. Standard unless another arrangement is certain. // landmarks [80] */
export function arrangementOf(landmarks: readonly ImagePoint[], side: Side, table: LandmarkTable): Arrangement {
  const head = fitCircle(landmarksAt(landmarks, table.femoralHeadArc));
  if (head === undefined) return 'standard';
  const hand = side === 'left' ? -1 : 1;
  const pairs = USUAL.map(({ structure, usual }) => {
    const points = landmarksAt(landmarks, table[structure]);
    const mean = (axis: 'x' | 'y'): number => points.reduce((sum, point) => sum + point[axis], 0) / points.length;
    return { usual, seen: { x: hand * (mean('x') - head.x), y: mean('y') - head.y } };
  });
  const length = (points: readonly ImagePoint[]): number => Math.sqrt(points.reduce((sum, { x, y }) => sum + x * x + y * y, 0));
  const scale = length(pairs.map(({ usual }) => usual)) * length(pairs.map(({ seen }) => seen));
  const likeness = (change: (point: ImagePoint) => ImagePoint): number =>
    pairs.reduce((sum, { usual, seen }) => sum + usual.x * change(seen).x + usual.y * change(seen).y, 0) / scale;
  const likenesses = CHANGES.map(([arrangement, change]) => ({ arrangement, likeness: likeness(change) }));
  const standard = likeness((point) => point);
  const best = likenesses.reduce((a, b) => (b.likeness > a.likeness ? b : a));
  return best.likeness >= LIKENESS.least && best.likeness > standard + LIKENESS.margin ? best.arrangement : 'standard';
}
