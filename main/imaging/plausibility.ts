// Sanity of one hip's landmarks: beyond these sizes the points, the numbering or the spacing are wrong.

import { failed, success, type Result } from '../domain/failure.ts';
import type { ImagePoint } from '../domain/geometry.ts';
import type { Side } from '../domain/hip.ts';
import type { LandmarkTable } from '../domain/landmark-table.ts';
import { QUADRANTS } from '../domain/quadrant.ts';
import type { Radiograph } from '../domain/radiograph.ts';
import { fitCircle } from './circle-fit.ts';

export const MAX_HEAD_RADIUS_MM = 40;
const MAX_SOURCIL_RADIUS_MM = 45;
const MAX_NEIGHBOUR_DISTANCE_MM = 75;

/** A femoral head's arc strays less than this from its circle; points of another structure stray more. **(ours)** */
export const MAX_HEAD_RESIDUAL_MM = 1.5;

/** A shape model also places what the film just missed, such as the end of the femoral shaft: so far beyond the edge. **(ours)** */
const MAX_BEYOND_EDGE_MM = 50;

export interface LandmarkSetting {
  readonly side: Side;
  readonly table: LandmarkTable;
  readonly ground: Pick<Radiograph, 'width' | 'height' | 'spacingMm'>;
}

/** The landmarks themselves, or what is wrong with them. // landmarks [80] */
export function checkPlausible(landmarks: readonly ImagePoint[], setting: LandmarkSetting): Result<readonly ImagePoint[]> {
  const problem = beyondEdge(landmarks, setting) ?? tooFarApart(landmarks, setting) ?? tooLarge(landmarks, setting);
  return problem ?? success(landmarks);
}

type Problem = ReturnType<typeof failed> | undefined;

/** The head, the sourcil and the zones must be on the image; other points may leave it a little. */
function beyondEdge(landmarks: readonly ImagePoint[], { side, table, ground }: LandmarkSetting): Problem {
  const needed = new Set([...table.femoralHeadArc, ...table.sourcil, ...QUADRANTS.flatMap((quadrant) => table.zones[quadrant])]);
  const index = landmarks.findIndex(({ x, y }, index) => {
    const slack = needed.has(index) ? 0.5 : MAX_BEYOND_EDGE_MM / ground.spacingMm;
    return !(x >= -slack && y >= -slack && x <= ground.width - 1 + slack && y <= ground.height - 1 + slack);
  });
  if (index < 0) return undefined;
  const { x, y } = landmarks[index];
  return failed(
    'landmarks-off-image',
    `Point ${index} of the ${side} hip lies at pixel (${Math.round(x)}, ${Math.round(y)}), outside the image of ${ground.width} x ${ground.height}. Check that the points belong to this image and its spacing of ${formatMm(ground.spacingMm)} mm.`,
  );
}

function tooFarApart(landmarks: readonly ImagePoint[], { side, table, ground }: LandmarkSetting): Problem {
  const curves = [
    table.proximalFemur,
    table.greaterTrochanter,
    table.posteriorWall,
    table.ischiumPubis,
    table.foramen,
    table.acetabularRoof,
    table.teardrop,
  ];
  for (const curve of curves) {
    for (let i = 1; i < curve.length; i++) {
      const [a, b] = [landmarks[curve[i - 1]], landmarks[curve[i]]];
      const distanceMm = Math.hypot(a.x - b.x, a.y - b.y) * ground.spacingMm;
      if (distanceMm < MAX_NEIGHBOUR_DISTANCE_MM) continue;
      return failed(
        'landmarks-implausible',
        `The neighbouring points ${curve[i - 1]} and ${curve[i]} of the ${side} hip are ${Math.round(distanceMm)} mm apart; at most ${MAX_NEIGHBOUR_DISTANCE_MM} mm were expected. Check the spacing and the numbering.`,
      );
    }
  }
  return undefined;
}

function tooLarge(landmarks: readonly ImagePoint[], { side, table, ground }: LandmarkSetting): Problem {
  const radiusMm = (indices: readonly number[]): number =>
    (fitCircle(indices.map((index) => landmarks[index]))?.radius ?? Number.POSITIVE_INFINITY) * ground.spacingMm;
  const arcs = [
    ['femoral head', radiusMm(table.femoralHeadArc), MAX_HEAD_RADIUS_MM],
    ['sourcil', radiusMm(table.sourcil), MAX_SOURCIL_RADIUS_MM],
  ] as const;
  const found = arcs.find(([, radius, limit]) => !(radius < limit));
  if (found === undefined) return undefined;
  const [name, radius, limit] = found;
  const came = Number.isFinite(radius) ? `a circle of ${Math.round(radius)} mm radius` : 'a straight line';
  return failed(
    'landmarks-implausible',
    `The points of the ${side} ${name} lie on ${came}; less than ${limit} mm was expected. Check the spacing and the numbering.`,
  );
}

function formatMm(spacing: number): string {
  return String(Number(spacing.toPrecision(4)));
}
