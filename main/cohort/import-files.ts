// A batch of radiographs into a study: every file on its own, so that a bad one never stops the rest.

import { setImmediate as breathe } from 'node:timers/promises';
import { FailureError, type Failure } from '../domain/failure.ts';
import { endsBatch, fileFailure, namingFile } from './file-failure.ts';
import { findRadiographs } from './find-radiographs.ts';
import { importRadiograph } from './import-radiograph.ts';
import type { Study } from './study-folder.ts';

export interface ImportOptions {
  /** Files and folders. */
  readonly paths: readonly string[];
  /** A points file for every image, or a folder of them; null for beside each image. */
  readonly landmarks: string | null;
  /** Used where a file has no spacing of its own. */
  readonly spacingMm: number | null;
}

/** The parts of a job that an import needs, and the time. */
export interface ImportJob {
  readonly signal: AbortSignal;
  readonly step: (stage: string, done: number, total: number) => void;
  readonly problem: (file: string, failure: Failure) => void;
  readonly now: () => Date;
}

export interface ImportCounts {
  readonly imported: number;
  readonly alreadyThere: number;
  readonly failed: number;
}

/** Imports until done or stopped. Throws a `FailureError` only when the study itself cannot be written. */
export async function importFiles(study: Study, options: ImportOptions, job: ImportJob): Promise<ImportCounts> {
  job.step('Looking for radiographs', 0, 0);
  const { files, problems } = await findRadiographs(options.paths);
  for (const { file, failure } of problems) job.problem(file, namingFile(failure, file));
  const counts = { imported: 0, alreadyThere: 0, failed: problems.length };
  for (const [index, file] of files.entries()) {
    if (job.signal.aborted) break;
    job.step('Importing radiographs', index, files.length);
    const outcome = await importOne(study, { ...options, file, importedAt: job.now().toISOString() });
    if (outcome.kind === 'failed') {
      if (endsBatch(outcome.failure)) throw new FailureError(outcome.failure);
      job.problem(file, outcome.failure);
      counts.failed += 1;
    } else {
      for (const failure of outcome.problems) job.problem(file, failure);
      counts[outcome.kind === 'imported' ? 'imported' : 'alreadyThere'] += 1;
    }
    await breathe();
  }
  job.step('Importing radiographs', counts.imported + counts.alreadyThere + counts.failed, files.length);
  return counts;
}

type Outcome =
  | { readonly kind: 'imported' | 'already-there'; readonly problems: readonly Failure[] }
  | { readonly kind: 'failed'; readonly failure: Failure };

async function importOne(study: Study, options: ImportOptions & { file: string; importedAt: string }): Promise<Outcome> {
  try {
    const result = await importRadiograph(study, options);
    if (!result.ok) return { kind: 'failed', failure: namingFile(result.failure, options.file) };
    const { added, problems } = result.value;
    return { kind: added ? 'imported' : 'already-there', problems: problems.map((failure) => namingFile(failure, options.file)) };
  } catch (error) {
    const failure = fileFailure(error, options.file);
    if (failure === null) throw error;
    return { kind: 'failed', failure };
  }
}
