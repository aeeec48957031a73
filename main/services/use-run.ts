// A checkpoint of a run becomes a model: proven against the trainer's own answers, then written with its card.

import { join } from 'node:path';
import { success, type Result } from '../domain/failure.ts';
import type { Architecture } from '../network/architecture.ts';
import type { Weights } from '../network/parameters.ts';
import { openEngine } from '../tensor/open-engine.ts';
import { architectureOf } from '../training/recipe-architecture.ts';
import type { Recipe } from '../training/recipe.ts';
import { loadCheckpoint, type CheckpointName, type RunProgress } from '../training/run-folder.ts';
import { checkExport, type CheckedCrops } from './export-check.ts';
import { exportModel } from './model-export.ts';
import { exportNetwork } from './network-export.ts';

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
  /** Whether it can grade hips here. */
  readonly grades: boolean;
  /** Largest relative difference from the trainer's answers, with weights in single precision and as shipped. */
  readonly single: number;
  readonly half: number;
}

/** Nothing is written where the exported network answers otherwise than the trainer (`export-differs`). */
export async function useRun(order: UseOrder): Promise<Result<UsedRun>> {
  const { recipe, folder, checkpoint, crops, name } = order;
  const kept = await loadCheckpoint(folder, checkpoint);
  if (!kept.ok) return kept;
  const architecture = architectureOf(recipe);
  const { weights } = kept.value;
  const opened = await openEngine({ precision: 'fp32' });
  if (!opened.ok) return opened;
  const engine = opened.value;
  const checked = await checkExport({ architecture, weights }, crops, engine).finally(() => engine.dispose());
  if (!checked.ok) return checked;
  const written = await writeFor(order, architecture, kept.value);
  if (!written.ok) return written;
  const { single, half } = checked.value;
  return success({ name, path: written.value, grades: recipe.system === 1, single, half });
}

/** Among the user's models where it can grade hips; else beside the run, for other programs. */
async function writeFor(
  order: UseOrder,
  architecture: Architecture,
  { weights, progress }: { readonly weights: Weights; readonly progress: RunProgress },
): Promise<Result<string>> {
  const { recipe, folder, name, models, validationKappa, version } = order;
  if (recipe.system === 1) {
    return exportModel({ recipe, architecture, weights, progress, models, name, version, validationKappa, figures: [] });
  }
  const { epoch } = progress;
  return exportNetwork({ recipe, architecture, weights, epoch, folder: join(folder, 'exports'), name, version });
}
