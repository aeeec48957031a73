// What part of a film the stage shows, described so that it can be kept from hip to hip and from film to film: relative to the hip, not to
// the film's pixels. The view follows from the framing, the hip and the size of the stage, so it never shows the place of another hip.

import { turnedSize, turnPoint, inverseTurn, type Turn } from '../../main/domain/film/turn.ts';
import { cropToImage, imageToCrop, type CropFrame, type CropPoint, type ImagePoint } from '../../main/domain/geometry.ts';
import { CROP_SIZE } from '../../main/domain/hip-crop.ts';
import { clampScale, fit, fitBox, toImage, type Size, type View } from './view.ts';
import { cropBox } from './orientation.ts';

export interface Framing {
  /** What a zoom of 1 means: the hip fills the stage, the film does, or one image pixel is one pixel of the screen. */
  readonly from: 'hip' | 'film' | 'actual';
  readonly zoom: number;
  /** The point at the centre of the stage, in pixels of the hip's crop. Null is the centre of what is fitted. */
  readonly centre: CropPoint | null;
}

export const FIT_HIP: Framing = { from: 'hip', zoom: 1, centre: null };
export const FIT_FILM: Framing = { from: 'film', zoom: 1, centre: null };
export const ACTUAL_SIZE: Framing = { from: 'actual', zoom: 1, centre: null };

/** What is framed, and on what. */
export interface Framed {
  /** The film's size before the turn. */
  readonly film: Size;
  /** Null if the hip has no crop: the film then stands in for it. */
  readonly frame: CropFrame | null;
  /** How the film is turned for display. */
  readonly turn: Turn;
  readonly stage: Size;
  /** Pixels of the screen per CSS pixel. */
  readonly pixelRatio: number;
}

/** In CSS pixels. */
const HIP_MARGIN = 24;

/** Returns where the film lies on the stage. The view is in pixels of the turned film. */
export function viewOf({ from, zoom, centre }: Framing, framed: Framed): View {
  const scale = clampScale(scaleOf(from, framed) * zoom);
  const shown = turnPoint(framed.turn, centreOf(from, centre, framed), framed.film);
  return { scale, x: framed.stage.width / 2 - shown.x * scale, y: framed.stage.height / 2 - shown.y * scale };
}

/** Returns the framing that has this view, so that a reader's zoom and pan hold for the next hip. */
export function framingOf(view: View, framed: Framed): Framing {
  const shown = toImage(view, { x: framed.stage.width / 2, y: framed.stage.height / 2 });
  const centre = turnPoint(inverseTurn(framed.turn), shown, turnedSize(framed.turn, framed.film));
  return { from: 'hip', zoom: view.scale / scaleOf('hip', framed), centre: imageToCrop(frameOf(framed), centre) };
}

/** True if the centre of the hip lies on the stage. */
export function isInSight(view: View, framed: Framed): boolean {
  const { frame, turn, film, stage } = framed;
  if (frame === null) return true;
  const shown = turnPoint(turn, boxCentre(frame), film);
  const [x, y] = [shown.x * view.scale + view.x, shown.y * view.scale + view.y];
  return x >= 0 && y >= 0 && x <= stage.width && y <= stage.height;
}

function scaleOf(from: Framing['from'], framed: Framed): number {
  const { film, frame, turn, stage, pixelRatio } = framed;
  if (from === 'actual') return 1 / pixelRatio;
  if (from === 'film' || frame === null) return fit(turnedSize(turn, film), stage).scale;
  return fitBox(cropBox(frame), stage, HIP_MARGIN).scale;
}

function centreOf(from: Framing['from'], centre: CropPoint | null, framed: Framed): ImagePoint {
  const { film, frame } = framed;
  if (centre !== null) return cropToImage(frameOf(framed), centre);
  if (from === 'film' || frame === null) return { x: (film.width - 1) / 2, y: (film.height - 1) / 2 };
  return boxCentre(frame);
}

function boxCentre(frame: CropFrame): ImagePoint {
  return cropToImage(frame, { x: (frame.size - 1) / 2, y: (frame.size - 1) / 2 });
}

/** Returns the hip's frame or, for a hip without a crop, one that spans the film. */
function frameOf({ film, frame }: Framed): CropFrame {
  if (frame !== null) return frame;
  const step = Math.max(film.width, film.height) / CROP_SIZE;
  return { originX: 0, originY: 0, step, size: CROP_SIZE, mirrored: false, spacingMm: 1 };
}
