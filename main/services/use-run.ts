// A checkpoint of a run becomes a model for grading: proven against the trainer's own answers, then written with its card.

import { failed, success, type Result } from '../domain/failure.ts';
import { QUADRANTS } from '../domain/quadrant.ts';
import { closedFormOf } from '../network/class-activation.ts';
import { openEngine } from '../tensor/open-engine.ts';
import { architectureOf } from '../training/recipe-architecture.ts';
import type { Recipe } from '../training/recipe.ts';
import { loadCheckpoint, type CheckpointName } from '../training/run-folder.ts';
import { checkExport, type CheckedCrops } from './export-check.ts';
import { exportModel } from './model-export.ts';

export interface UseOrder {
  readonly recipe: Recipe;
  /** The run's folder. */
  readonly folder: string;
  readonly checkpoint: CheckpointName;
  /** Real crops that both networks are asked about. */
  readonly crops: CheckedCrops;
  /** The model's name, and the folder it goes into. */
  readonly name: string;
  readonly models: string;
  /** The mean kappa of the checkpoint's epoch on the validation hips. */
  readonly validationKappa: number | null;
  readonly version: string;
}

export interface UsedRun {
  readonly name: string;
  /** The ONNX file; its card lies beside it. */
  readonly path: string;
  /** Largest relative difference from the trainer's answers, with weights in single precision and as shipped. */
  readonly single: number;
  readonly half: number;
}

/** Nothing is written where the exported network answers otherwise than the trainer (`export-differs`). */
export async function useRun(order: UseOrder): Promise<Result<UsedRun>> {
  const { recipe, folder, checkpoint, crops, name, models, validationKappa, version } = order;
  if (recipe.system !== 1) {
    return failed(
      'not-allowed',
      'Only a run that grades the four quadrants (System 1) can grade hips here. This one is for comparison and figures.',
    );
  }
  const kept = await loadCheckpoint(folder, checkpoint);
  if (!kept.ok) return kept;
  const architecture = architectureOf(recipe);
  if (QUADRANTS.some((quadrant) => closedFormOf(architecture, quadrant) === null)) {
    return failed(
      'not-allowed',
      'This network gives no heatmap without a backward pass, so its grades could not be shown with their evidence.',
    );
  }
  const { weights, progress } = kept.value;
  const opened = await openEngine({ precision: 'fp32' });
  if (!opened.ok) return opened;
  const engine = opened.value;
  const checked = await checkExport({ architecture, weights }, crops, engine).finally(() => engine.dispose());
  if (!checked.ok) return checked;
  const written = await exportModel({
    recipe,
    architecture,
    weights,
    progress,
    models,
    name,
    version,
    validationKappa,
    figures: [],
  });
  if (!written.ok) return written;
  const { single, half } = checked.value;
  return success({ name, path: written.value, single, half });
}
