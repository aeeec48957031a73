// A checkpoint of a run becomes a model: proven against the trainer's own answers, then written with its card.

import { success, type Result } from '../../domain/failure.ts';
import { hipInput } from '../../inference/hip-input.ts';
import type { Architecture } from '../../network/architecture.ts';
import type { Weights } from '../../network/parameters.ts';
import { openEngine } from '../../tensor/open-engine.ts';
import { architectureOf } from '../../training/recipe-architecture.ts';
import type { Recipe } from '../../training/recipe.ts';
import { loadCheckpoint, type CheckpointName, type RunProgress } from '../../training/run-folder.ts';
import type { Engine } from '../../tensor/engine.ts';
import { proveExport, type ProofPictures, type ExportProof } from './prove-export.ts';
import { exportKneeModel } from './export-knee-model.ts';
import { kneeNetwork } from './knee-network.ts';
import { proveHeatmaps } from './prove-heatmaps.ts';
import { cropReading, dataInWords, exportHipModel, hipPictureEdge } from './export-hip-model.ts';
import { runFigures } from './run-figures.ts';

export interface UseOrder {
  readonly recipe: Recipe;
  /** The run's folder. */
  readonly folder: string;
  readonly checkpoint: CheckpointName;
  /** Real crops that both networks are asked about. */
  readonly crops: ProofPictures;
  /** The model's name, and the folder it goes into. */
  readonly name: string;
  readonly models: string;
  /** The mean kappa of the checkpoint's epoch on the validation hips. */
  readonly validationKappa: number | null;
  readonly version: string;
}

export interface ExportedModel {
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
export async function useRun(order: UseOrder): Promise<Result<ExportedModel>> {
  const { recipe, folder, checkpoint, name } = order;
  const kept = await loadCheckpoint(folder, checkpoint);
  if (!kept.ok) return kept;
  const architecture = architectureOf(recipe);
  const { weights } = kept.value;
  const opened = await openEngine({ precision: 'fp32' });
  if (!opened.ok) return opened;
  const engine = opened.value;
  const checked = await proven(order, architecture, { weights, progress: kept.value.progress, engine }).finally(() =>
    engine.dispose(),
  );
  if (!checked.ok) return checked;
  const written = await writeFor(order, architecture, kept.value);
  if (!written.ok) return written;
  const { single, half } = checked.value;
  return success({ name, path: written.value, grades: recipe.system !== 3, single, half });
}

/** The answers of every system against the trainer's, on pictures as they are graded; of System 3 also its heatmaps. */
async function proven(
  { recipe, crops }: UseOrder,
  architecture: Architecture,
  { weights, progress, engine }: { readonly weights: Weights; readonly progress: RunProgress; readonly engine: Engine },
): Promise<Result<ExportProof>> {
  if (recipe.system !== 3) {
    const edge = hipPictureEdge(recipe, progress);
    if (!edge.ok) return edge;
    const pictures = crops.pictures.map((crop) => hipInput([crop], cropReading(recipe, edge.value)));
    const sized = { ...architecture, inputSize: edge.value };
    return proveExport({ architecture: sized, weights }, { height: edge.value, width: edge.value, pictures }, engine);
  }
  const knee = kneeNetwork(recipe, architecture, weights, (values) => values);
  const checked = await proveExport({ architecture: knee.architecture, weights }, crops, engine);
  if (!checked.ok) return checked;
  const heatmaps = await proveHeatmaps(knee, weights, crops, engine);
  return heatmaps.ok ? checked : heatmaps;
}

/** Among the user's models. */
async function writeFor(
  order: UseOrder,
  architecture: Architecture,
  { weights, progress }: { readonly weights: Weights; readonly progress: RunProgress },
): Promise<Result<string>> {
  const { recipe, folder, name, models, validationKappa, version } = order;
  if (recipe.system === 3) return exportKneeModel({ recipe, architecture, weights, progress, folder, models, name, version });
  const { validation } = dataInWords(recipe);
  const figures = await runFigures(folder, { epoch: progress.epoch, validation });
  return exportHipModel({ recipe, architecture, weights, progress, models, name, version, validationKappa, figures });
}
