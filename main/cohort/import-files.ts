// Plans and imports at once, without questions in between.

import { NO_ANSWERS, type ImportAnswers } from './import-answers.ts';
import { originalJoints } from './identity/study-names.ts';
import { labelPresets } from './labels/label-presets.ts';
import { replacementQuestion } from './labels/replaced-labels.ts';
import { planImport, type ImportOptions } from './import-plan.ts';
import { importStudy, type ImportCounts, type ImportJob } from './import-study.ts';
import type { PlannedImport } from './planned-import.ts';
import type { Study } from './study-folder.ts';
import { importText } from './text/import.ts';

export interface FilesToImport extends Pick<ImportOptions, 'paths' | 'landmarks'> {
  readonly answers?: ImportAnswers;
}

/** What the import would add to this study, and the labels that it would replace. Stores nothing. The caller closes the plan. */
export async function planForStudy(study: Study, files: FilesToImport, signal: AbortSignal): Promise<PlannedImport> {
  const plan = await plannedImport(study, files, signal);
  const replaced = await replacementQuestion(study, plan);
  return replaced === null ? plan : { ...plan, questions: [...plan.questions, replaced] };
}

/** Imports until done or stopped. Throws a `FailureError` only if the study itself cannot be written. */
export async function importFiles(study: Study, files: FilesToImport, job: ImportJob): Promise<ImportCounts> {
  job.step(importText.stage.checking, 0, 0);
  const plan = await plannedImport(study, files, job.signal);
  try {
    return await importStudy(study, plan, files.answers ?? NO_ANSWERS, job);
  } finally {
    plan.close();
  }
}

async function plannedImport(study: Study, files: FilesToImport, signal: AbortSignal): Promise<PlannedImport> {
  const { answers = NO_ANSWERS } = files;
  return planImport({ ...files, answers, presets: labelPresets(study.database) }, originalJoints(study), signal);
}
