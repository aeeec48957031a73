// Exports a study as a cohort file, for the command line.

import { writeCohortFile, type CohortExportJob } from '../../cohort/cohort-file/write-cohort-file.ts';
import { openStudy } from '../../cohort/study-folder.ts';
import { valueOrThrow } from '../../domain/failure.ts';

/** Writes the study's crops as a cohort file. Throws a `FailureError`. */
export async function exportCohort(folder: string, file: string, job: CohortExportJob): Promise<{ hips: number }> {
  const study = valueOrThrow(await openStudy(folder));
  try {
    return valueOrThrow(await writeCohortFile(study, file, job));
  } finally {
    study.close();
  }
}
