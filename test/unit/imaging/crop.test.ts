import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cropToImage, imageToCrop, type ImagePoint } from '../../../main/domain/geometry.ts';
import { LANDMARK_TABLES } from '../../../main/domain/landmark-table.ts';
import type { Radiograph } from '../../../main/domain/radiograph.ts';
import { cropFrame, cropHip, cropRegion } from '../../../main/imaging/crop.ts';
import { percentiles } from '../../../main/imaging/percentile.ts';

const table = LANDMARK_TABLES.original;

/** Builds a radiograph from a function that returns the grey value of a pixel. */
function radiographOf(width: number, height: number, spacingMm: number, grey: (x: number, y: number) => number): Radiograph {
  const pixels = new Float32Array(width * height);
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) pixels[y * width + x] = grey(x, y);
  return {
    width,
    height,
    pixels,
    spacingMm,
    spacingSource: 'PixelSpacing',
    subject: 'P1',
    visit: 'V00',
    window: { centre: 0, width: 1 },
  };
}

/** Builds eighty points with the head's arc on the given circle. */
function pointsAround(x: number, y: number, radius: number): ImagePoint[] {
  const points: ImagePoint[] = Array.from({ length: 80 }, (_, i) => ({ x: x + i - 40, y: y + 60 }));
  table.femoralHeadArc.forEach((index, i) => {
    const angle = -0.4 - (i / 9) * 3;
    points[index] = { x: x + radius * Math.cos(angle), y: y + radius * Math.sin(angle) };
  });
  return points;
}

const bumps = (x: number, y: number): number =>
  2000 + 600 * Math.sin(x / 37) * Math.cos(y / 51) + 0.7 * x + 300 * Math.exp(-((x - 610) ** 2 + (y - 420) ** 2) / 800);

