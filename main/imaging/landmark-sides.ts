// From the points of a file to the landmarks of each hip on its radiograph: which side, which numbering, which unit, plausible or not.

import { failed, success, type Result } from '../domain/failure.ts';
import type { ImagePoint } from '../domain/geometry.ts';
import type { Side } from '../domain/hip.ts';
import { LANDMARK_TABLES, POINTS_PER_SIDE, type Numbering } from '../domain/landmark-table.ts';
import type { Radiograph } from '../domain/radiograph.ts';
import { detectNumbering } from './numbering.ts';
import type { WrittenPoint } from './parse-points.ts';
import { checkPlausible } from './plausibility.ts';

/** What of a radiograph the points are placed on. */
export type PointsGround = Pick<Radiograph, 'width' | 'height' | 'spacingMm' | 'spacingSource'>;

export interface PointsOrigin {
  /** Says the side of an 80-point file: `_R.pts`, `_L.pts`, or `_rasl.pts` for a left hip on the mirrored image. */
  readonly fileName: string;
  /** The user's answer where the numbering cannot be told. */
  readonly numbering?: Numbering;
}

export interface LandmarkSides {
  readonly numbering: Numbering;
  /** The 80 landmarks of each side that the file holds, or why that side's cannot be used. */
  readonly sides: Readonly<Partial<Record<Side, Result<readonly ImagePoint[]>>>>;
}

/** Places the points of a file on their radiograph and checks each side. */
export function sidesFromPoints(
  points: readonly WrittenPoint[],
  ground: PointsGround,
  origin: PointsOrigin,
): Result<LandmarkSides> {
  const placed = placeSides(points, ground, origin.fileName);
  if (!placed.ok) return placed;
  const sides = placed.value;
  const numbering: Result<Numbering> =
    origin.numbering === undefined ? detectNumbering(Object.values(sides), ground.spacingMm) : success(origin.numbering);
  if (!numbering.ok) return numbering;
  const table = LANDMARK_TABLES[numbering.value];
  const checked = (side: Side): LandmarkSides['sides'] => {
    const landmarks = sides[side];
    return landmarks === undefined ? {} : { [side]: checkPlausible(landmarks, { side, table, ground }) };
  };
  return success({ numbering: numbering.value, sides: { ...checked('right'), ...checked('left') } });
}

type PlacedSides = Partial<Record<Side, readonly ImagePoint[]>>;

function placeSides(points: readonly WrittenPoint[], ground: PointsGround, fileName: string): Result<PlacedSides> {
  const pixelsPerUnit = writtenInPixels(points, ground) ? 1 : 1 / ground.spacingMm;
  const image = points.map(({ x, y }): ImagePoint => ({ x: x * pixelsPerUnit, y: y * pixelsPerUnit }));
  if (image.length === 2 * POINTS_PER_SIDE) {
    return success({ right: image.slice(0, POINTS_PER_SIDE), left: image.slice(POINTS_PER_SIDE) });
  }
  if (image.length !== POINTS_PER_SIDE) {
    return failed(
      'landmarks-count',
      `${2 * POINTS_PER_SIDE} points for both hips or ${POINTS_PER_SIDE} for one were expected, but the file holds ${points.length}. Export the points again with the ${2 * POINTS_PER_SIDE}-point model.`,
    );
  }
  const ending = /_(r|l|rasl)(\.[a-z]+)*$/i.exec(fileName)?.[1].toLowerCase();
  if (ending === 'r') return success({ right: image });
  if (ending === 'l') return success({ left: image });
  if (ending === 'rasl') return success({ left: image.map(({ x, y }) => ({ x: ground.width - 1 - x, y })) });
  return failed(
    'landmarks-count',
    `The file holds the ${POINTS_PER_SIDE} points of one hip, but its name does not say which. End the name in _R.pts, _L.pts, or _rasl.pts for a left hip marked on the mirrored image.`,
  );
}

/**
 * BoneFinder writes millimetres, but pixels for an image without spacing. The user's spacing does not tell which happened: points
 * that reach beyond the image when taken as millimetres are pixels then.
 */
function writtenInPixels(points: readonly WrittenPoint[], ground: PointsGround): boolean {
  if (ground.spacingSource === 'PixelSpacing' || ground.spacingSource === 'ImagerPixelSpacing') return false;
  return points.some(({ x, y }) => x > ground.width * ground.spacingMm || y > ground.height * ground.spacingMm);
}
