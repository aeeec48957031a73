// Recipe + data + trainer + figures + export, in the process that calls it. `training.ts` gives it a process of its own.

import { join } from 'node:path';
import { success, type Result } from '../../domain/failure.ts';
import type { Architecture } from '../../network/architecture.ts';
import { openNetwork } from '../../network/network.ts';
import type { Engine } from '../../tensor/engine.ts';
import { architectureOf } from '../../training/recipe-architecture.ts';
import type { Recipe, RecipeOf } from '../../training/recipe.ts';
import type { PhantomData } from '../../training/recipe-data.ts';
import { writeWhole } from '../../files/write-whole.ts';
import { cardFigures, evaluateModel } from '../evaluation/evaluate-on-phantoms.ts';
import type { MeasuredFigure } from '../evaluation/measure-network.ts';
import { exportHipModel } from '../export/export-hip-model.ts';
import { prepareTask, type PreparedTask } from './prepare-task.ts';
import { prepareRunFolder, openTrainingEngine, trainWithManifest } from './train-with-manifest.ts';
import { loadCheckpoint } from '../../training/run-folder.ts';
import { bestCheckpoint } from './run-checkpoints.ts';
import { startingWeights } from './starting-weights.ts';
import type { Heard } from '../data/training-data.ts';
import type { Clock } from './training-manifest.ts';
import type { TrainedModel, TrainingOptions, TrainingProgress } from './training.ts';

interface Work {
  readonly recipe: Recipe;
  readonly options: TrainingOptions;
  readonly architecture: Architecture;
  readonly clock: Clock;
}

type Progress = (progress: TrainingProgress) => void;

/**
 * Trains to the recipe's end and measures the best epoch into `figures.json`: on the recipe's test cohort where it has one, System 1 as an
 * exported model; Systems 2 to 4 on their validation items too.
 */
export async function trainModel(
  order: { readonly recipe: Recipe; readonly options: TrainingOptions; readonly clock: Clock },
  progress: Progress,
  signal: AbortSignal,
): Promise<Result<TrainedModel>> {
  const { recipe, options } = order;
  const folder = await prepareRunFolder(recipe, options);
  if (!folder.ok) return folder;
  const work = { ...order, architecture: architectureOf(recipe) };
  const learned = recipe.system === 1 && options.exportOnly === true ? success([]) : await learn(work, progress, signal);
  if (!learned.ok) return learned;
  if (recipe.system === 1) return exportBest({ ...work, recipe }, progress, signal);
  const best = await loadCheckpoint(options.folder, bestCheckpoint(recipe));
  if (!best.ok) return best;
  const { epoch, best: values } = best.value.progress;
  return success({ model: null, epochs: epoch, bestKappa: values['kappa'] ?? null, evaluation: null, figures: learned.value });
}

async function learn(work: Work, progress: Progress, signal: AbortSignal): Promise<Result<MeasuredFigure[]>> {
  const { recipe, options, architecture } = work;
  const { weights, study, data, version } = options;
  const first = weights === undefined ? success(undefined) : await startingWeights(architecture, weights, recipe.seed);
  if (!first.ok) return first;
  const places = { study, data, version, cache: options.cache ?? join(options.folder, 'crops') };
  const heard: Heard = (set, done, total) => progress({ kind: 'data', set, done, total });
  const learned = await prepareTask(recipe, architecture, places, { heard, signal });
  if (!learned.ok) return learned;
  const opened = await openTrainingEngine(recipe, options, progress);
  if (!opened.ok) return opened;
  const engine = opened.value;
  try {
    if (options.exportOnly !== true) {
      const { snapshot, provenance } = learned.value;
      const training = { ...work, task: learned.value.on(engine), data: provenance, first: first.value, snapshot };
      const trained = await trainWithManifest(engine, training, progress, signal);
      if (!trained.ok) return trained;
    }
    return recipe.system === 1 ? success([]) : await measured(engine, work, learned.value);
  } finally {
    engine.dispose();
  }
}

/** The best epoch's figures, kept in the run's folder. */
async function measured(
  engine: Engine,
  { recipe, options, architecture }: Work,
  learned: PreparedTask,
): Promise<Result<MeasuredFigure[]>> {
  const best = await loadCheckpoint(options.folder, bestCheckpoint(recipe));
  if (!best.ok) return best;
  const network = openNetwork(architecture, best.value.weights, engine);
  try {
    const figures = await learned.measure(network);
    const report = { checkpoint: bestCheckpoint(recipe), epoch: best.value.progress.epoch, figures };
    await writeWhole(join(options.folder, 'figures.json'), `${JSON.stringify(report, null, 2)}\n`);
    return success(figures);
  } finally {
    network.dispose();
  }
}

type SystemOneWork = Work & { readonly recipe: RecipeOf<1> };

/** The best epoch as a model; its figures are measured on the exported file itself, through the same path as any reading. */
async function exportBest(work: SystemOneWork, progress: Progress, signal: AbortSignal): Promise<Result<TrainedModel>> {
  const { recipe, options, architecture } = work;
  const best = await loadCheckpoint(options.folder, 'best-kappa');
  if (!best.ok) return best;
  const { weights, progress: reached } = best.value;
  const given = { recipe, architecture, weights, progress: reached, models: options.models, version: options.version };
  const model = await exportHipModel({ ...given, figures: [] });
  if (!model.ok) return model;
  const known = { model: model.value, epochs: reached.epoch, bestKappa: reached.best['kappa'] ?? null, figures: [] };
  if (recipe.data.kind !== 'phantom') return success({ ...known, evaluation: null });
  const evaluation = await evaluateOnPhantoms(model.value, recipe.data.test, options, progress, signal);
  if (!evaluation.ok) return evaluation;
  const figures = cardFigures(evaluation.value);
  const report = { checkpoint: 'best-kappa', epoch: reached.epoch, figures };
  await writeWhole(join(options.folder, 'figures.json'), `${JSON.stringify(report, null, 2)}\n`);
  const final = await exportHipModel({ ...given, figures });
  return final.ok ? success({ ...known, evaluation: evaluation.value }) : final;
}

function evaluateOnPhantoms(
  model: string,
  { seed, subjects }: PhantomData['test'],
  { threads }: TrainingOptions,
  progress: Progress,
  signal: AbortSignal,
) {
  return evaluateModel(
    { model, seed, subjects, ...(threads === undefined ? {} : { threads }) },
    (done, total) => progress({ kind: 'data', set: 'test', done, total }),
    signal,
  );
}
