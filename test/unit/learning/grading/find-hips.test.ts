// Whether the side of a film without points can be told, on phantom films.

import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { turnedSize, turnPixels, type Turn } from '../../../../main/domain/film/turn.ts';
import { success, valueOrThrow } from '../../../../main/domain/failure.ts';
import type { Side } from '../../../../main/domain/hip.ts';
import type { Radiograph } from '../../../../main/domain/radiograph.ts';
import { openFinders } from '../../../../main/inference/finders.ts';
import { findHips } from '../../../../main/learning/grading/find-hips.ts';
import { seededRandom } from '../../../../main/domain/random.ts';
import { phantomRadiograph } from '../../../../main/phantom/locating-truth.ts';
import { drawMetal } from '../../../../main/training/localisation/draw-metal.ts';

const finders = valueOrThrow(await openFinders(fileURLToPath(new URL('../../../../resources/models/localise', import.meta.url))));
afterAll(() => finders.close());

const { radiograph: upright, hips: phantomHips } = phantomRadiograph({
  seed: 52004,
  index: 1,
  enrichment: 'balanced',
  implantShare: 0,
});

async function outcomes(film: Partial<Radiograph>): Promise<Readonly<Record<Side, string>>> {
  const radiograph: Radiograph = {
    ...upright,
    spacingSource: 'PixelSpacing',
    window: { centre: 0, width: 1 },
    subject: 'P-1',
    visit: '',
    ...film,
  };
  const found = valueOrThrow(await findHips({ radiograph, spacingKnown: true, imageName: 'film' }, finders));
  const code = (side: Side): string => {
    const outcome = found.sides[side];
    return outcome.ok ? 'found' : outcome.failure.code;
  };
  return { right: code('right'), left: code('left') };
}

function turned(turn: Turn): Partial<Radiograph> {
  return { ...turnedSize(turn, upright), pixels: turnPixels(turn, upright.pixels, upright) };
}

/** The part of the film on one side of its middle. */
function half(shown: Side): Partial<Radiograph> {
  const { width, height, pixels } = upright;
  const kept = Math.floor(width / 2);
  const from = shown === 'right' ? 0 : width - kept;
  const part = new Float32Array(kept * height);
  for (let y = 0; y < height; y++) part.set(pixels.subarray(y * width + from, y * width + from + kept), y * kept);
  return { width: kept, pixels: part };
}

describe('a film without points', () => {
  test('that stands upright shows both hips', async () => {
    expect(await outcomes({})).toEqual({ right: 'found', left: 'found' });
  });

  test.each<Turn>(['rotate-90', 'rotate-180', 'rotate-270'])(
    'that is stored with the turn %s is refused as lying',
    async (turn) => {
      expect(await outcomes(turned(turn))).toEqual({ right: 'film-lying', left: 'film-lying' });
    },
  );

  test('whose header describes a view from the side is refused', async () => {
    const sideProblem = { code: 'unusual-view', message: '' } as const;
    expect(await outcomes({ sideProblem })).toEqual({ right: 'unusual-view', left: 'unusual-view' });
  });
});

describe('a film of one hip', () => {
  test.each<Side>(['right', 'left'])('that names the %s side agrees with that hip only', async (laterality) => {
    const other = laterality === 'right' ? 'left' : 'right';
    expect((await outcomes({ ...half(laterality), laterality }))[laterality]).toBe('found');
    expect(await outcomes({ ...half(other), laterality })).toEqual({ right: 'side-contradicted', left: 'side-contradicted' });
  });

  test('that is stored mirrored contradicts the side that the file names', async () => {
    const film = half('right');
    const { width = 0, pixels = new Float32Array(0) } = film;
    const mirrored = { ...film, pixels: turnPixels('flip-horizontal', pixels, { width, height: upright.height }) };
    expect(await outcomes({ ...mirrored, laterality: 'right' })).toMatchObject({ right: 'side-contradicted' });
  });
});

test('a film of both hips may name one of them', async () => {
  expect(await outcomes({ laterality: 'left' })).toEqual({ right: 'found', left: 'found' });
});

describe('what looks like a prosthesis', () => {
  const metal = (side: Side, x: number) => ({ side, probability: 0.99, implant: true, head: { x, y: 60, radius: 8 } });
  const codes = async (...heads: ReturnType<typeof metal>[]): Promise<readonly string[]> => {
    const inTheMiddle = { head: { x: 55.5, y: 55.5, radius: 16 }, probability: 0.99, implant: 0.99, metal: 0.99 };
    const stub = {
      heads: async () => Promise.resolve(success(heads)),
      centres: async (views: readonly Uint8Array[]) => Promise.resolve(success(views.map(() => inTheMiddle))),
      points: async () => Promise.resolve(success([])),
    };
    const radiograph: Radiograph = {
      ...upright,
      spacingSource: 'PixelSpacing',
      window: { centre: 0, width: 1 },
      subject: '',
      visit: '',
    };
    const found = valueOrThrow(await findHips({ radiograph, spacingKnown: true, imageName: 'film' }, stub));
    return [found.sides.right, found.sides.left].map((outcome) => (outcome.ok ? 'found' : outcome.failure.code));
  };

  test('is one beside another', async () => {
    expect(await codes(metal('right', 50), metal('left', 120))).toEqual(['hip-replaced', 'hip-replaced']);
  });

  test('alone on a film is no hip, because it may be a plate in a leg', async () => {
    expect(await codes(metal('left', 100))).toEqual(['landmarks-missing', 'landmarks-missing']);
  });

  test('above or below another is no hip', async () => {
    expect(await codes(metal('right', 80), metal('left', 82))).toEqual(['landmarks-missing', 'landmarks-missing']);
  });
});

test('a nail at a hip gives its grade a warning, and the other hip has none', async () => {
  const pixels = Float32Array.from(upright.pixels);
  const [right] = phantomHips;
  const hip = { head: right.head, looksRight: true, angle: 0 };
  drawMetal({ width: upright.width, height: upright.height, pixels }, hip, 'nail', seededRandom('nail'));
  const radiograph: Radiograph = { ...upright, pixels };
  const found = valueOrThrow(await findHips({ radiograph, spacingKnown: true, imageName: 'film' }, finders));
  const codes = [found.sides.right, found.sides.left].map((outcome) =>
    outcome.ok ? outcome.value.warnings.map(({ code }) => code) : outcome.failure.code,
  );
  expect(codes[0]).toContain('metal-near');
  expect(codes[1]).toEqual([]);
});
