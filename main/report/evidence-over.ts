// Draws evidence over a grey image of the same size, in the colours of every report.

import { evidenceColour, evidenceOpacity } from './evidence-colour.ts';

const INKS = Array.from({ length: 256 }, (_, value) => ({
  opacity: evidenceOpacity(value / 255),
  colour: evidenceColour(value / 255),
}));

/** `evidence` has a value from 0 to 255 for each pixel of the image. // [pixels, 3] */
export function evidenceOver(grey: Uint8Array, evidence: Uint8Array): Uint8Array {
  const pixels = new Uint8Array(grey.length * 3);
  for (let at = 0; at < grey.length; at++) {
    const { opacity, colour } = INKS[evidence[at]];
    for (let channel = 0; channel < 3; channel++)
      pixels[at * 3 + channel] = Math.round(grey[at] * (1 - opacity) + colour[channel] * opacity);
  }
  return pixels;
}
