// Recipe + phantom cohort + trainer + export, in the process that calls it. `training.ts` gives it a process of its own.

import { join } from 'node:path';
import { success, type Result } from '../domain/failure.ts';
import { backbone } from '../network/backbone.ts';
import { systemOneHeads } from '../network/heads.ts';
import type { Architecture } from '../network/architecture.ts';
import { openEngine } from '../tensor/open-engine.ts';
import type { Recipe } from '../training/recipe.ts';
import { loadCheckpoint, openRunFolder, writeWhole } from '../training/run-folder.ts';
import { hipOsteophytes } from '../training/tasks/hip-osteophytes.ts';
import { train } from '../training/train.ts';
import { cardFigures, evaluateModel } from './evaluation.ts';
import { exportModel } from './model-export.ts';
import { phantomHipSet } from './phantom-hip-set.ts';
import { startingWeights } from './starting-weights.ts';
import type { TrainedModel, TrainingOptions, TrainingProgress } from './training.ts';

interface Work {
  readonly recipe: Recipe;
  readonly options: TrainingOptions;
  readonly architecture: Architecture;
}

/** Trains to the recipe's end, exports the epoch with the highest mean kappa, and measures it on the recipe's test cohort. */
export async function trainModel(
  recipe: Recipe,
  options: TrainingOptions,
  progress: (progress: TrainingProgress) => void,
  signal: AbortSignal,
): Promise<Result<TrainedModel>> {
  const folder = await openRunFolder(options.folder);
  if (!folder.ok) return folder;
  const architecture = backbone(recipe.backbone, { inputChannels: 1, heads: systemOneHeads });
  if (options.exportOnly !== true) {
    const trained = await trainOnPhantoms({ recipe, options, architecture }, progress, signal);
    if (!trained.ok) return trained;
  }
  return exportBest({ recipe, options, architecture }, progress, signal);
}

async function trainOnPhantoms(
  { recipe, options, architecture }: Work,
  progress: (progress: TrainingProgress) => void,
  signal: AbortSignal,
): Promise<Result<null>> {
  const { weights } = options;
  const first = weights === undefined ? success(undefined) : await startingWeights(architecture, weights, recipe.seed);
  if (!first.ok) return first;
  const { data } = recipe;
  const cache = join(options.folder, 'crops');
  const told = (set: 'training' | 'validation') => (done: number, total: number) => progress({ kind: 'data', set, done, total });
  const { version } = options;
  const training = await phantomHipSet({ cache, seed: data.seed, groups: data.training, version }, told('training'), signal);
  if (!training.ok) return training;
  const { seed, subjects } = data.validation;
  const groups = [{ subjects, grades: 'published', labels: 'strong' } as const];
  const validation = await phantomHipSet({ cache, seed, groups, version }, told('validation'), signal);
  if (!validation.ok) return validation;
  const opened = await openEngine({
    engine: options.engine,
    device: options.device,
    threads: options.threads,
    precision: recipe.precision,
  });
  if (!opened.ok) return opened;
  const engine = opened.value;
  progress({ kind: 'engine', name: engine.name, device: engine.device, threads: engine.threads, precision: engine.precision });
  try {
    const began = new Date();
    const manifest = (ending: string) =>
      writeWhole(
        join(options.folder, 'manifest.json'),
        JSON.stringify(
          { recipe, engine: engineNamed(engine), version: options.version, began, ended: new Date(), ending },
          null,
          2,
        ),
      );
    await manifest('running');
    const trained = await train(
      {
        task: hipOsteophytes({ ...recipe, architecture, engine, train: training.value, validation: validation.value }),
        settings: recipe,
        engine,
        folder: options.folder,
        resume: options.resume,
        first: first.value,
        now: () => performance.now(),
      },
      progress,
      signal,
    );
    await manifest(trained.ok ? 'finished' : trained.failure.code);
    return trained.ok ? success(null) : trained;
  } finally {
    engine.dispose();
  }
}

function engineNamed(engine: { name: string; device: string; threads: number; version: string; precision: string }) {
  const { name, device, threads, version, precision } = engine;
  return { name, device, threads, version, precision };
}

/** The best epoch as a model; its figures are measured on the exported file itself, through the same path as any reading. */
async function exportBest(
  { recipe, options, architecture }: Work,
  progress: (progress: TrainingProgress) => void,
  signal: AbortSignal,
): Promise<Result<TrainedModel>> {
  const best = await loadCheckpoint(options.folder, 'best-kappa');
  if (!best.ok) return best;
  const { weights, progress: reached } = best.value;
  const work = { recipe, architecture, weights, progress: reached, models: options.models, version: options.version };
  const model = await exportModel({ ...work, figures: [] });
  if (!model.ok) return model;
  const { seed, subjects } = recipe.data.test;
  const evaluation = await evaluateModel(
    { model: model.value, seed, subjects, threads: options.threads },
    (done, total) => progress({ kind: 'data', set: 'test', done, total }),
    signal,
  );
  if (!evaluation.ok) return evaluation;
  const final = await exportModel({ ...work, figures: cardFigures(evaluation.value) });
  if (!final.ok) return final;
  return success({
    model: final.value,
    epochs: reached.epoch,
    bestKappa: reached.best['kappa'] ?? null,
    evaluation: evaluation.value,
  });
}
