// "Use this run": from a run's folder to a model among the user's own, for the interface and the command line alike.

import type { Study } from '../../cohort/study-folder.ts';
import { failed, type Result } from '../../domain/failure.ts';
import type { Recipe } from '../../training/recipe.ts';
import { proofPictures } from './proof-pictures.ts';
import type { ProcessChannel } from '../../processes/process-channel.ts';
import { findCheckpoint } from '../run/run-checkpoints.ts';
import { useRunInChild } from '../run/training.ts';
import type { ExportedModel } from './use-run.ts';

export interface CheckpointExport {
  /** The run's folder. */
  readonly folder: string;
  readonly recipe: Recipe;
  readonly checkpoint: string;
  readonly validationKappa: number | null;
  readonly models: string;
  readonly name: string;
  /** Lends crops for the proof where the run kept none. */
  readonly study: Study | null;
  /** The same of class folders, for System 3. */
  readonly data?: string | undefined;
  readonly version: string;
}

export async function exportCheckpoint(request: CheckpointExport, start: () => ProcessChannel): Promise<Result<ExportedModel>> {
  const { study, data, ...rest } = request;
  const checkpoint = await findCheckpoint(request.folder, request.checkpoint);
  if (!checkpoint.ok) return checkpoint;
  const crops = await proofPictures(request.recipe, request.folder, { study, data });
  if (!crops.ok) return crops;
  if (crops.value.pictures.length === 0) {
    const words =
      request.recipe.system === 3
        ? 'The export is proven on real pictures, and the run kept none. Name the folder it learned from with --data.'
        : 'The export is proven on real crops, and neither the run nor the study has any. Open the study it was trained in.';
    return failed('hip-not-found', words);
  }
  return useRunInChild(start, { ...rest, checkpoint: checkpoint.value, crops: crops.value });
}

/** Tells runs of one recipe apart, and their checkpoints. */
export function modelName(runId: string, checkpoint: string): string {
  // The run's number in front is its time; the letters behind tell runs of one recipe apart.
  return `${runId.replace(/^\d+-/, '')}-${checkpoint.replace(/^best-/, '')}`;
}
