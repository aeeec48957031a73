// "Use this run": makes a model from a checkpoint of a run. The export is checked against the trainer's own answers, then written.

import { join } from 'node:path';
import type { ExportedModel } from '../run/training-calls.ts';
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
import type { HipRecipe } from '../data/training-data.ts';
import { addFamiliarity } from '../familiarity/add-familiarity.ts';
import { learnedCrops } from '../familiarity/learned-crops.ts';
import { seenByRun, type SeenSubjects } from '../evaluation/seen-subjects.ts';
import { runFigures } from './run-figures.ts';

export interface UseOrder {
  readonly recipe: Recipe;
  /** The run's folder. */
  readonly folder: string;
  readonly checkpoint: CheckpointName;
  /** The pictures on which the exported network is compared with the trainer's. */
  readonly crops: ProofPictures;
  /** The model's name, and the folder for its files. */
  readonly name: string;
  readonly models: string;
  /** The mean kappa of the checkpoint's epoch on the validation hips. */
  readonly validationKappa: number | null;
  /** The study's folder, for a run that learned from one. */
  readonly study?: string | undefined;
  /** The subjects that the run has seen, if its folder does not have its labels. */
  readonly seen?: SeenSubjects | null | undefined;
  readonly version: string;
}

/** Fails with `export-differs`, and writes nothing, if the exported network does not answer like the trainer's. */
export async function useRun(order: UseOrder): Promise<Result<ExportedModel>> {
  const { recipe, folder, checkpoint, name } = order;
  const loaded = await loadCheckpoint(folder, checkpoint);
  if (!loaded.ok) return loaded;
  const architecture = architectureOf(recipe);
  const opened = await openEngine({ precision: 'fp32' });
  if (!opened.ok) return opened;
  const engine = opened.value;
  const proof = await proveAnswers(order, architecture, { ...loaded.value, engine }).finally(() => engine.dispose());
  if (!proof.ok) return proof;
  const written = await writeModel(order, architecture, loaded.value);
  if (!written.ok) return written;
  const { single, half } = proof.value;
  const familiarity = recipe.system !== 3 && (await learnFamiliarity(written.value, { ...order, recipe }));
  return success({ name, path: written.value, grades: recipe.system !== 3, familiarity, single, half });
}

/** False if the training pictures are not at hand: a study that is not named, or phantoms that the run did not keep. */
async function learnFamiliarity(
  model: string,
  { recipe, folder, study, version }: UseOrder & { readonly recipe: HipRecipe },
): Promise<boolean> {
  const source = { study, cache: join(folder, 'crops'), version };
  // An aborted signal reads phantoms that were kept, and renders none.
  const crops = await learnedCrops(recipe, source, () => undefined, AbortSignal.abort());
  if (!crops.ok) return false;
  const added = await addFamiliarity({ model, crops: crops.value });
  return added.ok;
}

/** Compares the answers with the trainer's, on pictures as they are graded; for System 3 the heatmaps too. */
async function proveAnswers(
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
  const proof = await proveExport({ architecture: knee.architecture, weights }, crops, engine);
  if (!proof.ok) return proof;
  const heatmaps = await proveHeatmaps(knee, weights, crops, engine);
  return heatmaps.ok ? proof : heatmaps;
}

/** Writes the model to the user's models. */
async function writeModel(
  order: UseOrder,
  architecture: Architecture,
  { weights, progress }: { readonly weights: Weights; readonly progress: RunProgress },
): Promise<Result<string>> {
  const { recipe, folder, name, models, validationKappa, version } = order;
  if (recipe.system === 3) return exportKneeModel({ recipe, architecture, weights, progress, folder, models, name, version });
  const { validation } = dataInWords(recipe);
  const figures = await runFigures(folder, { epoch: progress.epoch, validation });
  const seen = order.seen ?? (recipe.data.kind === 'study' ? await seenByRun(folder) : null);
  return exportHipModel({ recipe, architecture, weights, progress, models, name, version, validationKappa, figures, seen });
}
