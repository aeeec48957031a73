// Plans and imports at once, without questions in between.

import { jointsWithPictures } from '../database/subjects.ts';
import { NO_ANSWERS, type ImportAnswers } from './import-answers.ts';
import { labelPresets } from './labels/label-presets.ts';
import { planImport, type ImportOptions, type KnownJoints } from './import-plan.ts';
import { importStudy, type ImportCounts, type ImportJob } from './import-study.ts';
import { openReader } from './reading/open-reader.ts';
import type { PlannedImport } from './planned-import.ts';
import type { Study } from './study-folder.ts';
import { importText } from './text/import.ts';

/** Plans an import with readers of its own. */
export async function planFiles(
  options: ImportOptions,
  known: KnownJoints,
  { startReader, signal }: Pick<ImportJob, 'startReader' | 'signal'>,
): Promise<PlannedImport> {
  const reader = openReader({ start: startReader, signal });
  try {
    return await planImport(options, known, { reader, signal });
  } finally {
    await reader.close();
  }
}

export interface FilesToImport extends Pick<ImportOptions, 'paths' | 'landmarks'> {
  readonly answers?: ImportAnswers;
}

/** Imports until done or stopped. Throws a `FailureError` only if the study itself cannot be written. */
export async function importFiles(study: Study, files: FilesToImport, job: ImportJob): Promise<ImportCounts> {
  const answers = files.answers ?? NO_ANSWERS;
  job.step(importText.stage.checking, 0, 0);
  const reader = openReader({ start: job.startReader, signal: job.signal });
  try {
    const options = { ...files, answers, presets: labelPresets(study.database) };
    const plan = await planImport(options, jointsWithPictures(study.database), { reader, signal: job.signal });
    return await importStudy(study, plan, answers, { ...job, reader });
  } finally {
    await reader.close();
  }
}
