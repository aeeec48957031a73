// Orientation, EXIF, laterality and points, in agreement or not: a hip gets its true side or none.

import * as fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { prepareHips, type HipOutcomes } from '../../../../main/cohort/prepare-hips.ts';
import { orientationOf } from '../../../../main/dicom/orientation.ts';
import { turnedSize, turnPixels, TURNS, type Turn } from '../../../../main/domain/film/turn.ts';
import { SIDES, type Side } from '../../../../main/domain/hip.ts';
import type { Radiograph } from '../../../../main/domain/radiograph.ts';
import { drawText } from '../../../fixtures/draw-text.ts';
import {
  middleOf,
  otherSide,
  pointsFiles,
  SPACING_MM,
  storedPicture,
  trueSideAt,
  type StoredFilm,
  WRITTEN,
} from './stored-films.ts';

const CASES = 4 * (fc.readConfigureGlobal()?.numRuns ?? 100);
vi.setConfig({ testTimeout: CASES > 1000 ? 3_600_000 : 120_000 });

interface Case {
  readonly film: StoredFilm;
  /** What the file says about its frame, true or not. Null if it says nothing. */
  readonly stated: Turn | null;
  readonly by: 'PatientOrientation' | 'EXIF';
  readonly laterality: Side | 'B' | null;
}

function read({ film, stated, by, laterality }: Case): Radiograph {
  const stored = storedPicture(film);
  const tags = {
    patientOrientation: stated === null || by === 'EXIF' ? '' : WRITTEN[stated],
    viewPosition: 'AP',
    laterality: '',
    imageLaterality: laterality === null ? '' : laterality === 'B' ? 'B' : laterality.slice(0, 1).toUpperCase(),
    fieldOfViewTurned: false,
  };
  const header = orientationOf(tags);
  const orientation = by === 'EXIF' && stated !== null && stated !== 'none' ? { ...header, turn: stated, turnFrom: by } : header;
  return {
    ...turnedSize(orientation.turn, stored),
    pixels: turnPixels(orientation.turn, stored.pixels, stored),
    spacingMm: SPACING_MM,
    spacingSource: by === 'EXIF' ? 'supplied' : 'ImagerPixelSpacing',
    window: { centre: 0, width: 1 },
    subject: 'P-1',
    visit: '',
    ...orientation,
  };
}

function prepare(one: Case): HipOutcomes {
  return prepareHips(read(one), pointsFiles(one.film), { imageName: 'film', numbering: null });
}

/** The sides that were given, each with the true one. */
function sidesOf(one: Case): readonly (readonly [Side, Side])[] {
  const outcomes = prepare(one);
  return SIDES.flatMap((side) => {
    const outcome = outcomes[side];
    if (outcome?.ok !== true) return [];
    const { turn = 'none' } = read(one);
    return [[side, trueSideAt(middleOf(outcome.value.landmarks), { stored: one.film.turn, turned: turn })] as const];
  });
}

const turn = fc.constantFrom(...TURNS);
const laterality = fc.constantFrom(null, 'B', ...SIDES);
const files = fc.constantFrom('both', 'right-only', 'left-only', 'markups');

/** At most one of the frame and the points is wrong. Where both are, as in a mirrored film that says nothing, no file could tell. */
const anyCase: fc.Arbitrary<Case> = fc.oneof(
  // The file says the truth. The points are right, named by appearance, marked on the turned picture, or exchanged.
  fc
    .record({ turn, by: fc.constantFrom('PatientOrientation', 'EXIF'), laterality, files, exchanged: fc.boolean() })
    .chain(({ turn, by, ...rest }) => {
      const markings = by === 'EXIF' ? (['informed', 'naive', 'on-shown'] as const) : (['informed', 'naive'] as const);
      return fc.constantFrom(...markings).map((marking) => ({
        film: { turn, marking, files: rest.files, exchanged: rest.exchanged && marking === 'informed' },
        stated: turn,
        by,
        laterality: rest.laterality,
      }));
    }),
  // The file says nothing or the wrong thing. The points are right.
  fc.record({
    film: fc.record({ turn, marking: fc.constant('informed'), files, exchanged: fc.constant(false) }),
    stated: fc.option(turn),
    by: fc.constant('PatientOrientation'),
    laterality,
  }),
);

