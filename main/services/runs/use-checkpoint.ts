// A checkpoint of a run as a model that can grade.

import { join } from 'node:path';
import type { Study } from '../../cohort/study-folder.ts';
import { valueOrThrow } from '../../domain/failure.ts';
import { exportCheckpoint, modelName } from '../../learning/export/export-checkpoint.ts';
import { readRunRecord, runFolder, runOf } from '../../learning/run/run-records.ts';
import type { ExportedModel } from '../../learning/run/training-calls.ts';
import type { UseOrder } from '../../learning/export/use-run.ts';
import { useRunInChild } from '../../learning/run/training.ts';
import type { Sending } from '../../remote/client/follow-job.ts';
import { exportRemotely } from '../../remote/client/remote-export.ts';
import type { Workstations } from '../../remote/client/workstations.ts';
import { recordChange } from '../recorded.ts';
import type { ProcessChannel } from '../../processes/process-channel.ts';
import { parseRecipe } from '../../training/recipe.ts';
import type { Environment } from '../environment.ts';
import type { ChangeRunRecord } from './change-run-record.ts';

export interface CheckpointChoice {
  readonly study: Study;
  readonly runId: string;
  readonly checkpoint: string;
  /** The paired workstation to export on. Null for this machine. */
  readonly workstation: string | null;
  readonly signal: AbortSignal;
}

export interface ExportServices {
  readonly environment: Environment;
  readonly startProcess: () => ProcessChannel;
  readonly changeRecord: ChangeRunRecord;
  readonly workstations: Workstations;
}

/** Exports the checkpoint into the user's models and lists the model in the run's record. Throws a `FailureError`. */
export async function useCheckpoint(
  { environment, startProcess, changeRecord, workstations }: ExportServices,
  { study, runId, checkpoint, workstation: name, signal }: CheckpointChoice,
): Promise<ExportedModel> {
  const record = valueOrThrow(await readRunRecord(study.folder, runId));
  const run = await runOf(study.folder, record, null);
  const workstation = name === null ? null : valueOrThrow(await workstations.find(name));
  const onSending = (detail: Sending): void => recordChange({ study, target: runId, detail }, 'training.send', environment.now());
  const use = (order: UseOrder) =>
    workstation === null
      ? useRunInChild(startProcess, order, signal)
      : exportRemotely({ workstation, run: runId, order, onSending }, signal);
  const exported = valueOrThrow(
    await exportCheckpoint(
      {
        folder: runFolder(study.folder, runId),
        recipe: valueOrThrow(parseRecipe(JSON.stringify(record.recipe))),
        checkpoint,
        validationKappa: run.best[checkpoint]?.figures['meanKappa'] ?? null,
        models: join(environment.home, 'models'),
        name: modelName(runId, checkpoint),
        study,
        version: environment.version,
      },
      use,
    ),
  );
  await changeRecord(study.folder, record, (latest) => {
    const others = latest.models.filter(({ name }) => name !== exported.name);
    return { ...latest, models: [...others, { name: exported.name, checkpoint }] };
  });
  return exported;
}
