// Finds the hips of a study whose films have no landmarks.

import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { importFiles } from '../../../../main/cohort/import-files.ts';
import type { ImportJob } from '../../../../main/cohort/import-study.ts';
import type { Study } from '../../../../main/cohort/study-folder.ts';
import { foundPointsOf } from '../../../../main/database/found-points.ts';
import { ungradedHipIds } from '../../../../main/database/hips.ts';
import { radiographById, type RadiographRecord } from '../../../../main/database/radiographs.ts';
import { valueOrThrow, type Failure } from '../../../../main/domain/failure.ts';
import { writePhantomCohort } from '../../../../main/phantom/write-cohort.ts';
import { withoutLandmarkProblems, findStudyHips } from '../../../../main/learning/grading/find-study-hips.ts';
import { openInferenceHere } from '../../../../main/inference/inference.ts';
import { editedDicom } from '../../../fixtures/edit-dicom.ts';
import { newStudy, temporaryFolder } from '../../cohort/films.ts';
import { startReaderHere } from '../../../fixtures/start-reader.ts';

const folder = temporaryFolder();
const networks = fileURLToPath(new URL('../../../../resources/models/localise', import.meta.url));
const inference = openInferenceHere();
const problems: Failure[] = [];
const job: ImportJob = {
  signal: new AbortController().signal,
  step: () => undefined,
  problem: (_, failure) => problems.push(failure),
  now: () => new Date(0),
  startReader: startReaderHere,
};
const [films, bare] = [join(folder, 'films'), join(folder, 'bare')];
const film = join(films, 'PHANTOM-00001_V00.dcm');
let study: Study;

beforeAll(async () => {
  valueOrThrow(
    await writePhantomCohort({ folder: films, subjects: 1, visits: 1, seed: 52020, implantShare: 0 }, () => undefined),
  );
  mkdirSync(bare);
  study = await newStudy(join(folder, 'study'));
});
afterAll(async () => {
  study.close();
  await inference.close();
  rmSync(folder, { recursive: true, force: true });
});

const filled = async (path: string): Promise<void> => {
  await importFiles(study, { paths: [path], landmarks: null }, withoutLandmarkProblems(job));
  await findStudyHips(study, inference.finders(networks), job);
};

it('both hips get crops, and their landmarks are marked as found', async () => {
  copyFileSync(film, join(bare, basename(film)));
  await filled(bare);
  expect(problems).toEqual([]);
  const ids = ungradedHipIds(study.database);
  expect(ids).toHaveLength(2);
  for (const id of ids) expect(foundPointsOf(study.database, id)).toMatchObject({ foundAt: '1970-01-01T00:00:00.000Z' });
});

it('landmarks from a file replace them later', async () => {
  await filled(films);
  const ids = ungradedHipIds(study.database);
  expect(ids).toHaveLength(2);
  for (const id of ids) expect(foundPointsOf(study.database, id)).toBeNull();
});

it('a film without a spacing gets one estimated from its femoral heads, marked as estimated', async () => {
  const unscaled = join(folder, 'unscaled');
  mkdirSync(unscaled);
  const tags = [0x00181164, 0x00280030].map((tag) => [tag, null] as const);
  const other = new Map([...tags, [0x00100020, { vr: 'LO', value: 'OTHER-1' }] as const]);
  writeFileSync(join(unscaled, 'film.dcm'), editedDicom(readFileSync(film), other));
  await filled(unscaled);
  const [estimated, measured] = [radiographOf('OTHER-1'), radiographOf('PHANTOM-00001')];
  expect([estimated.spacingSource, measured.spacingSource]).toEqual(['estimated', 'ImagerPixelSpacing']);
  expect(estimated.spacingMm / measured.spacingMm).toBeCloseTo(1, 1);
});

function radiographOf(subject: string): RadiographRecord {
  const id = study.database.prepare('SELECT DISTINCT radiograph_id FROM hips WHERE subject = ?').pluck().get(subject);
  const radiograph = radiographById(study.database, String(id));
  if (radiograph === null) throw new Error(`The study has no radiograph of ${subject}.`);
  return radiograph;
}
