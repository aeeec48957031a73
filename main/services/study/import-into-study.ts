// Imports into a study, for the command line. Opens or creates the study, fills it, and grades it if asked to.

import { basename } from 'node:path';
import type { ImportAnswers } from '../../cohort/import-answers.ts';
import { importFiles, planFiles, planForStudy } from '../../cohort/import-files.ts';
import type { ImportCounts, ImportJob } from '../../cohort/import-study.ts';
import { parseMapping, type LabelMapping } from '../../cohort/labels/label-mapping.ts';
import type { ReplacementQuestion } from '../../cohort/labels/replaced-labels.ts';
import { createStudy, openStudy, type Study } from '../../cohort/study-folder.ts';
import { valueOrThrow, type FileProblem } from '../../domain/failure.ts';
import type { PlannedCounts } from '../../domain/study/import-plan.ts';
import type { Environment } from '../environment.ts';
import { locatingNetworks } from '../../learning/grading/installed-models.ts';
import { withoutLandmarkProblems, findStudyHips } from '../../learning/grading/find-study-hips.ts';
import { openGradingService } from '../grading/grading-service.ts';
import type { Inference } from '../../inference/inference.ts';
import { expectWritable, recordChange } from '../recorded.ts';
import { importDetail } from './import-plans.ts';

export interface StudyImportOrder {
  /** The study's folder, created if missing. */
  readonly study: string;
  readonly paths: readonly string[];
  readonly landmarks: string | null;
  readonly answers: ImportAnswers;
  readonly grade: boolean;
}

/** Throws a `FailureError` if the study or the model cannot be used. */
export async function importIntoStudy(
  environment: Environment,
  inference: Inference,
  order: StudyImportOrder,
  job: Omit<ImportJob, 'now' | 'startReader'>,
): Promise<ImportCounts> {
  const study = await openOrCreate(environment, order.study);
  try {
    expectWritable(study);
    recordChange({ study, target: 'import', detail: importDetail(order.answers) }, 'study.import', environment.now());
    const importJob = { ...job, now: environment.now, startReader: environment.startReader };
    const counts = await importFiles(study, order, withoutLandmarkProblems(importJob));
    await findStudyHips(study, inference.finders(locatingNetworks(environment)), importJob);
    if (order.grade && !job.signal.aborted) {
      recordChange({ study, target: 'predict', detail: { hipIds: [] } }, 'grading.run', environment.now());
      await openGradingService(environment, inference).gradeHips(study, [], job);
    }
    return counts;
  } finally {
    study.close();
  }
}

export interface ImportPreview {
  readonly counts: PlannedCounts;
  readonly questions: readonly string[];
  /** The labels of the study that the tables would replace. Null if there are none. */
  readonly replaced: ReplacementQuestion | null;
  readonly problems: readonly FileProblem[];
}

/** Returns what an import would add. Writes nothing, and does not create a missing study. */
export async function previewImport(
  { startReader }: Pick<Environment, 'startReader'>,
  order: StudyImportOrder,
  signal: AbortSignal,
): Promise<ImportPreview> {
  const opened = await openStudy(order.study);
  if (!opened.ok && opened.failure.code !== 'study-not-found') valueOrThrow(opened);
  try {
    const reading = { startReader, signal };
    const plan = await (opened.ok ? planForStudy(opened.value, order, reading) : planFiles(order, reading));
    const replaced = plan.questions.find((question) => question.kind === 'replaced-labels') ?? null;
    return { counts: plan.counts, questions: plan.questions.map(({ kind }) => kind), replaced, problems: plan.problems };
  } finally {
    if (opened.ok) opened.value.close();
  }
}

/** Parses the text of a mapping file. Throws a `FailureError`. */
export function readMapping(text: string): LabelMapping {
  return valueOrThrow(parseMapping(text));
}

async function openOrCreate(environment: Environment, folder: string): Promise<Study> {
  const opened = await openStudy(folder);
  if (opened.ok || opened.failure.code !== 'study-not-found') return valueOrThrow(opened);
  const createdAt = environment.now().toISOString();
  return valueOrThrow(await createStudy(folder, { name: basename(folder), synthetic: false, createdAt }));
}
