// The same through real files: a DICOM film with its header, a PNG and a JPEG picture with EXIF data, each with points beside it.

import * as fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { prepareFilm } from '../../../../main/cohort/prepare-film.ts';
import { writeDigitalXray } from '../../../../main/dicom/write/digital-xray.ts';
import { TURNS } from '../../../../main/domain/film/turn.ts';
import { valueOrThrow } from '../../../../main/domain/failure.ts';
import { SIDES, type Side } from '../../../../main/domain/hip.ts';
import { editedDicom } from '../../../fixtures/edit-dicom.ts';
import { greyPng } from '../../../fixtures/picture-files.ts';
import { middleOf, pointsFiles, SPACING_MM, storedPicture, trueSideAt, type StoredFilm, WRITTEN } from './stored-films.ts';

vi.setConfig({ testTimeout: 600_000 });

const FILES = Math.ceil((fc.readConfigureGlobal()?.numRuns ?? 100) / 4);

const TAGS = { patientOrientation: 0x00200020, imageLaterality: 0x00200062 };

function dicomFilm(film: StoredFilm, laterality: 'R' | 'L' | 'B'): Uint8Array {
  const { width, height, pixels } = storedPicture(film);
  const fields = {
    subject: 'P-1',
    visit: 'V00',
    studyDate: '20200101',
    studyUid: '2.25.1',
    seriesUid: '2.25.2',
    imageUid: '2.25.3',
    width,
    height,
    spacingMm: SPACING_MM,
    calibrated: false,
    bitsStored: 12,
    photometric: 'MONOCHROME2',
    window: { centre: 2048, width: 4096 },
    description: '',
    manufacturer: '',
    model: '',
  } as const;
  const edits = new Map([
    [TAGS.patientOrientation, { vr: 'CS', value: WRITTEN[film.turn] }],
    [TAGS.imageLaterality, { vr: 'CS', value: laterality }],
  ]);
  return editedDicom(writeDigitalXray(fields, Uint16Array.from(pixels)), edits);
}

function pngFilm(film: StoredFilm): Uint8Array {
  const { width, height, pixels } = storedPicture(film);
  const data = Uint8Array.from(pixels, (value) => Math.min(255, value / 16));
  return greyPng({ width, height, data }, TURNS.indexOf(film.turn) + 1);
}

async function prepared(film: StoredFilm, kind: 'dicom' | 'picture', laterality: 'R' | 'L' | 'B') {
  const order = {
    kind,
    name: kind === 'dicom' ? 'film.dcm' : 'film.png',
    points: pointsFiles(film),
    spacingMm: kind === 'dicom' ? null : SPACING_MM,
    correctsSpacing: false,
    numbering: null,
    whole: null,
  } as const;
  return valueOrThrow(await prepareFilm(kind === 'dicom' ? dicomFilm(film, laterality) : pngFilm(film), order));
}

test('no hip of a file gets the wrong side, and right points are used whatever the turn', async () => {
  const stored = fc.record({
    turn: fc.constantFrom(...TURNS),
    marking: fc.constantFrom('informed', 'naive'),
    files: fc.constantFrom('both', 'right-only', 'left-only'),
    exchanged: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(
      stored,
      fc.constantFrom('dicom', 'picture'),
      fc.constantFrom('R', 'L', 'B'),
      async (drawn, kind, laterality) => {
        const film: StoredFilm = { ...drawn, exchanged: drawn.exchanged && drawn.marking === 'informed' };
        const { hips, radiograph } = await prepared(film, kind, laterality);
        expect(radiograph.turn).toBe(film.turn);
        const given = hips.flatMap((hip): [Side, Side][] => {
          if (!('prepared' in hip)) return [];
          const middle = middleOf(hip.prepared.landmarks);
          return [[hip.side, trueSideAt(middle, { stored: film.turn, turned: radiograph.turn ?? 'none' })]];
        });
        for (const [side, truth] of given) expect([film, side]).toEqual([film, truth]);
        const right = film.marking === 'informed' && !film.exchanged && film.files === 'both';
        expect(right ? given.map(([side]) => side) : SIDES).toEqual(SIDES);
      },
    ),
    { numRuns: FILES },
  );
});