describe('a hip crop', () => {
  test('is centred on the fitted head, between the four middle pixels', () => {
    const crop = cropHip(radiographOf(1200, 1000, 0.2, bumps), pointsAround(600.3, 450.7, 120), 'right', table);
    if (!crop.ok) throw new Error(crop.failure.message);
    const centre = cropToImage(crop.value.frame, { x: 111.5, y: 111.5 });
    expect(centre.x).toBeCloseTo(600.3, 4);
    expect(centre.y).toBeCloseTo(450.7, 4);
    expect(crop.value.frame.step).toBeCloseTo(2);
  });

  test('shows at crop (u, v) the grey value of the mapped image point', () => {
    // A plane passes unchanged through a symmetric filter. Sampled taps cause an error below a twentieth of a pixel's slope.
    const plane = (x: number, y: number): number => 3 * x + 5 * y;
    const radiograph = radiographOf(1500, 1400, 0.15, plane);
    for (const side of ['right', 'left'] as const) {
      const crop = cropRegion(radiograph, { x: 700.25, y: 650.5 }, side);
      for (const at of [
        { x: 0, y: 0 },
        { x: 223, y: 10 },
        { x: 57, y: 201 },
      ]) {
        const seen = crop.pixels[at.y * 224 + at.x] * (crop.intensity.p95 - crop.intensity.p5) + crop.intensity.p5;
        const there = cropToImage(crop.frame, at);
        expect(Math.abs(seen - plane(there.x, there.y))).toBeLessThan(0.3);
      }
    }
  });

  test('maps p5 to 0 and p95 to 1 without clipping', () => {
    const crop = cropRegion(radiographOf(1200, 1000, 0.2, bumps), { x: 600, y: 450 }, 'right');
    const [p5, p95] = percentiles(crop.pixels, [5, 95]);
    expect(p5).toBeCloseTo(0, 5);
    expect(p95).toBeCloseTo(1, 5);
    expect(Math.min(...crop.pixels)).toBeLessThan(0);
    expect(Math.max(...crop.pixels)).toBeGreaterThan(1);
  });

  test('is the same, with the same landmarks, for a mirrored radiograph with the sides swapped', () => {
    const width = 1201;
    const radiograph = radiographOf(width, 1000, 0.17, bumps);
    const mirrored = radiographOf(width, 1000, 0.17, (x, y) => bumps(width - 1 - x, y));
    const points = pointsAround(600.3, 450.7, 130);
    const right = cropHip(radiograph, points, 'right', table);
    const left = cropHip(
      mirrored,
      points.map((p) => ({ x: width - 1 - p.x, y: p.y })),
      'left',
      table,
    );
    if (!right.ok || !left.ok) throw new Error('The fixture must cut both crops');
    let worst = 0;
    right.value.pixels.forEach((pixel, i) => (worst = Math.max(worst, Math.abs(pixel - left.value.pixels[i]))));
    expect(worst).toBeLessThan(1e-4);
    expect(right.value.landmarks).toHaveLength(80);
    right.value.landmarks.forEach((point, i) => {
      expect(point.x).toBeCloseTo(left.value.landmarks[i].x, 6);
      expect(point.y).toBeCloseTo(left.value.landmarks[i].y, 6);
    });
  });

  test('is the same from a region as from the whole image', () => {
    const whole = radiographOf(1200, 1000, 0.2, bumps);
    const part = { ...radiographOf(600, 620, 0.2, (x, y) => bumps(x + 310, y + 150)), left: 310, top: 150 };
    const centre = { x: 600.4, y: 450.2 };
    for (const side of ['right', 'left'] as const) {
      expect(cropRegion(part, centre, side)).toEqual(cropRegion(whole, centre, side));
    }
  });

  test('repeats the nearest edge pixel outside the image', () => {
    const crop = cropRegion(
      radiographOf(400, 400, 0.4, (x) => (x < 200 ? 100 + x : 900)),
      { x: 40, y: 200 },
      'right',
    );
    const row = crop.pixels.subarray(100 * 224, 101 * 224);
    for (let x = 0; x < 70; x++) expect(row[x]).toBe(row[0]);
    expect(row[80]).toBeGreaterThan(row[0]);
  });

  test('averages detail finer than its pixels instead of aliasing', () => {
    const stripes = cropRegion(
      radiographOf(1500, 1400, 0.2, (x) => (x % 2) * 1000 + x * 0.01),
      { x: 700, y: 650 },
      'right',
    );
    const raw = stripes.pixels.map((pixel) => pixel * (stripes.intensity.p95 - stripes.intensity.p5) + stripes.intensity.p5);
    expect(Math.max(...raw) - Math.min(...raw)).toBeLessThan(20);
  });

  test('maps points to the crop and back without loss', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -500, max: 3000, noNaN: true }),
        fc.double({ min: -500, max: 3000, noNaN: true }),
        fc.double({ min: 0.1, max: 0.6, noNaN: true }),
        fc.constantFrom('left' as const, 'right' as const),
        (x, y, spacing, side) => {
          const frame = cropFrame({ x: 800, y: 700 }, spacing, side);
          const back = cropToImage(frame, imageToCrop(frame, { x, y }));
          expect(back.x).toBeCloseTo(x, 6);
          expect(back.y).toBeCloseTo(y, 6);
        },
      ),
    );
  });

  test.each([
    ['landmarks-count', pointsAround(600, 450, 120).slice(1)],
    ['landmarks-implausible', pointsAround(600, 450, 220)],
    ['landmarks-implausible', Array.from({ length: 80 }, (_, i) => ({ x: i, y: i }))],
    ['landmarks-off-image', pointsAround(-50, 450, 120)],
  ])('fails as %s if the points cannot be a hip on the image', (code, points) => {
    const crop = cropHip(radiographOf(1200, 1000, 0.2, bumps), points, 'left', table);
    expect(crop.ok ? '' : crop.failure.code).toBe(code);
  });

  test('fails if the image is uniformly grey', () => {
    const crop = cropHip(
      radiographOf(1200, 1000, 0.2, () => 7),
      pointsAround(600, 450, 120),
      'left',
      table,
    );
    expect(crop.ok ? '' : crop.failure.code).toBe('landmarks-implausible');
  });
});
