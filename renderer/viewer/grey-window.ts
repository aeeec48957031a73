// Window and level: the range of greys that is spread over the screen's black to white.

import type { ToneCurve } from '../../main/domain/film/details.ts';

/** In the radiograph's grey units. */
export interface GreyWindow {
  readonly centre: number;
  readonly width: number;
}

const LINEAR: ToneCurve = { kind: 'linear' };

/** Changes the window by a drag: right widens it, down darkens the picture, as in radiology viewers. `range` is the image's span of greys. */
export function dragWindow(window: GreyWindow, across: number, down: number, range: number): GreyWindow {
  const perPixel = range / 800;
  return { centre: window.centre + down * perPixel, width: Math.max(range / 500, window.width + across * perPixel) };
}

export interface StoredGreys {
  /** grey = low + slope * stored value. */
  readonly low: number;
  readonly slope: number;
  /** The largest stored value. */
  readonly largest: number;
  readonly inverted: boolean;
}

/** Returns the screen's RGBA word for each stored value 0 to `largest`. // [largest + 1] */
export function lookupTable(
  window: GreyWindow,
  { low, slope, largest, inverted }: StoredGreys,
  curve: ToneCurve = LINEAR,
): Uint32Array {
  const table = new Uint32Array(largest + 1);
  for (let value = 0; value <= largest; value++) {
    const light = lightOf(low + slope * value, window, curve);
    const grey = Math.round((inverted ? 1 - light : light) * 255);
    // 0xAABBGGRR: canvas bytes are R, G, B, A, and every supported machine is little-endian.
    table[value] = (0xff000000 | (grey << 16) | (grey << 8) | grey) >>> 0;
  }
  return table;
}

/** Returns how bright a grey is shown. 0 to 1 */
function lightOf(grey: number, { centre, width }: GreyWindow, curve: ToneCurve): number {
  switch (curve.kind) {
    case 'linear':
      return Math.min(1, Math.max(0, (grey - centre + width / 2) / width));
    case 'sigmoid':
      return 1 / (1 + Math.exp((-4 * (grey - centre)) / width));
    case 'table': {
      const index = Math.min(curve.light.length - 1, Math.max(0, Math.round(grey - curve.first)));
      return curve.light[index] ?? 0;
    }
  }
}
