// Maps the radiograph to the stage: screen = image * scale + offset. Pure functions, so tests can check zooming at the pointer.

import type { ImagePoint } from '../../main/domain/geometry.ts';

export interface View {
  /** Screen pixels per image pixel. */
  readonly scale: number;
  readonly x: number;
  readonly y: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface ScreenPoint {
  readonly x: number;
  readonly y: number;
}

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

const LARGEST_SCALE = 16;
const SMALLEST_SCALE = 0.02;

/** Shows the whole image, centred. */
export function fit(image: Size, stage: Size): View {
  return fitBox({ left: -0.5, top: -0.5, right: image.width - 0.5, bottom: image.height - 0.5 }, stage, 0);
}

/** Shows a box given in image pixels, centred with a margin in screen pixels. */
export function fitBox(box: Box, stage: Size, margin: number): View {
  const across = (stage.width - 2 * margin) / (box.right - box.left);
  const down = (stage.height - 2 * margin) / (box.bottom - box.top);
  const scale = clampScale(Math.min(across, down));
  return {
    scale,
    x: stage.width / 2 - ((box.left + box.right) / 2) * scale,
    y: stage.height / 2 - ((box.top + box.bottom) / 2) * scale,
  };
}

/** Zooms by a factor. The image point under `at` stays there. */
export function zoomAt(view: View, at: ScreenPoint, factor: number): View {
  const scale = clampScale(view.scale * factor);
  const applied = scale / view.scale;
  return { scale, x: at.x - (at.x - view.x) * applied, y: at.y - (at.y - view.y) * applied };
}

export function pan(view: View, across: number, down: number): View {
  return { ...view, x: view.x + across, y: view.y + down };
}

export function toImage(view: View, point: ScreenPoint): ImagePoint {
  return { x: (point.x - view.x) / view.scale, y: (point.y - view.y) / view.scale };
}

/** Returns the nearest scale that the stage allows. */
export function clampScale(scale: number): number {
  return Math.min(LARGEST_SCALE, Math.max(SMALLEST_SCALE, scale));
}
