// Import and grading for the command line: a study opened or made, filled, graded, closed.

import { basename } from 'node:path';
import { NO_ANSWERS } from '../cohort/import-answers.ts';
import { importFiles } from '../cohort/import-files.ts';
import type { ImportCounts, ImportJob } from '../cohort/import-study.ts';
import { createStudy, openStudy, type Study } from '../cohort/study-folder.ts';
import { valueOrThrow } from '../domain/failure.ts';
import type { Environment } from './environment.ts';
import { openGradingService } from './grading.ts';
import type { Inference } from './inference.ts';

export interface StudyImportOrder {
  /** Made where there is none. */
  readonly study: string;
  readonly paths: readonly string[];
  readonly landmarks: string | null;
  readonly spacingMm: number | null;
  readonly grade: boolean;
}

/** Throws a `FailureError` when the study or the model cannot be used. */
export async function importIntoStudy(
  environment: Environment,
  inference: Inference,
  order: StudyImportOrder,
  job: Omit<ImportJob, 'now'>,
): Promise<ImportCounts> {
  const study = await openOrCreate(environment, order.study);
  try {
    const counts = await importFiles(
      study,
      { ...order, answers: { ...NO_ANSWERS, spacingMm: order.spacingMm } },
      { ...job, now: environment.now },
    );
    if (order.grade && !job.signal.aborted) await openGradingService(environment, inference).gradeHips(study, [], job);
    return counts;
  } finally {
    study.close();
  }
}

async function openOrCreate(environment: Environment, folder: string): Promise<Study> {
  const opened = await openStudy(folder);
  if (opened.ok || opened.failure.code !== 'study-not-found') return valueOrThrow(opened);
  const createdAt = environment.now().toISOString();
  return valueOrThrow(await createStudy(folder, { name: basename(folder), synthetic: false, createdAt }));
}
