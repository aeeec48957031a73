// A study of an earlier version has mirrored films as they are stored.

import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { importRadiograph, type FilmOrigin } from '../../../../main/cohort/import-radiograph.ts';
import type { PreparedFilm } from '../../../../main/cohort/film-task.ts';
import { NO_ANSWERS } from '../../../../main/cohort/import-answers.ts';
import { StudyPeople } from '../../../../main/cohort/identity/study-people.ts';
import { prepareFilm } from '../../../../main/cohort/prepare-film.ts';
import { putImport } from '../../../../main/database/imports.ts';
import { hipsOfRadiograph } from '../../../../main/database/hips.ts';
import { valueOrThrow } from '../../../../main/domain/failure.ts';
import { UNKNOWN_PATIENT } from '../../../../main/domain/person/mention.ts';
import { greyPng } from '../../../fixtures/picture-files.ts';
import { newStudy, temporaryFolder } from '../films.ts';
import { pointsFiles, SPACING_MM, storedPicture } from './stored-films.ts';

const folder = temporaryFolder();
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const origin: FilmOrigin = {
  location: 'film.png',
  files: [],
  importId: 'import',
  importedAt: '2026-01-01T00:00:00.000Z',
  joint: null,
  mention: { ...UNKNOWN_PATIENT, number: 'P1', cohort: '', exact: true },
};

test('points for such a film are refused, because they would be turned and its pixels not', async () => {
  const study = await newStudy(join(folder, 'study'));
  try {
    putImport(study.database, { importId: 'import', at: origin.importedAt, kind: 'radiographs', detail: {} });
    const target = { study, people: new StudyPeople(study, NO_ANSWERS) };
    const film = await mirroredFilm([]);
    valueOrThrow(await importRadiograph(target, film, origin));
    study.database.prepare('UPDATE radiographs SET turn = NULL').run();
    const marked = { turn: 'flip-horizontal', marking: 'informed', files: 'both', exchanged: false } as const;
    const again = valueOrThrow(await importRadiograph(target, await mirroredFilm(pointsFiles(marked)), origin));
    expect(again).toMatchObject({ added: false, problems: [{ code: 'side-contradicted' }] });
    expect(hipsOfRadiograph(study.database, film.radiographId).every(({ prepared }) => prepared === null)).toBe(true);
  } finally {
    study.close();
  }
});

async function mirroredFilm(points: ReturnType<typeof pointsFiles>): Promise<PreparedFilm> {
  const { width, height, pixels } = storedPicture({ turn: 'flip-horizontal' });
  const file = greyPng({ width, height, data: Uint8Array.from(pixels, (value) => Math.min(255, value / 16)) }, 2);
  const order = {
    kind: 'picture',
    name: 'film.png',
    points,
    spacingMm: SPACING_MM,
    correctsSpacing: false,
    numbering: null,
    whole: null,
  } as const;
  return valueOrThrow(await prepareFilm(file, order));
}
