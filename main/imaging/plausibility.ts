// Checks whether one hip's landmarks are plausible. Beyond these limits the points, the numbering or the spacing are wrong.

import { failed, success, type Result } from '../domain/failure.ts';
import type { ImagePoint } from '../domain/geometry.ts';
import type { Side } from '../domain/hip.ts';
import type { LandmarkTable } from '../domain/landmark-table.ts';
import { QUADRANTS } from '../domain/quadrant.ts';
import type { Radiograph } from '../domain/radiograph.ts';
import { fitCircle } from '../domain/measure/circle-fit.ts';
import { imagingText } from './text.ts';

export const MAX_HEAD_RADIUS_MM = 40;
const MAX_SOURCIL_RADIUS_MM = 45;
const MAX_NEIGHBOUR_DISTANCE_MM = 75;

/** Root mean square distance of a femoral head's arc from its circle. Points of other structures exceed it. **(ours)** */
export const MAX_HEAD_RESIDUAL_MM = 1.5;

/** A shape model also places points that the image just misses, such as the end of the femoral shaft. They may lie this far outside. **(ours)** */
export const MAX_BEYOND_EDGE_MM = 50;

export interface LandmarkSetting {
  readonly side: Side;
  readonly table: LandmarkTable;
  readonly image: Pick<Radiograph, 'width' | 'height' | 'spacingMm'>;
}

/** Returns the landmarks themselves, or what is wrong with them. // landmarks [80] */
export function checkPlausible(landmarks: readonly ImagePoint[], setting: LandmarkSetting): Result<readonly ImagePoint[]> {
  const problem = beyondEdge(landmarks, setting) ?? tooFarApart(landmarks, setting) ?? tooLarge(landmarks, setting);
  return problem ?? success(landmarks);
}

type Problem = ReturnType<typeof failed> | undefined;

/** The head, the sourcil and the zones must be on the image. Other points may lie slightly outside. */
function beyondEdge(landmarks: readonly ImagePoint[], { side, table, image }: LandmarkSetting): Problem {
  const needed = new Set([...table.femoralHeadArc, ...table.sourcil, ...QUADRANTS.flatMap((quadrant) => table.zones[quadrant])]);
  const index = landmarks.findIndex(({ x, y }, index) => {
    const slack = needed.has(index) ? 0.5 : MAX_BEYOND_EDGE_MM / image.spacingMm;
    return !(x >= -slack && y >= -slack && x <= image.width - 1 + slack && y <= image.height - 1 + slack);
  });
  if (index < 0) return undefined;
  const { x, y } = landmarks[index];
  return failed('landmarks-off-image', imagingText.landmarks.offImage({ index, side, x, y }, image));
}

function tooFarApart(landmarks: readonly ImagePoint[], { side, table, image }: LandmarkSetting): Problem {
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
      const distanceMm = Math.hypot(a.x - b.x, a.y - b.y) * image.spacingMm;
      if (distanceMm < MAX_NEIGHBOUR_DISTANCE_MM) continue;
      const distance = { distanceMm, limitMm: MAX_NEIGHBOUR_DISTANCE_MM };
      return failed('landmarks-implausible', imagingText.landmarks.tooFarApart(side, [curve[i - 1], curve[i]], distance));
    }
  }
  return undefined;
}

function tooLarge(landmarks: readonly ImagePoint[], { side, table, image }: LandmarkSetting): Problem {
  const radiusMm = (indices: readonly number[]): number =>
    (fitCircle(indices.map((index) => landmarks[index]))?.radius ?? Number.POSITIVE_INFINITY) * image.spacingMm;
  const arcs = [
    [imagingText.landmarks.arcs.head, radiusMm(table.femoralHeadArc), MAX_HEAD_RADIUS_MM],
    [imagingText.landmarks.arcs.sourcil, radiusMm(table.sourcil), MAX_SOURCIL_RADIUS_MM],
  ] as const;
  const found = arcs.find(([, radius, limit]) => !(radius < limit));
  if (found === undefined) return undefined;
  const [name, radius, limitMm] = found;
  const arc = { side, arc: name, limitMm };
  const text = imagingText.landmarks;
  return failed('landmarks-implausible', Number.isFinite(radius) ? text.tooLarge(radius, arc) : text.straight(arc));
}
