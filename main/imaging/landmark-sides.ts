// Turns the points of a file into the landmarks of each hip: finds side, numbering and unit, and checks that they are plausible.

import { failed, success, type Result } from '../domain/failure.ts';
import type { ImagePoint } from '../domain/geometry.ts';
import { inverseTurn, turnedSize, turnPoint } from '../domain/film/turn.ts';
import type { Side } from '../domain/hip.ts';
import { LANDMARK_TABLES, POINTS_PER_SIDE, type Numbering } from '../domain/landmark-table.ts';
import type { Radiograph } from '../domain/radiograph.ts';
import { detectNumbering } from './numbering.ts';
import type { WrittenPoint } from './parse-points.ts';
import { checkPlausible, MAX_BEYOND_EDGE_MM } from './plausibility.ts';
import { imagingText } from './text.ts';

/** The properties of the radiograph on which the points are marked. Points are marked on the pixels as stored, before the turn. */
export type MarkedImage = Pick<Radiograph, 'width' | 'height' | 'spacingMm' | 'spacingSource' | 'turn'>;

export interface PointsFile {
  /** States the side of an 80-point file: `_R.pts`, `_L.pts`, or `_rasl.pts` for a left hip on the mirrored image. */
  readonly fileName: string;
  /** The user's answer if the numbering is ambiguous. */
  readonly numbering?: Numbering;
}

export interface LandmarkSides {
  readonly numbering: Numbering;
  /** The 80 landmarks of each side in the file, or why that side cannot be used. */
  readonly sides: Readonly<Partial<Record<Side, Result<readonly ImagePoint[]>>>>;
}

/** Places the points of a file on their radiograph and checks each side. */
export function sidesFromPoints(points: readonly WrittenPoint[], image: MarkedImage, file: PointsFile): Result<LandmarkSides> {
  const placed = placePoints(points, image, file.fileName);
  return placed.ok ? checkSides(placed.value, image, file.numbering) : placed;
}

/** Finds the numbering, unless it is given, and checks each side. */
export function checkSides(sides: PlacedSides, image: MarkedImage, given?: Numbering): Result<LandmarkSides> {
  const numbering: Result<Numbering> =
    given === undefined ? detectNumbering(Object.values(sides), image.spacingMm) : success(given);
  if (!numbering.ok) return numbering;
  const table = LANDMARK_TABLES[numbering.value];
  const checked = (side: Side): LandmarkSides['sides'] => {
    const landmarks = sides[side];
    return landmarks === undefined ? {} : { [side]: checkPlausible(landmarks, { side, table, image }) };
  };
  return success({ numbering: numbering.value, sides: { ...checked('right'), ...checked('left') } });
}

/** The points of each side in a file, in image pixels. // [80] each */
export type PlacedSides = Readonly<Partial<Record<Side, readonly ImagePoint[]>>>;

/** Finds the unit and the side of each point, and turns the points with the film. */
export function placePoints(points: readonly WrittenPoint[], image: MarkedImage, fileName: string): Result<PlacedSides> {
  const { turn = 'none' } = image;
  const stored = { ...image, ...turnedSize(inverseTurn(turn), image) };
  const pixelsPerUnit = writtenInPixels(points, stored) ? 1 : 1 / image.spacingMm;
  const storedPoints = points.map(({ x, y }): ImagePoint => ({ x: x * pixelsPerUnit, y: y * pixelsPerUnit }));
  const pixelPoints = storedPoints.map((point) => turnPoint(turn, point, stored));
  if (pixelPoints.length === 2 * POINTS_PER_SIDE) {
    return success({ right: pixelPoints.slice(0, POINTS_PER_SIDE), left: pixelPoints.slice(POINTS_PER_SIDE) });
  }
  if (pixelPoints.length !== POINTS_PER_SIDE) {
    return failed('landmarks-count', imagingText.points.neitherOneNorBoth(POINTS_PER_SIDE, points.length));
  }
  const ending = /_(r|l|rasl)(\.[a-z]+)*$/i.exec(fileName)?.[1].toLowerCase();
  if (ending === 'r') return success({ right: pixelPoints });
  if (ending === 'l') return success({ left: pixelPoints });
  if (ending === 'rasl') {
    return success({ left: storedPoints.map(({ x, y }) => turnPoint(turn, { x: stored.width - 1 - x, y }, stored)) });
  }
  return failed('landmarks-count', imagingText.points.sideUnknown(POINTS_PER_SIDE));
}

/**
 * BoneFinder writes millimetres, but pixels if the image has no spacing. A spacing from the user does not show which unit the file
 * has. If points would lie farther outside the image as millimetres than points may, they are pixels.
 */
function writtenInPixels(points: readonly WrittenPoint[], image: MarkedImage): boolean {
  if (image.spacingSource === 'PixelSpacing' || image.spacingSource === 'ImagerPixelSpacing') return false;
  const [right, bottom] = [image.width, image.height].map((pixels) => pixels * image.spacingMm + MAX_BEYOND_EDGE_MM);
  return points.some(({ x, y }) => x > right || y > bottom);
}
