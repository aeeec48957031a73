import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TURNS, turnedSize, turnPoint } from '../../../../main/domain/film/turn.ts';
import { cropToImage, type CropFrame } from '../../../../main/domain/geometry.ts';
import {
  ACTUAL_SIZE,
  FIT_FILM,
  FIT_HIP,
  framingOf,
  isInSight,
  viewOf,
  type Framed,
} from '../../../../renderer/viewer/framing.ts';
import { pan, toImage, zoomAt } from '../../../../renderer/viewer/view.ts';

const right: CropFrame = { originX: 300, originY: 900, step: 2.8, size: 224, mirrored: false, spacingMm: 0.4 };
const left: CropFrame = { ...right, originX: 2500, originY: 860, mirrored: true };
const framed: Framed = {
  film: { width: 2858, height: 2464 },
  frame: right,
  turn: 'none',
  stage: { width: 772, height: 640 },
  pixelRatio: 1,
};
const middle = { x: 386, y: 320 };
const number = (min: number, max: number) => fc.double({ min, max, noNaN: true });

describe('the framing of a hip', () => {
  it('opens with the hip in the middle, on either side and however the film is turned', () => {
    for (const frame of [right, left]) {
      for (const turn of TURNS) {
        const at = toImage(viewOf(FIT_HIP, { ...framed, frame, turn }), middle);
        const centre = turnPoint(turn, cropToImage(frame, { x: 111.5, y: 111.5 }), framed.film);
        expect(at.x).toBeCloseTo(centre.x, 6);
        expect(at.y).toBeCloseTo(centre.y, 6);
      }
    }
  });

  it('is what a reader left it at, whatever was zoomed, panned and turned', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(FIT_HIP, FIT_FILM, ACTUAL_SIZE),
        fc.constantFrom(...TURNS),
        fc.constantFrom(right, left, null),
        fc.record({ x: number(0, 772), y: number(0, 640), factor: number(0.5, 3), across: number(-300, 300) }),
        (framing, turn, frame, { x, y, factor, across }) => {
          const here = { ...framed, turn, frame };
          const view = pan(zoomAt(viewOf(framing, here), { x, y }, factor), across, 40);
          const again = viewOf(framingOf(view, here), here);
          expect(again.scale).toBeCloseTo(view.scale, 6);
          expect(again.x).toBeCloseTo(view.x, 4);
          expect(again.y).toBeCloseTo(view.y, 4);
        },
      ),
    );
  });

  it('shows the same place of the other hip: what lay lateral lies lateral again', () => {
    const moved = framingOf(pan(viewOf(FIT_HIP, framed), 100, 30), framed);
    const other = { ...framed, frame: left };
    const centre = toImage(viewOf(moved, other), middle);
    const hip = cropToImage(left, { x: 111.5, y: 111.5 });
    const scale = viewOf(FIT_HIP, framed).scale;
    expect(centre.x - hip.x).toBeCloseTo(100 / scale, 6);
    expect(centre.y - hip.y).toBeCloseTo(-30 / scale, 6);
  });

  it('that was zoomed from the whole film follows the hip too', () => {
    const zoomed = framingOf(zoomAt(viewOf(FIT_FILM, framed), { x: 200, y: 300 }, 4), framed);
    expect(isInSight(viewOf(zoomed, framed), framed)).toBe(true);
    const other = { ...framed, frame: left };
    expect(isInSight(viewOf(zoomed, other), other)).toBe(true);
  });

  it('keeps the whole film where it is when the hip changes', () => {
    expect(viewOf(FIT_FILM, { ...framed, frame: left })).toEqual(viewOf(FIT_FILM, framed));
  });

  it('shows one pixel of the film as one of the screen at actual size', () => {
    expect(viewOf(ACTUAL_SIZE, framed).scale).toBe(1);
    expect(viewOf(ACTUAL_SIZE, { ...framed, pixelRatio: 2 }).scale).toBe(0.5);
  });

  it('knows when the hip has left the stage', () => {
    const view = viewOf(FIT_HIP, framed);
    expect(isInSight(view, framed)).toBe(true);
    expect(isInSight(pan(view, 1000, 0), framed)).toBe(false);
  });

  it('fits the film of a hip without a crop', () => {
    const lost = { ...framed, frame: null, turn: 'rotate-90' as const };
    const { width, height } = turnedSize('rotate-90', framed.film);
    const at = toImage(viewOf(FIT_HIP, lost), middle);
    expect(at.x).toBeCloseTo((width - 1) / 2, 6);
    expect(at.y).toBeCloseTo((height - 1) / 2, 6);
  });
});
