// Trains a model that grades: data, training, figures and export, all in the calling process. `training.ts` starts a process for it.

import { join } from 'node:path';
import { success, type Result } from '../../domain/failure.ts';
import type { Architecture } from '../../network/architecture.ts';
import { openNetwork } from '../../network/network.ts';
import type { Engine } from '../../tensor/engine.ts';
import { architectureOf } from '../../training/recipe-architecture.ts';
import type { Recipe, RecipeOf } from '../../training/recipe.ts';
import { learnsFromWeak } from '../../training/tasks/hip-supervision.ts';
import type { Provenance } from '../data/provenance.ts';
import { preflightText } from '../text/preflight.ts';
import { evaluateModel } from '../evaluation/evaluate-on-phantoms.ts';
import type { MeasuredFigure } from '../evaluation/evaluation.ts';
import { cardFigures } from '../evaluation/grade-figures.ts';
import { seenByRun } from '../evaluation/seen-subjects.ts';
import { fitCalibration, temperatureFigures, withTemperatures } from '../export/calibrate-heads.ts';
import { exportHipModel } from '../export/export-hip-model.ts';
import { prepareTask, type PreparedTask } from './prepare-task.ts';
import { prepareRunFolder, openTrainingEngine, trainWithManifest } from './train-with-manifest.ts';
import { loadCheckpoint } from '../../training/run-folder.ts';
import { bestCheckpoint } from './run-checkpoints.ts';
import type { RunLease } from './run-lease.ts';
import { startingWeights } from './starting-weights.ts';
import type { DataOptions, DataProgress } from '../data/training-data.ts';
import { addFamiliarity } from '../familiarity/add-familiarity.ts';
import { learnedCrops } from '../familiarity/learned-crops.ts';
import type { Clock } from './training-manifest.ts';
import type { TrainedModel, TrainingOptions, TrainingProgress } from './training-calls.ts';

interface ModelTraining {
  readonly recipe: Recipe;
  readonly options: TrainingOptions;
  readonly architecture: Architecture;
  readonly clock: Clock;
  readonly lease: RunLease;
}

type Progress = (progress: TrainingProgress) => void;

/**
 * Trains to the end of the recipe and writes the figures of the best epoch to `figures.json`. They are measured on the recipe's test
 * cohort, if it has one: for System 1 with the exported model. Systems 2 to 4 are measured on their validation items too.
 */
export async function trainModel(
  order: Omit<ModelTraining, 'architecture'>,
  progress: Progress,
  signal: AbortSignal,
): Promise<Result<TrainedModel>> {
  const { recipe, options } = order;
  const folder = await prepareRunFolder(recipe, options);
  if (!folder.ok) return folder;
  const training = { ...order, architecture: architectureOf(recipe) };
  const figures =
    recipe.system === 1 && options.exportOnly === true ? success([]) : await trainAndMeasure(training, progress, signal);
  if (!figures.ok) return figures;
  await order.lease.check(); // models are written elsewhere, where the lease does not reach
  if (recipe.system === 1) return exportBest({ ...training, recipe }, progress, signal);
  const best = await loadCheckpoint(options.folder, bestCheckpoint(recipe));
  if (!best.ok) return best;
  const { epoch, best: values } = best.value.progress;
  return success({ model: null, epochs: epoch, bestKappa: values['kappa'] ?? null, evaluation: null, figures: figures.value });
}

async function trainAndMeasure(
  training: ModelTraining,
  progress: Progress,
  signal: AbortSignal,
): Promise<Result<MeasuredFigure[]>> {
  const { recipe, options, architecture } = training;
  const { weights } = options;
  const first = weights === undefined ? success(undefined) : await startingWeights(architecture, weights, recipe.seed);
  if (!first.ok) return first;
  const onData: DataProgress = (set, done, total) => progress({ kind: 'data', set, done, total });
  const prepared = await prepareTask(recipe, architecture, dataSource(options), { progress: onData, signal });
  if (!prepared.ok) return prepared;
  for (const words of startWarnings(recipe, weights, prepared.value.provenance)) progress({ kind: 'warning', words });
  const opened = await openTrainingEngine(recipe, options, progress);
  if (!opened.ok) return opened;
  const engine = opened.value;
  try {
    if (options.exportOnly !== true) {
      const { snapshot, provenance } = prepared.value;
      const run = { ...training, task: prepared.value.on(engine), data: provenance, first: first.value, snapshot };
      const trained = await trainWithManifest(engine, run, progress, signal);
      if (!trained.ok) return trained;
    }
    return recipe.system === 1 ? success([]) : await measureBest(engine, training, prepared.value);
  } finally {
    engine.dispose();
  }
}

