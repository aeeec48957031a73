// Coloured pictures as JPEG. The radiograph itself stays lossless; its colouring by evidence need not.

import { encode } from 'jpeg-js';
import type { ColourPicture } from './picture.ts';

/** Above this, files grow and the eye sees no difference. */
const QUALITY = 88;

export function colourJpeg({ pixels, size }: ColourPicture): Uint8Array {
  const data = new Uint8Array(size * size * 4);
  for (let at = 0; at < size * size; at++) {
    data.set(pixels.subarray(at * 3, at * 3 + 3), at * 4);
    data[at * 4 + 3] = 255;
  }
  return new Uint8Array(encode({ width: size, height: size, data }, QUALITY).data);
}
