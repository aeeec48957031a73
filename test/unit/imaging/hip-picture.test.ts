import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { imageToCrop } from '../../../main/domain/geometry.ts';
import { cropFrame } from '../../../main/imaging/crop.ts';
import { placeOnPicture } from '../../../main/report/picture.ts';
import { hipPicture } from '../../../main/imaging/hip-picture.ts';

describe('the picture of a hip', () => {
  it('shows each point of the radiograph where the report draws its landmark, on either side', () => {
    const spot = fc.record({ x: fc.integer({ min: 250, max: 550 }), y: fc.integer({ min: 250, max: 550 }), left: fc.boolean() });
    fc.assert(
      fc.property(spot, ({ x, y, left }) => {
        const pixels = new Float32Array(800 * 800);
        for (let dy = -3; dy <= 3; dy++) for (let dx = -3; dx <= 3; dx++) pixels[(y + dy) * 800 + x + dx] = 100;
        const frame = cropFrame({ x: 400, y: 400 }, 0.2, left ? 'left' : 'right');
        const picture = hipPicture({ width: 800, height: 800, pixels }, frame, { p5: 0, p95: 100 });
        const place = placeOnPicture(imageToCrop(frame, { x, y }), frame);
        const brightest = centreOfMass(picture);
        expect(Math.abs(brightest.x - place.x * picture.size)).toBeLessThan(1);
        expect(Math.abs(brightest.y - place.y * picture.size)).toBeLessThan(1);
      }),
      { numRuns: 20 },
    );
  });
});

/** The centre of mass, in pixels from the picture's outer edge. */
function centreOfMass({ pixels, size }: { pixels: Uint8Array; size: number }): { x: number; y: number } {
  const ground = pixels[0];
  let [mass, x, y] = [0, 0, 0];
  pixels.forEach((value, i) => {
    mass += value - ground;
    x += (value - ground) * ((i % size) + 0.5);
    y += (value - ground) * (Math.floor(i / size) + 0.5);
  });
  return { x: x / mass, y: y / mass };
}
