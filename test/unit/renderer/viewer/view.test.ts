import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fit, fitBox, pan, toImage, zoomAt, type View } from '../../../../renderer/viewer/view.ts';

const number = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const view: fc.Arbitrary<View> = fc.record({ scale: number(0.05, 8), x: number(-3000, 3000), y: number(-3000, 3000) });
const point = fc.record({ x: number(0, 1500), y: number(0, 1000) });

describe('the view of the stage', () => {
  it('keeps the image point under the pointer while zooming', () => {
    fc.assert(
      fc.property(view, point, number(0.2, 5), (before, at, factor) => {
        const [from, to] = [toImage(before, at), toImage(zoomAt(before, at, factor), at)];
        expect(to.x).toBeCloseTo(from.x, 5);
        expect(to.y).toBeCloseTo(from.y, 5);
      }),
    );
  });

  it('moves by as many screen pixels as it is dragged', () => {
    fc.assert(
      fc.property(view, point, number(-200, 200), number(-200, 200), (before, at, across, down) => {
        const from = toImage(before, at);
        const to = toImage(pan(before, across, down), { x: at.x + across, y: at.y + down });
        expect(to.x).toBeCloseTo(from.x, 5);
        expect(to.y).toBeCloseTo(from.y, 5);
      }),
    );
  });

  it('fits the whole image, centred, whatever the shape of the stage', () => {
    const fitted = fit({ width: 2000, height: 1000 }, { width: 500, height: 400 });
    expect(fitted.scale).toBe(0.25);
    expect(toImage(fitted, { x: 250, y: 200 })).toEqual({ x: 999.5, y: 499.5 });
    expect(toImage(fitted, { x: 0, y: 75 })).toEqual({ x: -0.5, y: -0.5 });
  });

  it('leaves a margin around a box', () => {
    const fitted = fitBox({ left: 100, top: 100, right: 200, bottom: 200 }, { width: 264, height: 464 }, 32);
    expect(fitted.scale).toBe(2);
    expect(toImage(fitted, { x: 32, y: 132 })).toEqual({ x: 100, y: 100 });
  });

  it('never zooms past its limits', () => {
    const far: View = { scale: 1, x: 0, y: 0 };
    expect(zoomAt(far, { x: 0, y: 0 }, 1e9).scale).toBe(16);
    expect(zoomAt(far, { x: 0, y: 0 }, 1e-9).scale).toBe(0.02);
  });
});
