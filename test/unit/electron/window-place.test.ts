import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { placeOn, readPlace, savePlace } from '../../../electron/window-place.ts';

const folder = mkdtempSync(join(tmpdir(), 'osteograde-place-'));
const whole = (min: number, max: number) => fc.integer({ min, max });
const area = fc.record({ x: whole(-6000, 6000), y: whole(-3000, 3000), width: whole(800, 4000), height: whole(600, 2500) });
const place = fc.record({
  x: whole(-9000, 9000),
  y: whole(-9000, 9000),
  width: whole(200, 9000),
  height: whole(200, 9000),
  maximised: fc.boolean(),
});

describe('the window', () => {
  it('returns to its remembered place', () => {
    const file = join(folder, 'place.json');
    fc.assert(
      fc.property(place, (one) => {
        savePlace(file, one);
        expect(readPlace(file)).toEqual(one);
      }),
      { numRuns: 30 },
    );
  });

  it('never opens out of reach or larger than a screen', () => {
    fc.assert(
      fc.property(fc.array(area, { minLength: 1, maxLength: 3 }), place, (screens, remembered) => {
        const { x, y, width, height } = placeOn(screens, remembered);
        expect(screens.some((screen) => width <= screen.width && height <= screen.height)).toBe(true);
        const inReach =
          x !== undefined &&
          y !== undefined &&
          screens.some(
            (screen) =>
              x < screen.x + screen.width && x + remembered.width > screen.x && y >= screen.y && y < screen.y + screen.height,
          );
        expect([x, y]).toEqual(inReach ? [remembered.x, remembered.y] : [undefined, undefined]);
      }),
    );
  });

  it('opens where it was if it lay on a screen', () => {
    const within = fc.record({ dx: fc.nat({ max: 400 }), dy: fc.nat({ max: 300 }) });
    fc.assert(
      fc.property(area, within, (screen, { dx, dy }) => {
        const remembered = { x: screen.x + dx, y: screen.y + dy, width: 400, height: 300, maximised: false };
        expect(placeOn([screen], remembered)).toEqual(remembered);
      }),
    );
  });

  it('opens at its default place if the saved place is missing or damaged', () => {
    expect(readPlace(join(folder, 'none.json'))).toBe(null);
    for (const text of ['', '{', 'null', '{"x":1}', '{"x":0,"y":0,"width":1e9,"height":5,"maximised":"yes"}']) {
      writeFileSync(join(folder, 'bad.json'), text);
      expect(readPlace(join(folder, 'bad.json'))).toBe(null);
    }
    expect(placeOn([{ x: 0, y: 0, width: 1280, height: 770 }], null)).toEqual({ width: 1280, height: 770, maximised: false });
  });
});
