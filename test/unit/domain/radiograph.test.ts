import { describe, expect, it } from 'vitest';
import { RadiographSchema, type Radiograph } from '../../../main/domain/radiograph.ts';

const radiograph: Radiograph = {
  width: 2,
  height: 1,
  pixels: Float32Array.of(Number.NaN, Infinity),
  spacingMm: 0.2,
  spacingSource: 'PixelSpacing',
  subject: 'A',
  visit: '',
  window: { centre: 0.5, width: 1 },
};

describe('the schema of a radiograph', () => {
  it('never reads the pixels, and passes on the same array', () => {
    expect(RadiographSchema.parse(radiograph).pixels).toBe(radiograph.pixels);
  });

  it('refuses a window that is not finite', () => {
    const window = { centre: Infinity, width: 1 };
    expect(RadiographSchema.safeParse({ ...radiograph, window }).success).toBe(false);
  });

  it('refuses pixels of another type', () => {
    expect(RadiographSchema.safeParse({ ...radiograph, pixels: [0, 1] }).success).toBe(false);
  });
});
