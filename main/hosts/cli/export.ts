// `osteograde export`: turns a checkpoint of a training run into a model that can grade.

import { existsSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { valueOrThrow, type Result } from '../../domain/failure.ts';
import { RunIdSchema } from '../../domain/training/run.ts';
import { runFolder } from '../../learning/run/run-records.ts';
import { exportRunFolder } from '../../learning/export/export-run-folder.ts';
import type { UseOrder } from '../../learning/export/use-run.ts';
import { useRunInChild } from '../../learning/run/training.ts';
import type { ExportedModel } from '../../learning/run/training-calls.ts';
import type { Sending } from '../../remote/client/follow-job.ts';
import { exportRemotely } from '../../remote/client/remote-export.ts';
import { openWorkstations } from '../../remote/client/workstations.ts';
import { stopSignal } from './stop-signal.ts';
import { buildEnvironment } from '../build-environment.ts';
import { startProgram } from '../start-program.ts';
import type { Terminal } from './terminal.ts';
import { outputText } from '../text/output.ts';

export interface ExportChoices {
  readonly checkpoint?: string;
  readonly models?: string;
  readonly study?: string;
  readonly data?: string;
  /** The paired workstation to export on. */
  readonly on?: string;
  readonly json?: boolean;
}

export async function exportModelOf(run: string, choices: ExportChoices, terminal: Terminal): Promise<void> {
  const { home, version, errors: log } = buildEnvironment({ host: 'cli' });
  const models = resolve(choices.models ?? join(home, 'models'));
  const { checkpoint, data } = choices;
  const study = choices.study === undefined ? undefined : resolve(choices.study);
  const here = (use: UseOrder) => useRunInChild(() => startProgram('training-child', { log }), use);
  const order = {
    run: runOf(run, study),
    checkpoint,
    models,
    study,
    data: data === undefined ? undefined : resolve(data),
    version,
  };
  const exported = valueOrThrow(
    await exportRunFolder(order, choices.on === undefined ? here : elsewhere(home, choices.on, terminal)),
  );
  if (choices.json === true) return terminal.json(exported);
  const { name, path, single, half, grades, familiarity } = exported;
  terminal.line(outputText.export.written({ name, path, single, half }));
  if (grades && !familiarity) terminal.line(outputText.export.noFamiliarity);
}

/** Makes the model on a paired workstation. */
function elsewhere(home: string, name: string, terminal: Terminal): (order: UseOrder) => Promise<Result<ExportedModel>> {
  return async (order) => {
    const workstation = await openWorkstations(home).find(name);
    if (!workstation.ok) return workstation;
    const onSending = (sending: Sending): void => terminal.error(outputText.sending(sending));
    return exportRemotely({ workstation: workstation.value, run: basename(order.folder), order, onSending }, stopSignal());
  };
}

/** A folder, or the id of a run of the study. */
function runOf(run: string, study: string | undefined): string {
  return study !== undefined && RunIdSchema.safeParse(run).success && !existsSync(run) ? runFolder(study, run) : resolve(run);
}
