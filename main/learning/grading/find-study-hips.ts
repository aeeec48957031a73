// Finds the hips in a study's radiographs that came without landmarks, from the stored pixels, and confirms landmarks that are in doubt.
// It runs after an import. It may be stopped at any time: what was found is kept, and the next run looks for the others.

import { doubtsOfHip } from '../../cohort/film-task.ts';
import { keptHip } from '../../cohort/prepare-film.ts';
import type { Study } from '../../cohort/study-folder.ts';
import { readFilm } from '../../cohort/stored-picture.ts';
import {
  putEstimatedSpacing,
  putFoundPoints,
  radiographsToConfirm,
  radiographsWithoutPoints,
} from '../../database/found-points.ts';
import { hipsOfRadiograph, putHip, putJudgement } from '../../database/hips.ts';
import { radiographById, type RadiographRecord } from '../../database/radiographs.ts';
import type { Failure } from '../../domain/failure.ts';
import type { Radiograph } from '../../domain/radiograph.ts';
import { doubtAbout } from './confirm-points.ts';
import { findHips, type FoundHips } from './find-hips.ts';
import { DOUBTFUL_FITS } from '../../imaging/placement/check-placement.ts';
import type { Inference } from '../../inference/inference.ts';
import { localiseHips } from '../../inference/localise.ts';
import { gradingText } from '../text/grading.ts';

export interface FindHipsJob {
  readonly signal: AbortSignal;
  readonly step: (stage: string, done: number, total: number) => void;
  readonly problem: (file: string, failure: Failure) => void;
  readonly now: () => Date;
}

/** Makes a job not report missing landmarks, for an import that `findStudyHips` follows. */
export function withoutLandmarkProblems<Job extends Pick<FindHipsJob, 'problem'>>(job: Job): Job {
  const problem = (file: string, failure: Failure): void => {
    if (failure.code !== 'landmarks-missing') job.problem(file, failure);
  };
  return { ...job, problem };
}

/** Adds crops of all hips that can be found. A hip that is not found, or is a prosthesis, is reported as a problem. */
export async function findStudyHips(study: Study, finders: ReturnType<Inference['finders']>, job: FindHipsJob): Promise<void> {
  const waiting = radiographsWithoutPoints(study.database);
  for (const [index, radiographId] of waiting.entries()) {
    if (job.signal.aborted) return;
    job.step(gradingText.findingHips, index, waiting.length);
    const record = radiographById(study.database, radiographId);
    if (record === null) continue;
    const name = `${record.subject} ${record.visit}`.trim();
    const order = {
      radiograph: await storedRadiograph(study, record),
      spacingKnown: record.spacingSource !== 'estimated',
      imageName: name,
    };
    const found = await findHips(order, finders);
    if (!found.ok) return job.problem('', found.failure); // the networks cannot run, so no other hip can be found either
    for (const failure of await keepFound(study, record, found.value, job.now())) job.problem(name, failure);
  }
  if (waiting.length > 0) job.step(gradingText.findingHips, waiting.length, waiting.length);
  await confirmStudyPoints(study, finders, job);
}

/** Asks the networks about points from files that follow no outline. Where they contradict, the hip gets a warning or loses its crop. */
async function confirmStudyPoints(study: Study, finders: ReturnType<Inference['finders']>, job: FindHipsJob): Promise<void> {
  const doubtful = radiographsToConfirm(study.database, DOUBTFUL_FITS);
  for (const [index, radiographId] of doubtful.entries()) {
    if (job.signal.aborted) return;
    job.step(gradingText.confirmingPoints, index, doubtful.length);
    const record = radiographById(study.database, radiographId);
    if (record === null) continue;
    const radiograph = await storedRadiograph(study, record);
    const found = await localiseHips(radiograph, finders);
    for (const hip of hipsOfRadiograph(study.database, radiographId)) {
      const { side, prepared, quality } = hip;
      if (prepared === null || quality === null || quality.networksAsked) continue;
      const doubt = doubtAbout(radiograph, { ...prepared, side }, found.ok ? found.value : []);
      if (!doubt.ok) {
        putHip(study.database, { ...hip, prepared: null, problem: doubt.failure, quality: null, warnings: [] });
        job.problem(`${record.subject} ${record.visit}`.trim(), doubt.failure);
        continue;
      }
      const added = doubt.value === null ? [] : [doubt.value];
      const warnings = [...hip.warnings, ...added];
      putJudgement(study.database, { hipId: hip.hipId, quality: { ...quality, networksAsked: true }, warnings });
      for (const failure of doubtsOfHip(side, added)) job.problem(`${record.subject} ${record.visit}`.trim(), failure);
    }
  }
}

/** Returns a film of the study with its pixels. */
export async function storedRadiograph(study: Study, record: RadiographRecord): Promise<Radiograph> {
  const { width, height, pixels, spacingMm, spacingSource, patientPlane, window, subject, visit, turn, laterality, warnings } =
    record;
  const values = await readFilm(study.objects, record);
  const grey = new Float32Array(values.length);
  values.forEach((value, at) => (grey[at] = pixels.low + pixels.slope * value));
  return {
    width,
    height,
    pixels: grey,
    spacingMm,
    spacingSource,
    patientPlane,
    window,
    subject,
    visit,
    turn,
    ...(laterality === null ? {} : { laterality }),
    warnings,
  };
}

/** Stores the hips that had no landmarks before. Returns the problems of those that still have no crop. */
async function keepFound(study: Study, record: RadiographRecord, found: FoundHips, now: Date): Promise<readonly Failure[]> {
  const { database, objects } = study;
  const waiting = hipsOfRadiograph(database, record.radiographId).filter(({ problem }) => problem?.code === 'landmarks-missing');
  const kept = waiting.map((hip) => ({ hip, film: keptHip(hip.side, found.sides[hip.side]) }));
  for (const { film } of kept) {
    for (const { bytes, sha256 } of 'objects' in film ? film.objects : []) await objects.put(bytes, sha256);
  }
  database.transaction(() => {
    putEstimatedSpacing(database, record.radiographId, found.radiograph.spacingMm);
    for (const { hip, film } of kept) {
      if (!('prepared' in film)) {
        putHip(database, { ...hip, prepared: null, problem: film.problem, quality: null, warnings: [] });
        continue;
      }
      putHip(database, { ...hip, prepared: film.prepared, problem: null, quality: film.quality, warnings: film.warnings });
      const probability = found.probability[hip.side] ?? 0;
      putFoundPoints(database, { hipId: hip.hipId, network: 'localise-points', probability, foundAt: now.toISOString() });
    }
  })();
  return kept.flatMap(({ film }) => ('problem' in film ? [film.problem] : doubtsOfHip(film.side, film.warnings)));
}
