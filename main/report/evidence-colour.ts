// How evidence is laid over a radiograph in a report.

import { colourOf, type Colour } from '../domain/colour-map.ts';

/** The colour of a value between 0 and 1, each channel 0 to 255. */
export function evidenceColour(value: number): Colour {
  return colourOf('inferno', value);
}

/** How much of the evidence's colour covers the radiograph: nothing without evidence, so that the bone stays to be judged. */
export function evidenceOpacity(value: number): number {
  return 0.72 * Math.min(1, Math.max(0, value)) ** 0.8;
}
