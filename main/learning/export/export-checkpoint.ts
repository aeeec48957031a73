// "Use this run": makes a model from a run's folder, for the user interface and the command line.

import type { Study } from '../../cohort/study-folder.ts';
import { failed, type Result } from '../../domain/failure.ts';
import type { Recipe } from '../../training/recipe.ts';
import { proofPictures } from './proof-pictures.ts';
import { findCheckpoint } from '../run/run-checkpoints.ts';
import type { UseOrder } from './use-run.ts';
import type { ExportedModel } from '../run/training-calls.ts';
import { exportText } from '../text/export.ts';

export interface CheckpointExport {
  /** The run's folder. */
  readonly folder: string;
  readonly recipe: Recipe;
  readonly checkpoint: string;
  readonly validationKappa: number | null;
  readonly models: string;
  readonly name: string;
  /** Lends crops for the check if the run kept none. */
  readonly study: Study | null;
  /** The class folders that lend pictures for System 3. */
  readonly data?: string | undefined;
  readonly version: string;
}

/** `use` makes the model: here (`useRunInChild`) or on a workstation. */
export async function exportCheckpoint(
  request: CheckpointExport,
  use: (order: UseOrder) => Promise<Result<ExportedModel>>,
): Promise<Result<ExportedModel>> {
  const { study, data, ...order } = request;
  const checkpoint = await findCheckpoint(request.folder, request.checkpoint);
  if (!checkpoint.ok) return checkpoint;
  const proof = await proofPictures(request.recipe, request.folder, { study, data });
  if (!proof.ok) return proof;
  if (proof.value.pictures.length === 0) {
    return failed('hip-not-found', request.recipe.system === 3 ? exportText.noImages : exportText.noCrops);
  }
  return use({ ...order, study: study?.folder, checkpoint: checkpoint.value, crops: proof.value });
}

/** Returns a name that is different for each run of a recipe and each of its checkpoints. */
export function modelName(runId: string, checkpoint: string): string {
  // The number at the front of a run's id is its time. The letters at the end tell runs of one recipe apart.
  return `${runId.replace(/^\d+-/, '')}-${checkpoint.replace(/^best-/, '')}`;
}
