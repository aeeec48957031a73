// `osteograde export`: turns a checkpoint of a training run into a model that can grade.

import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { valueOrThrow } from '../../domain/failure.ts';
import { RunIdSchema } from '../../domain/training/run.ts';
import { runFolder } from '../../learning/run/run-records.ts';
import { exportRunFolder } from '../../learning/export/export-run-folder.ts';
import { buildEnvironment } from '../build-workstation.ts';
import { startProgram } from '../start-program.ts';
import type { Terminal } from './terminal.ts';
import { outputText } from '../text/output.ts';

export interface ExportChoices {
  readonly checkpoint?: string;
  readonly models?: string;
  readonly study?: string;
  readonly data?: string;
  readonly json?: boolean;
}

export async function exportModelOf(run: string, choices: ExportChoices, terminal: Terminal): Promise<void> {
  const { home, version, errors: log } = buildEnvironment({ host: 'cli' });
  const models = resolve(choices.models ?? join(home, 'models'));
  const { checkpoint, data } = choices;
  const study = choices.study === undefined ? undefined : resolve(choices.study);
  const order = {
    run: runOf(run, study),
    checkpoint,
    models,
    study,
    data: data === undefined ? undefined : resolve(data),
    version,
  };
  const exported = valueOrThrow(await exportRunFolder(order, () => startProgram('training-child', { log })));
  if (choices.json === true) return terminal.json(exported);
  const { name, path, single, half, grades, familiarity } = exported;
  terminal.line(outputText.export.written({ name, path, single, half }));
  if (grades && !familiarity) terminal.line(outputText.export.noFamiliarity);
}

/** A folder, or the id of a run of the study. */
function runOf(run: string, study: string | undefined): string {
  return study !== undefined && RunIdSchema.safeParse(run).success && !existsSync(run) ? runFolder(study, run) : resolve(run);
}
