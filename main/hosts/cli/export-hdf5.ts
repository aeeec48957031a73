// `osteograde export-hdf5`: a study's crops as a cohort file that Python reads.

import { resolve } from 'node:path';
import { exportCohort } from '../../services/study/export-cohort.ts';
import type { Say } from './terminal.ts';
import { stoppable } from './stop-signal.ts';

/** Throws a `FailureError` when the study cannot be read or the file not written. */
export async function exportHdf5(study: string, file: string, choices: { readonly json?: boolean }, say: Say): Promise<void> {
  const step = (stage: string, done: number, total: number): void => say.progress(`${stage} ${done}/${total}`);
  const { hips } = await exportCohort(resolve(study), resolve(file), { signal: stoppable(), step });
  say.line(choices.json === true ? JSON.stringify({ hips, file: resolve(file) }) : `${hips} hips written.`);
}
