import { describe, expect, it } from 'vitest';
import { previewOf } from '../../../../main/domain/film/preview.ts';
import { seededRandom } from '../../../../main/domain/random.ts';
import type { GreyPicture } from '../../../../renderer/api/films/grey-picture.ts';
import { levelsOf } from '../../../../renderer/api/films/levels.ts';
import { lookupTable } from '../../../../renderer/viewer/grey-window.ts';
import { paintScene } from '../../../../renderer/viewer/pixels/screen-picture.ts';
import { greysOf } from '../../../../renderer/viewer/window-presets.ts';

// Odd edges, so that halving leaves a column and a row out.
const [width, height] = [1203, 955];
const random = seededRandom(5);
const values = Uint16Array.from({ length: width * height }, (_, i) => 500 + 2 * (i % width) + random.below(90));
const film: GreyPicture = { film: 'a', width, height, values, low: -1024, slope: 1, halvings: 0 };
const [whole, preview] = [levelsOf(film), levelsOf({ ...film, ...previewOf(film), halvings: 2 })];

function painted(levels: typeof whole, view: { readonly scale: number; readonly x: number; readonly y: number }): Uint32Array {
  const size = { width: 300, height: 240 };
  const pixels = { ...size, words: new Uint32Array(300 * 240), samples: new Uint16Array(300 * 240) };
  const table = lookupTable({ centre: 800, width: 3000 }, { low: -1024, slope: 1, largest: 5000, inverted: false });
  paintScene({ levels, film: { width, height }, turn: 'none', view, table, pixelRatio: 1 }, null, pixels);
  return pixels.words;
}

describe('the preview of a film', () => {
  it('is the copy that the page draws the whole film from when it shows it small', () => {
    const view = { scale: 0.24, x: 3, y: 5 };
    expect(painted(preview, view)).toEqual(painted(whole, view));
  });

  it('lies where the whole film lies, to half a pixel of the film, also enlarged', () => {
    // The film rises by 2 a pixel, so a picture that lies elsewhere is brighter or darker. A window of 3000 is about 12 values a grey.
    const view = { scale: 1.3, x: -1100, y: -600 };
    const [first, second] = [painted(preview, view), painted(whole, view)];
    let difference = 0;
    for (let i = 0; i < first.length; i++) difference += (first[i] & 0xff) - (second[i] & 0xff);
    expect(Math.abs(difference / first.length) * (3000 / 255)).toBeLessThan(1);
  });

  it('opens with the windows of the whole film', () => {
    const box = { left: 200.4, top: 100, right: 900, bottom: 800.7 };
    expect(greysOf(preview, [box])).toEqual(greysOf(whole, [box]));
  });
});
