// `osteograde export-hdf5`: writes a study's crops as a cohort file that Python can read.

import { resolve } from 'node:path';
import { exportCohort } from '../../services/study/export-cohort.ts';
import type { Terminal } from './terminal.ts';
import { stopSignal } from './stop-signal.ts';
import { outputText } from '../text/output.ts';

/** Throws a `FailureError` if the study cannot be read or the file cannot be written. */
export async function exportHdf5(
  study: string,
  file: string,
  choices: { readonly json?: boolean; readonly pseudonyms?: boolean },
  terminal: Terminal,
): Promise<void> {
  const { pseudonyms = false } = choices;
  const step = (stage: string, done: number, total: number): void => terminal.progress(`${stage} ${done}/${total}`);
  const { hips } = await exportCohort(resolve(study), resolve(file), { signal: stopSignal(), step, pseudonyms });
  if (choices.json === true) terminal.json({ hips, file: resolve(file) });
  else terminal.line(outputText.exportHdf5.written(hips));
}
