// Plans and imports at once, without questions in between.

import { jointsWithPictures } from '../database/subjects.ts';
import { NO_ANSWERS, type ImportAnswers } from './import-answers.ts';
import { labelPresets } from './labels/label-presets.ts';
import { planImport, type ImportOptions } from './import-plan.ts';
import { importStudy, type ImportCounts, type ImportJob } from './import-study.ts';
import type { Study } from './study-folder.ts';
import { importText } from './text/import.ts';

export interface FilesToImport extends Pick<ImportOptions, 'paths' | 'landmarks'> {
  readonly answers?: ImportAnswers;
}

/** Imports until done or stopped. Throws a `FailureError` only if the study itself cannot be written. */
export async function importFiles(study: Study, files: FilesToImport, job: ImportJob): Promise<ImportCounts> {
  const answers = files.answers ?? NO_ANSWERS;
  job.step(importText.stage.checking, 0, 0);
  const plan = await planImport(
    { ...files, answers, presets: labelPresets(study.database) },
    jointsWithPictures(study.database),
    job.signal,
  );
  try {
    return await importStudy(study, plan, answers, job);
  } finally {
    plan.close();
  }
}
