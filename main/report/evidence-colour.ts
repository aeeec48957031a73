// The colour and opacity of evidence over a radiograph in a report.

import { colourOf, type Colour } from '../domain/colour-map.ts';

/** Returns the colour of a value between 0 and 1. Each channel is 0 to 255. */
export function evidenceColour(value: number): Colour {
  return colourOf('inferno', value);
}

/** Returns how strongly the evidence covers the radiograph. Without evidence it is transparent, so that the bone stays visible. */
export function evidenceOpacity(value: number): number {
  return 0.72 * Math.min(1, Math.max(0, value)) ** 0.8;
}
