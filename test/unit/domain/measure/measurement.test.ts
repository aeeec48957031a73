import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DrawnMeasurementSchema, measure, POINTS_OF } from '../../../../main/domain/measure/measurement.ts';
import { buildScene } from '../../../../main/phantom/scene.ts';
import { phantomSubject } from '../../../../main/phantom/subject.ts';

const coordinate = fc.double({ min: -2000, max: 2000, noNaN: true });
const point = fc.record({ x: coordinate, y: coordinate });

describe('a measurement', () => {
  it('is a distance in millimetres of the patient', () => {
    expect(
      measure(
        'distance',
        [
          { x: 10, y: 10 },
          { x: 310, y: 410 },
        ],
        0.14,
      ),
    ).toEqual({ kind: 'length', mm: 70 });
    expect(
      measure(
        'joint-space',
        [
          { x: 0, y: 0 },
          { x: 0, y: 25 },
        ],
        0.16,
      ),
    ).toEqual({ kind: 'length', mm: 4 });
  });

  it('is the angle at its second point', () => {
    const vertex = { x: 100, y: 100 };
    const angle = (x: number, y: number) => measure('angle', [{ x: 200, y: 100 }, vertex, { x, y }], 1);
    expect(angle(100, 200)).toEqual({ kind: 'angle', degrees: 90 });
    expect(angle(0, 100)).toEqual({ kind: 'angle', degrees: 180 });
    expect(angle(200, 0)).toEqual({ kind: 'angle', degrees: 45 });
  });

  it('is the same whichever way it is drawn, and wherever it lies', () => {
    fc.assert(
      fc.property(point, point, point, (a, b, c) => {
        const moved = [a, b, c].map(({ x, y }) => ({ x: x + 500, y: y - 300 }));
        for (const kind of ['distance', 'angle'] as const) {
          const value = (points: typeof moved) => Object.values(measure(kind, points, 0.2) ?? {})[1] as number;
          const drawn = kind === 'distance' ? [a, b] : [a, b, c];
          expect(value(drawn.toReversed())).toBeCloseTo(value(drawn), 6);
          if (Math.hypot(a.x - b.x, a.y - b.y) < 1 || Math.hypot(c.x - b.x, c.y - b.y) < 1) continue;
          expect(value(moved.slice(0, drawn.length))).toBeCloseTo(value(drawn), 4);
        }
      }),
    );
  });

  it('of a circle is the diameter of the fit, with how far the points lie from it', () => {
    const points = [0, 50, 100, 150, 200].map((degrees) => {
      const radians = (degrees * Math.PI) / 180;
      return { x: 700 + 170 * Math.cos(radians), y: 900 + 170 * Math.sin(radians) };
    });
    expect(measure('circle', points, 0.14)).toMatchObject({
      diameterMm: expect.closeTo(47.6, 6),
      residualMm: expect.closeTo(0, 6),
      circle: { x: expect.closeTo(700, 6), y: expect.closeTo(900, 6), radius: expect.closeTo(170, 6) },
    });
    expect(
      measure(
        'circle',
        [
          { x: 0, y: 0 },
          { x: 1, y: 1 },
          { x: 2, y: 2 },
        ],
        1,
      ),
    ).toBeNull();
  });

  it('needs its number of points', () => {
    for (const [kind, { least, most }] of Object.entries(POINTS_OF)) {
      const of = (count: number) => ({
        measurementId: 'a',
        kind,
        points: Array.from({ length: count }, (_, x) => ({ x, y: x })),
      });
      expect(DrawnMeasurementSchema.safeParse(of(least)).success).toBe(true);
      expect(DrawnMeasurementSchema.safeParse(of(least - 1)).success).toBe(false);
      expect(DrawnMeasurementSchema.safeParse(of(most + 1)).success).toBe(false);
    }
  });

  it('agrees with the anatomy of a phantom: from whole pixels, the radius of the head within 0.1 mm', () => {
    const subject = phantomSubject({ index: 3, seed: 20, visits: 1, enrichment: 'balanced', implantShare: 0 });
    const [visit] = subject.visits;
    const scene = buildScene(subject, visit);
    const mmPerPixel = visit.acquisition.spacingMm;
    for (const { headCentre, headRadius } of [scene.right, scene.left]) {
      const onHead = [20, 80, 140, 200, 260, 320].map((degrees) => {
        const radians = (degrees * Math.PI) / 180;
        const at = (centre: number, part: number) => Math.round((centre + headRadius * part) / mmPerPixel);
        return { x: at(headCentre.x, Math.cos(radians)), y: at(headCentre.y, Math.sin(radians)) };
      });
      const fit = measure('circle', onHead, mmPerPixel);
      const away = fit?.kind === 'circle' ? Math.abs(fit.diameterMm / 2 - headRadius) : Infinity;
      expect(away).toBeLessThan(0.1);
    }
  });
});
