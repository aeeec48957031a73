// Pictures of a report as JPEG. The study keeps the radiograph lossless; on paper the eye sees no difference, and forty hips fit in an e-mail.

import { encode } from 'jpeg-js';

/** Above this, files grow and the eye sees no difference. */
const QUALITY = 80;

interface Extent {
  readonly height: number;
  readonly width: number;
}

/** `pixels` is [height, width, 3]. */
export function colourJpeg(pixels: Uint8Array, extent: Extent): Uint8Array {
  return jpeg(pixels, 3, extent);
}

/** `pixels` is [height, width]. */
export function greyJpeg(pixels: Uint8Array, extent: Extent): Uint8Array {
  return jpeg(pixels, 1, extent);
}

function jpeg(pixels: Uint8Array, channels: 1 | 3, { height, width }: Extent): Uint8Array {
  const data = new Uint8Array(height * width * 4);
  for (let at = 0; at < height * width; at++) {
    for (let colour = 0; colour < 3; colour++) data[at * 4 + colour] = pixels[at * channels + (channels === 1 ? 0 : colour)];
    data[at * 4 + 3] = 255;
  }
  return new Uint8Array(encode({ width, height, data }, QUALITY).data);
}
