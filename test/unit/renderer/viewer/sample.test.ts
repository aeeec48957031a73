import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TURNS, inverseTurn, turnedSize, turnPoint } from '../../../../main/domain/film/turn.ts';
import { lookupTable } from '../../../../renderer/viewer/grey-window.ts';
import { levelsOf } from '../../../../renderer/api/films/levels.ts';
import { BLACK, type Pixels, type Scene } from '../../../../renderer/viewer/pixels/sample.ts';
import { paintScene } from '../../../../renderer/viewer/pixels/screen-picture.ts';

const width = 40;
const height = 30;
/** A ramp, which bilinear sampling reproduces exactly between its pixels. */
const ramp = Uint16Array.from({ length: width * height }, (_, i) => 1000 + 20 * (i % width) + 700 * Math.floor(i / width));
const picture = { film: 'a', width, height, values: ramp, low: 0, slope: 1, halvings: 0 };
const levels = levelsOf(picture);
const table = lookupTable({ centre: 12_000, width: 24_000 }, { low: 0, slope: 1, largest: levels.largest, inverted: false });
const scene: Scene = {
  levels,
  film: { width, height },
  turn: 'none',
  view: { scale: 3, x: 10.5, y: 4.25 },
  table,
  pixelRatio: 1,
};

function blank(size = { width: 160, height: 120 }): Pixels {
  return { ...size, words: new Uint32Array(size.width * size.height), samples: new Uint16Array(size.width * size.height) };
}

function sampled(shown: Scene): Pixels {
  const pixels = blank();
  paintScene(shown, null, pixels);
  return pixels;
}

describe('sampling the film for the screen', () => {
  it.each(TURNS)('interpolates between the 16-bit values of a film turned by %s', (turn) => {
    const shown = { ...scene, turn };
    const { words } = sampled(shown);
    const size = turnedSize(turn, scene.film);
    let compared = 0;
    for (let y = 0; y < 120; y += 7) {
      for (let x = 0; x < 160; x += 7) {
        const at = { x: (x + 0.5 - scene.view.x) / 3, y: (y + 0.5 - scene.view.y) / 3 };
        const inside = at.x >= 0 && at.y >= 0 && at.x <= size.width - 1 && at.y <= size.height - 1;
        if (!inside) continue;
        const place = turnPoint(inverseTurn(turn), at, size);
        const value = 1000 + 20 * place.x + 700 * place.y;
        const expected = Math.round((value / 24_000) * 255);
        expect(Math.abs((words[y * 160 + x] & 0xff) - expected)).toBeLessThanOrEqual(1);
        compared++;
      }
    }
    expect(compared).toBeGreaterThan(20);
  });

  it('is black beside the film', () => {
    const { words } = sampled(scene);
    expect(words[0]).toBe(BLACK);
    expect(words[119 * 160 + 159]).toBe(BLACK);
  });

  it('averages a film that is shown small instead of leaving pixels out', () => {
    const edge = 256;
    const checks = Uint16Array.from({ length: edge * edge }, (_, i) => ((i + Math.floor(i / edge)) % 2 === 0 ? 0 : 1000));
    const checked = levelsOf({ film: 'a', width: edge, height: edge, values: checks, low: 0, slope: 1, halvings: 0 });
    const small: Scene = {
      ...scene,
      levels: checked,
      film: { width: edge, height: edge },
      view: { scale: 0.25, x: 0, y: 0 },
      table: lookupTable({ centre: 500, width: 1000 }, { low: 0, slope: 1, largest: 1000, inverted: false }),
    };
    const { words } = sampled(small);
    for (let y = 2; y < 62; y += 5) for (let x = 2; x < 62; x += 5) expect(words[y * 160 + x] & 0xff).toBe(128);
  });

  it('draws a smaller copy of the film in the same place', () => {
    const half = {
      film: 'a',
      width: width / 2,
      height: height / 2,
      low: 0,
      slope: 1,
      values: new Uint16Array(300).fill(9000),
      halvings: 1,
    };
    const [whole, copy] = [sampled(scene), sampled({ ...scene, levels: levelsOf(half) })];
    const isFilm = ({ words }: Pixels) => Array.from(words, (word) => word !== BLACK);
    expect(isFilm(copy)).toEqual(isFilm(whole));
  });

  it('paints the same picture when panned or windowed as when painted whole', () => {
    const greys = { low: 0, slope: 1, largest: levels.largest, inverted: false };
    const other = lookupTable({ centre: 9000, width: 8000 }, greys);
    const step = fc.record({
      x: fc.integer({ min: -50, max: 50 }),
      y: fc.integer({ min: -50, max: 50 }),
      table: fc.constantFrom(table, other),
    });
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 6 }), fc.constantFrom(...TURNS), (steps, turn) => {
        const pixels = blank();
        let before: Scene | null = null;
        let shown: Scene = { ...scene, turn };
        paintScene(shown, before, pixels);
        for (const { x, y, table: greysOfStep } of steps) {
          before = shown;
          shown = { ...shown, table: greysOfStep, view: { ...shown.view, x: shown.view.x + x, y: shown.view.y + y } };
          paintScene(shown, before, pixels);
        }
        expect(pixels.words).toEqual(sampled(shown).words);
      }),
    );
  });
});
