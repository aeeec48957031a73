// A study of an earlier version has mirrored films as they are stored.

import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { NO_ANSWERS } from '../../../../main/cohort/import-answers.ts';
import { importFiles } from '../../../../main/cohort/import-files.ts';
import type { Failure } from '../../../../main/domain/failure.ts';
import { greyPng } from '../../../fixtures/picture-files.ts';
import { startReaderHere } from '../../../fixtures/start-reader.ts';
import { newStudy, temporaryFolder } from '../films.ts';
import { pointsFiles, SPACING_MM, storedPicture } from './stored-films.ts';

const folder = temporaryFolder();
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('points for such a film are refused, because they would be turned and its pixels not', async () => {
  const films = join(folder, 'films');
  mkdirSync(films);
  const { width, height, pixels } = storedPicture({ turn: 'flip-horizontal' });
  writeFileSync(
    join(films, 'film.png'),
    greyPng({ width, height, data: Uint8Array.from(pixels, (value) => Math.min(255, value / 16)) }, 2),
  );
  const problems: Failure[] = [];
  const study = await newStudy(join(folder, 'study'));
  const importAgain = async (): Promise<void> => {
    const job = {
      signal: new AbortController().signal,
      step: () => undefined,
      problem: (_: string, failure: Failure) => problems.push(failure),
      now: () => new Date(0),
      startReader: startReaderHere,
    };
    await importFiles(study, { paths: [films], landmarks: null, answers: { ...NO_ANSWERS, spacingMm: SPACING_MM } }, job);
  };
  try {
    await importAgain();
    expect(study.database.prepare('SELECT turn FROM radiographs').pluck().get()).toBe('flip-horizontal');
    study.database.prepare('UPDATE radiographs SET turn = NULL').run();
    const [points] = pointsFiles({ turn: 'flip-horizontal', marking: 'informed', files: 'both', exchanged: false });
    writeFileSync(join(films, 'film.pts'), points?.text ?? '');
    await importAgain();
    expect(problems.map(({ code }) => code)).toContain('side-contradicted');
    expect(study.database.prepare('SELECT count(*) FROM crops').pluck().get()).toBe(0);
    // In a study of this version, the same points are used.
    study.database.prepare("UPDATE radiographs SET turn = 'flip-horizontal'").run();
    await importAgain();
    expect(study.database.prepare('SELECT count(*) FROM crops').pluck().get()).toBe(2);
  } finally {
    study.close();
  }
});
