// A phantom film whose sides are known, as a device or a person may have stored it: turned, labelled and marked rightly or wrongly.

import {
  combinedTurn,
  inverseTurn,
  mirrors,
  turnedSize,
  turnPixels,
  turnPoint,
  type Turn,
} from '../../../../main/domain/film/turn.ts';
import type { ImagePoint } from '../../../../main/domain/geometry.ts';
import { SIDES, type Side } from '../../../../main/domain/hip.ts';
import type { LandmarkFile } from '../../../../main/cohort/read-points.ts';
import { axis } from '../../../../main/imaging/stored-picture.ts';
import { resample, type PixelGrid } from '../../../../main/imaging/resample.ts';
import { phantomRadiograph } from '../../../../main/phantom/locating-truth.ts';
import { pointsText } from '../../../fixtures/hip-points.ts';

const { radiograph, hips } = phantomRadiograph({ seed: 52004, index: 1, enrichment: 'balanced', implantShare: 0 });

/** Of a reduced pixel in pixels of the phantom. */
const REDUCTION = 6;

/** The film upright. */
const upright: PixelGrid & { readonly pixels: Float32Array } = reduced();

export const SPACING_MM = radiograph.spacingMm * REDUCTION;

/** The landmarks of each hip on the upright film. // [80] each */
const truth: Readonly<Record<Side, readonly ImagePoint[]>> = { right: landmarksOf('right'), left: landmarksOf('left') };

/** PatientOrientation of a film that needs this turn. */
export const WRITTEN: Readonly<Record<Turn, string>> = {
  none: 'L\\F',
  'flip-horizontal': 'R\\F',
  'rotate-180': 'R\\H',
  'flip-vertical': 'L\\H',
  transpose: 'F\\L',
  'rotate-90': 'F\\R',
  transverse: 'H\\R',
  'rotate-270': 'H\\L',
};

/** Who marked the points, and on which pixels. */
type Marking =
  /** Knows left from right, and marks the pixels as stored. */
  | 'informed'
  /** Takes the hip that looks like a right one for the right one, as BoneFinder does. */
  | 'naive'
  /** Marks the picture as a viewer shows it. */
  | 'on-shown';

export interface StoredFilm {
  /** Brings the stored pixels into the standard frame. */
  readonly turn: Turn;
  readonly marking: Marking;
  readonly files: 'both' | 'right-only' | 'left-only' | 'markups';
  /** The file gives the points of each hip the name of the other one. */
  readonly exchanged: boolean;
}

/** Returns the pixels as stored. */
export function storedPicture({ turn }: Pick<StoredFilm, 'turn'>): PixelGrid & { readonly pixels: Float32Array } {
  const there = inverseTurn(turn);
  return { ...turnedSize(there, upright), pixels: turnPixels(there, upright.pixels, upright) };
}

/** Returns the points files beside the film, in millimetres. */
export function pointsFiles({ turn, marking, files, exchanged }: StoredFilm): LandmarkFile[] {
  const there = marking === 'on-shown' ? 'none' : inverseTurn(turn);
  const misnamed = exchanged !== (marking === 'naive' && mirrors(turn));
  const written = (side: Side): ImagePoint[] => {
    const named = misnamed ? otherSide(side) : side;
    return truth[named]
      .map((point) => turnPoint(there, point, upright))
      .map(({ x, y }) => ({ x: x * SPACING_MM, y: y * SPACING_MM }));
  };
  switch (files) {
    case 'both':
      return [{ path: 'film.pts', text: pointsText(SIDES.flatMap(written)) }];
    case 'right-only':
      return [{ path: 'film_R.pts', text: pointsText(written('right')) }];
    case 'left-only':
      return [{ path: 'film_L.pts', text: pointsText(written('left')) }];
    case 'markups':
      return [{ path: 'film.mrk.json', text: JSON.stringify({ markups: SIDES.map((side) => curve(side, written(side))) }) }];
  }
}

/** Returns the true side of the hip around a point of the film after a turn that need not be the right one. */
export function trueSideAt(point: ImagePoint, { stored, turned }: { readonly stored: Turn; readonly turned: Turn }): Side {
  const back = combinedTurn(inverseTurn(turned), stored);
  const { x, y } = turnPoint(back, point, turnedSize(inverseTurn(back), upright));
  const distance = (side: Side): number => {
    const head = middleOf(truth[side]);
    return Math.hypot(head.x - x, head.y - y);
  };
  return distance('right') < distance('left') ? 'right' : 'left';
}

export function otherSide(side: Side): Side {
  return side === 'right' ? 'left' : 'right';
}

export function middleOf(points: readonly ImagePoint[]): ImagePoint {
  const mean = (of: (point: ImagePoint) => number): number => points.reduce((sum, point) => sum + of(point), 0) / points.length;
  return { x: mean(({ x }) => x), y: mean(({ y }) => y) };
}

function curve(side: Side, points: readonly ImagePoint[]): object {
  const controlPoints = points.map(({ x, y }) => ({ position: [x, y, 0] }));
  return { type: 'Curve', name: `hip ${side}`, coordinateSystem: 'LPS', controlPoints };
}

function landmarksOf(side: Side): readonly ImagePoint[] {
  const hip = hips.find((one) => one.side === side);
  if (hip === undefined) throw new Error('The phantom has both hips.');
  return hip.landmarks.map(({ x, y }) => ({ x: (x + 0.5) / REDUCTION - 0.5, y: (y + 0.5) / REDUCTION - 0.5 }));
}

function reduced(): PixelGrid & { readonly pixels: Float32Array } {
  const [width, height] = [Math.floor(radiograph.width / REDUCTION), Math.floor(radiograph.height / REDUCTION)];
  const across = axis(0, width * REDUCTION, width);
  const down = axis(0, height * REDUCTION, height);
  return { width, height, pixels: resample(radiograph, across, down).map(Math.round) };
}
