// `osteograde import`: radiographs into a study.

import { resolve } from 'node:path';
import { importIntoStudy } from '../../services/import-study.ts';
import { openInferenceHere } from '../../services/inference.ts';
import { buildEnvironment } from '../workstation.ts';
import type { Say } from './say.ts';
import { stoppable } from './stoppable.ts';

export interface ImportChoices {
  readonly study: string;
  readonly landmarks?: string;
  readonly spacing?: number;
  readonly grade?: boolean;
  readonly json?: boolean;
}

/** True when every file came in with both hips prepared. */
export async function importRadiographs(paths: readonly string[], choices: ImportChoices, say: Say): Promise<boolean> {
  const environment = buildEnvironment({ host: 'cli' });
  const inference = openInferenceHere();
  const errors: { file: string; code: string; message: string }[] = [];
  const order = {
    study: resolve(choices.study),
    paths,
    landmarks: choices.landmarks ?? null,
    spacingMm: choices.spacing ?? null,
    grade: choices.grade === true,
  };
  const job = {
    signal: stoppable(),
    step: (stage: string, done: number, total: number) => say.progress(`${stage} ${done}/${total}`),
    problem: (file: string, { code, message }: { code: string; message: string }) => {
      errors.push({ file, code, message });
      if (choices.json !== true) say.error(message);
    },
  };
  try {
    const counts = await importIntoStudy(environment, inference, order, job);
    if (choices.json === true) say.line(JSON.stringify({ ...counts, errors }, null, 2));
    else say.line(`${counts.imported} imported, ${counts.alreadyThere} already there, ${counts.failed} could not be read.`);
  } finally {
    await inference.close();
  }
  return errors.length === 0 && !job.signal.aborted;
}