test('no hip gets the wrong side', () => {
  let given = 0;
  fc.assert(
    fc.property(anyCase, (one) => {
      const sides = sidesOf(one);
      given += sides.length;
      for (const [side, truth] of sides) expect([one, side]).toEqual([one, truth]);
    }),
    { numRuns: CASES },
  );
  expect(given).toBeGreaterThan(CASES / 4);
});

describe('a film with right points', () => {
  test.each(TURNS)('is graded on both sides if it says that it needs the turn %s', (stored) => {
    for (const by of ['PatientOrientation', 'EXIF'] as const) {
      const film = { turn: stored, marking: 'informed', files: 'both', exchanged: false } as const;
      expect(sidesOf({ film, stated: stored, by, laterality: null })).toEqual([
        ['right', 'right'],
        ['left', 'left'],
      ]);
    }
  });

  test.each(TURNS.filter((stored) => stored !== 'none'))('is refused if it does not say that it needs the turn %s', (stored) => {
    const film = { turn: stored, marking: 'informed', files: 'both', exchanged: false } as const;
    expect(sidesOf({ film, stated: null, by: 'PatientOrientation', laterality: null })).toEqual([]);
  });

  test.each(TURNS)('marked on the picture as shown is graded with a warning if its EXIF orientation is %s', (stored) => {
    const film = { turn: stored, marking: 'on-shown', files: 'both', exchanged: false } as const;
    const one = { film, stated: stored, by: 'EXIF', laterality: null } as const;
    expect(sidesOf(one).map(([side]) => side)).toEqual(['right', 'left']);
    const codes = Object.values(prepare(one)).flatMap((hip) => (hip.ok ? hip.value.warnings.map(({ code }) => code) : []));
    expect(codes.includes('side-unconfirmed')).toBe(stored !== 'none');
  });
});

test('points named by appearance on a film that says it is mirrored are refused, and the contradiction is named', () => {
  const film = { turn: 'flip-horizontal', marking: 'naive', files: 'both', exchanged: false } as const;
  const outcomes = prepare({ film, stated: 'flip-horizontal', by: 'PatientOrientation', laterality: null });
  expect(outcomes.right).toMatchObject({ ok: false, failure: { code: 'side-contradicted' } });
  expect(JSON.stringify(outcomes.left)).toContain('PatientOrientation');
});

test.each(SIDES)('a film that names the %s side refuses points of the other hip alone', (side) => {
  const film = { turn: 'none', marking: 'informed', files: `${otherSide(side)}-only`, exchanged: false } as const;
  const outcomes = prepare({ film, stated: 'none', by: 'PatientOrientation', laterality: side });
  expect(outcomes[otherSide(side)]).toMatchObject({ ok: false, failure: { code: 'side-contradicted' } });
});

describe('a side letter on the film', () => {
  const codesWith = (letter: string): readonly string[] => {
    const film = { turn: 'none', marking: 'informed', files: 'both', exchanged: false } as const;
    const picture = read({ film, stated: 'none', by: 'PatientOrientation', laterality: null });
    const pixels = picture.pixels.slice();
    drawText({ ...picture, pixels }, { text: letter, x: 12, y: 60, scale: 2, value: 6000 });
    const outcomes = prepareHips({ ...picture, pixels }, pointsFiles(film), { imageName: 'film', numbering: null });
    return SIDES.flatMap((side) => {
      const hip = outcomes[side];
      return hip?.ok === true ? hip.value.warnings.map(({ code }) => code) : [];
    }).filter((code) => code === 'side-contradicted');
  };

  test('beside its own hip is no matter', () => {
    expect(codesWith('R')).toEqual([]);
  });

  test('beside the other hip is a warning for both hips', () => {
    expect(codesWith('L')).toEqual(['side-contradicted', 'side-contradicted']);
  });
});
