import { describe, expect, it } from 'vitest';
import { equaliseLocally } from '../../../../renderer/viewer/pixels/equalise.ts';
import { levelsOf } from '../../../../renderer/api/films/levels.ts';
import { greysOf, openingPreset, PRESETS, presetWindow } from '../../../../renderer/viewer/window-presets.ts';

/** Greys from 100 to 1099, and two columns of a marker far above them. */
const width = 100;
const values = Uint16Array.from({ length: width * 100 }, (_, i) => (i % width < 2 ? 9000 : Math.floor(i / 10)));
const picture = { film: 'a', width, height: 100, values, low: 100, slope: 1, halvings: 0 };
const levels = levelsOf(picture);
const greys = greysOf(levels, [{ left: 10, top: 0, right: 100, bottom: 100 }]);

describe('the automatic window', () => {
  it('follows the greys of the hip and not a bright marker beside it', () => {
    const { centre, width: span } = presetWindow('automatic', greys, { centre: 0, width: 1 });
    expect(centre + span / 2).toBeGreaterThan(1090);
    expect(centre + span / 2).toBeLessThan(1250);
    expect(centre - span / 2).toBeLessThan(110);
  });

  it('replaces a window of the film that would show the hip blown out, or black', () => {
    expect(openingPreset(greys, { centre: 600, width: 1000 })).toBe('film');
    expect(openingPreset(greys, { centre: 300, width: 400 })).toBe('automatic');
    expect(openingPreset(greys, { centre: 900, width: 400 })).toBe('automatic');
  });

  it('leaves less than a hundredth of the hip plain white in every preset that shows bone', () => {
    for (const preset of PRESETS.filter((name) => name !== 'film' && name !== 'soft-tissue')) {
      const { centre, width: span } = presetWindow(preset, greys, { centre: 0, width: 1 });
      expect(greys.filter((grey) => grey > centre + span / 2).length / greys.length).toBeLessThan(0.01);
    }
  });

  it("is the film's own window while the film is not loaded", () => {
    const own = { centre: 7, width: 3 };
    expect(openingPreset(new Float64Array(), own)).toBe('film');
    expect(presetWindow('automatic', new Float64Array(), own)).toEqual(own);
  });
});

describe('evening out the greys', () => {
  it('brings out a faint edge on a bright and on a dark ground', () => {
    const edge = 160;
    const ground = (x: number) => (x < edge / 2 ? 10_000 : 50_000);
    const faint = Uint16Array.from(
      { length: edge * edge },
      (_, i) => ground(i % edge) + (Math.floor(i / edge) % 8 < 4 ? 0 : 300),
    );
    const evened = equaliseLocally({ film: 'a', width: edge, height: edge, values: faint, low: 0, slope: 1, halvings: 0 });
    for (const x of [20, 140]) {
      const [dark, light] = [evened.values[41 * edge + x], evened.values[46 * edge + x]];
      expect(light - dark).toBeGreaterThan(600);
    }
    expect(evened.film).toBe('a');
  });

  it('keeps the order of greys within a neighbourhood', () => {
    const rising = Uint16Array.from({ length: 64 * 64 }, (_, i) => 100 * (i % 64));
    const { values: evened } = equaliseLocally({ ...picture, width: 64, height: 64, values: rising });
    for (let x = 1; x < 4; x++) expect(evened[32 * 64 + x]).toBeGreaterThanOrEqual(evened[32 * 64 + x - 1]);
  });
});
