// `osteograde export`: a checkpoint of a training run into a model for grading.

import { join, resolve } from 'node:path';
import { valueOrThrow } from '../../domain/failure.ts';
import { exportRunFolder } from '../../learning/export/export-run-folder.ts';
import { startChild } from '../../processes/child-process.ts';
import { entryPoint } from '../project-files.ts';
import { buildEnvironment } from '../build-workstation.ts';
import type { Say } from './terminal.ts';

export interface ExportChoices {
  readonly checkpoint?: string;
  readonly models?: string;
  readonly data?: string;
  readonly json?: boolean;
}

export async function exportModelOf(run: string, choices: ExportChoices, say: Say): Promise<void> {
  const { home, version } = buildEnvironment({ host: 'cli' });
  const models = resolve(choices.models ?? join(home, 'models'));
  const { checkpoint, data } = choices;
  const order = { run: resolve(run), checkpoint, models, data: data === undefined ? undefined : resolve(data), version };
  const used = valueOrThrow(await exportRunFolder(order, () => startChild(entryPoint('training-child'))));
  if (choices.json === true) return say.line(JSON.stringify(used));
  const { name, path, single, half } = used;
  const differences = `${single.toExponential(1)} in single precision, ${half.toExponential(1)} as written`;
  say.line(`Model ${name} written to ${path}. Largest difference from the trainer's answers: ${differences}.`);
}
