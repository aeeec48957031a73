// Window and level: the range of greys that is spread over the screen's black to white.

/** In the radiograph's grey units. */
export interface GreyWindow {
  readonly centre: number;
  readonly width: number;
}

/** Changes the window by a drag: right widens it, down darkens the picture, as in radiology viewers. `range` is the image's span of greys. */
export function dragWindow(window: GreyWindow, across: number, down: number, range: number): GreyWindow {
  const perPixel = range / 800;
  return { centre: window.centre + down * perPixel, width: Math.max(range / 500, window.width + across * perPixel) };
}

/** Returns the screen's RGBA word for each stored value 0 to `largest`; grey = low + slope * value. // [largest + 1] */
export function lookupTable(
  window: GreyWindow,
  {
    low,
    slope,
    largest,
    inverted,
  }: { readonly low: number; readonly slope: number; readonly largest: number; readonly inverted: boolean },
): Uint32Array {
  const table = new Uint32Array(largest + 1);
  const floor = window.centre - window.width / 2;
  for (let value = 0; value <= largest; value++) {
    const share = Math.min(1, Math.max(0, (low + slope * value - floor) / window.width));
    const grey = Math.round((inverted ? 1 - share : share) * 255);
    // 0xAABBGGRR: canvas bytes are R, G, B, A, and every supported machine is little-endian.
    table[value] = (0xff000000 | (grey << 16) | (grey << 8) | grey) >>> 0;
  }
  return table;
}