/** What makes the run useless although it can start. */
function startWarnings(recipe: Recipe, weights: string | undefined, { supervision }: Provenance): readonly string[] {
  const frozen = recipe.headOnly === true && weights === undefined;
  const noWeakHip =
    recipe.system === 1 && recipe.budget !== undefined && learnsFromWeak(recipe.strategy) && supervision?.weak.length === 0;
  return [
    ...(frozen ? [preflightText.weights.frozenRandom] : []),
    ...(noWeakHip ? [preflightText.noWeakHips(supervision.strong)] : []),
  ];
}

/** Measures the best epoch and writes its figures to the run's folder. */
async function measureBest(
  engine: Engine,
  { recipe, options, architecture, lease }: ModelTraining,
  task: PreparedTask,
): Promise<Result<MeasuredFigure[]>> {
  const best = await loadCheckpoint(options.folder, bestCheckpoint(recipe));
  if (!best.ok) return best;
  const network = openNetwork(architecture, best.value.weights, engine);
  try {
    const figures = await task.measure(network);
    const report = { checkpoint: bestCheckpoint(recipe), epoch: best.value.progress.epoch, figures };
    await lease.write(join(options.folder, 'figures.json'), `${JSON.stringify(report, null, 2)}\n`);
    return success(figures);
  } finally {
    network.dispose();
  }
}

type SystemOneTraining = ModelTraining & { readonly recipe: RecipeOf<1> };

/** Exports the best epoch as a model. Its figures are measured with the exported file, which grades as it will grade any hip. */
async function exportBest(
  { recipe, options, architecture, lease }: SystemOneTraining,
  progress: Progress,
  signal: AbortSignal,
): Promise<Result<TrainedModel>> {
  const best = await loadCheckpoint(options.folder, 'best-kappa');
  if (!best.ok) return best;
  const { weights, progress: reached } = best.value;
  const order = { recipe, architecture, progress: reached, models: options.models, version: options.version };
  const seen = recipe.data.kind === 'study' ? await seenByRun(options.folder) : null;
  const model = await exportHipModel({ ...order, weights, figures: [], seen });
  if (!model.ok) return model;
  const trained = { model: model.value, epochs: reached.epoch, bestKappa: reached.best['kappa'] ?? null, figures: [] };
  const { data } = recipe;
  if (data.kind !== 'phantom') {
    await learnFamiliarity(model.value, { recipe, options }, progress, signal);
    return success({ ...trained, evaluation: null });
  }
  const calibrating = data.calibration ?? data.validation;
  const cohort = (drawn: typeof calibrating) => ({ ...drawn, model: model.value, threads: options.threads });
  const report = (set: 'validation' | 'test') => (done: number, total: number) => progress({ kind: 'data', set, done, total });
  const calibration = await fitCalibration(cohort(calibrating), report('validation'), signal);
  if (!calibration.ok) return calibration;
  const { temperatures, answer } = calibration.value;
  const calibrated = { ...order, weights: withTemperatures(architecture, weights, temperatures), answer };
  const measured = await exportHipModel({ ...calibrated, figures: [], seen });
  if (!measured.ok) return measured;
  const evaluation = await evaluateModel(cohort(data.test), report('test'), signal);
  if (!evaluation.ok) return evaluation;
  const figures = [...cardFigures(evaluation.value), ...temperatureFigures(temperatures, calibrating)];
  const written = { checkpoint: 'best-kappa', epoch: reached.epoch, figures };
  await lease.write(join(options.folder, 'figures.json'), `${JSON.stringify(written, null, 2)}\n`);
  const final = await exportHipModel({ ...calibrated, figures, seen });
  if (!final.ok) return final;
  await learnFamiliarity(final.value, { recipe, options }, progress, signal);
  return success({ ...trained, evaluation: evaluation.value });
}

/** Writes onto the card what the training pictures are like. A model that learned from too few pictures stays without it. */
async function learnFamiliarity(
  model: string,
  { recipe, options }: { readonly recipe: RecipeOf<1>; readonly options: TrainingOptions },
  progress: Progress,
  signal: AbortSignal,
): Promise<void> {
  const onData: DataProgress = (set, done, total) => progress({ kind: 'data', set, done, total });
  const crops = await learnedCrops(recipe, dataSource(options), onData, signal);
  if (!crops.ok) return;
  await addFamiliarity({ model, crops: crops.value, threads: options.threads }, undefined, signal);
}

function dataSource({ study, data, bundle, version, cache, folder }: TrainingOptions): DataOptions {
  return { study, data, bundle, version, cache: cache ?? join(folder, 'crops') };
}
