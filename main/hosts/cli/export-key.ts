// `osteograde export-key`: writes who stands behind each name of a study.

import { resolve } from 'node:path';
import { exportKey } from '../../services/study/export-key.ts';
import type { Terminal } from './terminal.ts';
import { outputText } from '../text/output.ts';

/** Throws a `FailureError` if the study or its key table cannot be read, or if the file cannot be written. */
export async function exportStudyKey(
  study: string,
  file: string,
  choices: { readonly json?: boolean },
  terminal: Terminal,
): Promise<void> {
  const subjects = await exportKey(resolve(study), resolve(file));
  if (choices.json === true) terminal.json({ subjects, file: resolve(file) });
  else terminal.line(outputText.exportKey.written(subjects));
}
