// Import, grading and export of cohorts for the command line: a study opened or made, filled, graded, closed.

import { basename } from 'node:path';
import { stringify } from 'csv-stringify/sync';
import { writeCohortFile, type CohortExportJob } from '../../cohort/cohort-file/write-cohort-file.ts';
import type { ImportAnswers } from '../../cohort/import-answers.ts';
import { importFiles } from '../../cohort/import-files.ts';
import { planImport } from '../../cohort/import-plan.ts';
import type { ImportCounts, ImportJob } from '../../cohort/import-study.ts';
import { parseMapping, type LabelMapping } from '../../cohort/labels/label-mapping.ts';
import { createStudy, openStudy, type Study } from '../../cohort/study-folder.ts';
import { jointsWithPictures } from '../../database/subjects.ts';
import { valueOrThrow, type FileProblem } from '../../domain/failure.ts';
import type { PlannedCounts } from '../../domain/study/import-plan.ts';
import type { Environment } from '../environment.ts';
import { locatingNetworks } from '../../learning/grading/find-hips.ts';
import { withoutLandmarkProblems, findStudyHips } from '../../learning/grading/find-study-hips.ts';
import { openGradingService } from '../grading/grading-service.ts';
import type { Inference } from '../../inference/inference.ts';

export interface StudyImportOrder {
  /** Made where there is none. */
  readonly study: string;
  readonly paths: readonly string[];
  readonly landmarks: string | null;
  readonly answers: ImportAnswers;
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
    const work = { ...job, now: environment.now };
    const counts = await importFiles(study, order, withoutLandmarkProblems(work));
    await findStudyHips(study, inference.finders(locatingNetworks(environment)), work);
    if (order.grade && !job.signal.aborted) await openGradingService(environment, inference).gradeHips(study, [], job);
    return counts;
  } finally {
    study.close();
  }
}

export interface LookedThrough {
  readonly counts: PlannedCounts;
  readonly questions: readonly string[];
  readonly problems: readonly FileProblem[];
}

/** What an import would bring, with nothing written, and no study made where there is none. */
export async function lookThrough(order: StudyImportOrder, signal: AbortSignal): Promise<LookedThrough> {
  const opened = await openStudy(order.study);
  if (!opened.ok && opened.failure.code !== 'study-not-found') valueOrThrow(opened);
  try {
    const known = opened.ok ? jointsWithPictures(opened.value.database) : [];
    const plan = await planImport({ ...order, presets: [] }, known, signal);
    plan.close();
    return { counts: plan.counts, questions: plan.questions.map(({ kind }) => kind), problems: plan.problems };
  } finally {
    if (opened.ok) opened.value.close();
  }
}

/** Writes the study's crops as a cohort file. Throws a `FailureError`. */
export async function exportCohort(folder: string, file: string, job: CohortExportJob): Promise<{ hips: number }> {
  const study = valueOrThrow(await openStudy(folder));
  try {
    return valueOrThrow(await writeCohortFile(study, file, job));
  } finally {
    study.close();
  }
}

/** A mapping from its file's text. Throws a `FailureError`. */
export function readMapping(text: string): LabelMapping {
  return valueOrThrow(parseMapping(text));
}

/** What went wrong, as a table to be saved: file, code, message. */
export function fileProblemsTable(
  problems: readonly { readonly file: string; readonly code: string; readonly message: string }[],
): string {
  const columns = ['file', 'code', 'message'];
  return stringify(
    problems.map((problem) => ({ ...problem })),
    { header: true, columns, escape_formulas: true },
  );
}

async function openOrCreate(environment: Environment, folder: string): Promise<Study> {
  const opened = await openStudy(folder);
  if (opened.ok || opened.failure.code !== 'study-not-found') return valueOrThrow(opened);
  const createdAt = environment.now().toISOString();
  return valueOrThrow(await createStudy(folder, { name: basename(folder), synthetic: false, createdAt }));
}
