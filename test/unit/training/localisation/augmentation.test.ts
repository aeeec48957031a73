// The changed pictures of the locating tasks: the truth must follow the film through every turn, scale and mirror.

import { describe, expect, it } from 'vitest';
import type { Side } from '../../../../main/domain/hip.ts';
import { seededRandom } from '../../../../main/domain/random.ts';
import { drawMetal, METAL_KINDS, replacesHead } from '../../../../main/training/localisation/draw-metal.ts';
import { changedHeadView } from '../../../../main/training/localisation/head-views.ts';
import { sampleFilm, type LearningFilm } from '../../../../main/training/localisation/learning-film.ts';
import { changedOverview, plainOverview } from '../../../../main/training/localisation/overviews.ts';

const augmentation = { rotationDegrees: 15, shiftPixels: 0, scale: 0.4, gain: 0.2, offset: 0.1, flip: true };

/** Two heads on a dark film. The right one is bright, the left one less. */
const film: LearningFilm = (() => {
  const [width, height] = [400, 320];
  const pixels = new Uint8Array(width * height).fill(20);
  const heads = (['right', 'left'] as const).map((side) => ({
    side,
    implant: false,
    head: { x: side === 'right' ? 100 : 300, y: 170, radius: 22 },
  }));
  for (const { side, head } of heads) {
    for (let y = 140; y < 200; y++) {
      for (let x = 0; x < width; x++) {
        if (Math.hypot(x - head.x, y - head.y) <= head.radius) pixels[y * width + x] = side === 'right' ? 220 : 160;
      }
    }
  }
  return { subject: 'film', width, height, pixels, heads };
})();

describe('an overview', () => {
  it('that is not changed shows both heads where they lie', () => {
    const { pixels, hips } = plainOverview(film, 160);
    expect(hips.map(({ side }) => side)).toEqual<Side[]>(['right', 'left']);
    for (const { head } of hips) expect(pixels[Math.round(head.y) * 160 + Math.round(head.x)]).toBeGreaterThan(0.5);
    expect(hips[0].head.x).toBeLessThan(hips[1].head.x);
  });

  it('that is changed keeps the right hip on the left of the picture and the heads as bright spots', () => {
    let bright = 0;
    let shown = 0;
    for (let seed = 0; seed < 200; seed++) {
      const { pixels, hips } = changedOverview(film, 160, { augmentation, random: seededRandom(seed) });
      const [right, left] = [hips.find(({ side }) => side === 'right'), hips.find(({ side }) => side === 'left')];
      expect(right?.head.x ?? -Infinity).toBeLessThan(left?.head.x ?? Infinity);
      for (const { head, metal } of hips) {
        const [x, y] = [Math.round(head.x), Math.round(head.y)];
        if (metal || x < 12 || y < 12 || x > 147 || y > 147) continue;
        shown++;
        if ((pixels[y * 160 + x] ?? 0) > 0.35) bright++;
      }
    }
    expect(shown).toBeGreaterThan(100);
    expect(bright / shown).toBeGreaterThan(0.9);
  });
});

it('a changed view of a hip shows its head, or says that there is none', () => {
  const counts = { shown: 0, none: 0, bright: 0 };
  for (let seed = 0; seed < 200; seed++) {
    const { pixels, hips } = changedHeadView(film, 112, { augmentation, random: seededRandom(seed) });
    const [hip] = hips;
    if (hip === undefined) counts.none++;
    else {
      counts.shown++;
      if ((pixels[Math.round(hip.head.y) * 112 + Math.round(hip.head.x)] ?? 0) > 0.3) counts.bright++;
    }
  }
  expect(counts.none).toBeGreaterThan(20);
  expect(counts.bright / counts.shown).toBeGreaterThan(0.85);
});

it('a film that is enlarged and shifted is sampled where the placement says', () => {
  const sampled = sampleFilm(film, { size: 11, placement: [2, 0, 90, 0, 2, 160], beyond: 0, coarseness: 1 });
  expect(sampled[5 * 11 + 5]).toBeCloseTo(220 / 255, 2); // the film's (100, 170)
  const outside = sampleFilm(film, { size: 3, placement: [1, 0, -50, 0, 1, -50], beyond: 0.7, coarseness: 1 });
  expect([...outside].every((value) => Math.abs(value - 0.7) < 1e-6)).toBe(true);
});

it.each(METAL_KINDS)('a device (%s) brightens its hip and nothing far from it', (kind) => {
  const pixels = new Float32Array(200 * 100).fill(0.2);
  pixels[199] = 0.8; // the densest bone
  const hip = { head: { x: 150, y: 30, radius: 8 }, looksRight: true, angle: 0 };
  drawMetal({ width: 200, height: 100, pixels }, hip, kind, seededRandom(kind));
  const changed = [...pixels.keys()].filter((index) => index !== 199 && pixels[index] !== Math.fround(0.2));
  expect(changed.length).toBeGreaterThan(20);
  expect(changed.every((index) => index % 200 > 100)).toBe(true);
  expect(replacesHead(kind)).toBe(['total', 'hemi', 'resurfacing'].includes(kind));
});
