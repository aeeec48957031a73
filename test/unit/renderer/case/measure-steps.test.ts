import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TURNS } from '../../../../main/domain/film/turn.ts';
import { finish, move, NOTHING_DRAWN, press, release, type Canvas } from '../../../../renderer/case/measure/measure-steps.ts';
import { toFilm, toScreen, type Placed } from '../../../../renderer/viewer/turned-group.tsx';

const placed: Placed = { film: { width: 2000, height: 1500 }, turn: 'none', view: { scale: 0.5, x: 20, y: 10 } };
const canvas: Canvas = { kind: 'distance', placed, saved: [], newId: () => 'new' };
const at = (x: number, y: number) => ({ x, y });

describe('drawing a measurement', () => {
  it('sets a line by a drag', () => {
    const { drawing } = press(NOTHING_DRAWN, at(120, 110), canvas);
    const dragged = move(drawing, at(200, 160), canvas);
    expect(dragged.draft?.pointer).toEqual({ x: 360, y: 300 });
    const { done } = release(dragged, at(220, 160), canvas);
    expect(done).toEqual({ measurementId: 'new', kind: 'distance', points: [at(200, 200), at(400, 300)] });
  });

  it('sets a line by two clicks', () => {
    const first = release(press(NOTHING_DRAWN, at(120, 110), canvas).drawing, at(121, 110), canvas);
    expect(first.done).toBeNull();
    const { done, drawing } = press(first.drawing, at(220, 160), canvas);
    expect(done?.points).toEqual([at(200, 200), at(400, 300)]);
    expect(drawing).toEqual({ draft: null, grabbed: null, chosen: 'new' });
  });

  it('sets an angle by three clicks', () => {
    const angle = { ...canvas, kind: 'angle' as const };
    let { drawing, done } = press(NOTHING_DRAWN, at(100, 100), angle);
    ({ drawing, done } = press(drawing, at(200, 200), angle));
    expect(done).toBeNull();
    ({ drawing, done } = press(drawing, at(300, 100), angle));
    expect(done?.points).toHaveLength(3);
  });

  it('ends a circle with Enter or with a second click on its last point, and not before it has three', () => {
    const circle = { ...canvas, kind: 'circle' as const };
    let { drawing } = press(NOTHING_DRAWN, at(100, 100), circle);
    ({ drawing } = press(drawing, at(200, 100), circle));
    expect(finish(drawing, circle).done).toBeNull();
    ({ drawing } = press(drawing, at(150, 180), circle));
    expect(finish(drawing, circle).done?.points).toHaveLength(3);
    expect(press(drawing, at(151, 180), circle).done?.points).toHaveLength(3);
    expect(press(drawing, at(120, 160), circle).drawing.draft?.points).toHaveLength(4);
  });

  it('moves a point that is pressed, and only that one', () => {
    const saved = { measurementId: 'old', kind: 'distance' as const, points: [at(200, 200), at(400, 300)] };
    const withSaved = { ...canvas, saved: [saved] };
    const { drawing } = press(NOTHING_DRAWN, at(224, 164), withSaved);
    expect(drawing.chosen).toBe('old');
    const { done } = release(move(drawing, at(230, 170), withSaved), at(230, 170), withSaved);
    expect(done).toEqual({ ...saved, points: [at(200, 200), at(420, 320)] });
  });

  it('draws where the pointer is, however the film is turned', () => {
    const place = fc.record({ x: fc.integer({ min: 0, max: 800 }), y: fc.integer({ min: 0, max: 600 }) });
    fc.assert(
      fc.property(place, fc.constantFrom(...TURNS), (pressed, turn) => {
        const turned = { ...placed, turn };
        const again = toScreen(turned, toFilm(turned, pressed));
        expect(again.x).toBeCloseTo(pressed.x, 6);
        expect(again.y).toBeCloseTo(pressed.y, 6);
      }),
    );
  });
});
