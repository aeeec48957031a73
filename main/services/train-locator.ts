// Recipe + phantom radiographs + trainer + export for the locating networks.

import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { success, type Result } from '../domain/failure.ts';
import type { LocatorCard } from '../inference/locator-files.ts';
import { openNetwork } from '../network/network.ts';
import { writeOnnx } from '../network/onnx/write-onnx.ts';
import type { Engine } from '../network/tensors.ts';
import { openEngine } from '../tensor/open-engine.ts';
import { findHips } from '../training/localisation/find-hips.ts';
import { findPoints } from '../training/localisation/find-points.ts';
import { fitCompletion } from '../training/localisation/fit-completion.ts';
import type { LocatingSet } from '../training/localisation/locating-set.ts';
import type { LocatingRecipe } from '../training/localisation/recipe.ts';
import { loadCheckpoint, openRunFolder } from '../training/run-folder.ts';
import type { Figures, TaskBatch, TrainingTask } from '../training/task.ts';
import { train } from '../training/train.ts';
import { phantomLocatingSet } from './phantom-locating-set.ts';
import type { TrainingOptions, TrainingProgress } from './training.ts';
import { writeModelFiles } from './write-model-files.ts';

export interface TrainedLocator {
  /** The exported ONNX file; its card lies beside it. */
  readonly model: string;
  readonly epochs: number;
  /** Of the best epoch, on the validation radiographs. */
  readonly figures: Figures;
}

/** Trains to the recipe's end and exports the epoch with the lowest validation loss. */
export async function trainLocator(
  recipe: LocatingRecipe,
  options: TrainingOptions,
  progress: (progress: TrainingProgress) => void,
  signal: AbortSignal,
): Promise<Result<TrainedLocator>> {
  const folder = await openRunFolder(options.folder);
  if (!folder.ok) return folder;
  const sets = await locatingSets(recipe, options, progress, signal);
  if (!sets.ok) return sets;
  const { engine: name, device, threads, memoryLimitBytes } = options;
  const opened = await openEngine({ engine: name, device, threads, memoryLimitBytes, precision: recipe.precision });
  if (!opened.ok) return opened;
  const engine = opened.value;
  progress({ kind: 'engine', name: engine.name, device: engine.device, threads: engine.threads, precision: engine.precision });
  try {
    const work = { engine, ...sets.value, augmentation: recipe.augmentation };
    return recipe.task === 'find-hips'
      ? await trainTask({ recipe, options, engine, ...sets.value }, findHips(work), progress, signal)
      : await trainTask({ recipe, options, engine, ...sets.value }, findPoints(work), progress, signal);
  } finally {
    engine.dispose();
  }
}

interface Work {
  readonly recipe: LocatingRecipe;
  readonly options: TrainingOptions;
  readonly engine: Engine;
  readonly train: LocatingSet;
}

async function trainTask<Batch extends TaskBatch>(
  work: Work,
  task: TrainingTask<Batch>,
  progress: (progress: TrainingProgress) => void,
  signal: AbortSignal,
): Promise<Result<TrainedLocator>> {
  const { recipe, options, engine } = work;
  if (options.exportOnly !== true) {
    const run = { task, settings: recipe, engine, folder: options.folder, resume: options.resume, now: () => performance.now() };
    const trained = await train(run, progress, signal);
    if (!trained.ok) return trained;
  }
  const best = await loadCheckpoint(options.folder, `best-${task.best[0].name}`);
  if (!best.ok) return best;
  const { weights, progress: reached } = best.value;
  const network = openNetwork(task.architecture, weights, engine);
  try {
    const edge = task.architecture.inputSize;
    const figures = await task.validate(network, { height: edge, width: edge }, recipe.batch);
    const onnx = writeOnnx(task.architecture, weights, { weights: 'half', metadata: {} });
    const written = await writeModelFiles(options.models, onnx, cardOf(work, { figures, epoch: reached.epoch, onnx }));
    return written.ok ? success({ model: written.value, epochs: reached.epoch, figures }) : written;
  } finally {
    network.dispose();
  }
}

async function locatingSets(
  { data }: LocatingRecipe,
  { folder, version }: TrainingOptions,
  progress: (progress: TrainingProgress) => void,
  signal: AbortSignal,
): Promise<Result<{ readonly train: LocatingSet; readonly validation: LocatingSet }>> {
  const cache = join(folder, 'views');
  const told = (set: 'training' | 'validation') => (done: number, total: number) => progress({ kind: 'data', set, done, total });
  const { seed, subjects, implants } = data.validation;
  const groups = [{ subjects, grades: 'published' as const, implants }];
  const validation = await phantomLocatingSet({ cache, seed, groups, version }, told('validation'), signal);
  if (!validation.ok) return validation;
  const training = { cache, seed: data.seed, groups: data.training, version };
  const trained = await phantomLocatingSet(training, told('training'), signal);
  return trained.ok ? success({ train: trained.value, validation: validation.value }) : trained;
}

/** A card as its file holds it. */
type WrittenCard = Omit<LocatorCard, 'completion'> & { readonly completion?: string };

function cardOf(
  { recipe, options, train: set }: Work,
  { figures, epoch, onnx }: { readonly figures: Figures; readonly epoch: number; readonly onnx: Uint8Array },
): WrittenCard {
  const { data } = recipe;
  const groups = data.training.map(
    ({ subjects, grades, implants }) => `${subjects} subjects (${grades} grades, ${implants} with a replacement)`,
  );
  const validation = `${data.validation.subjects} phantom radiographs, seed ${data.validation.seed}, used to choose the epoch`;
  return {
    name: recipe.name,
    version: '1.0.0',
    description:
      recipe.task === 'find-hips'
        ? 'Finds both femoral heads on a whole pelvis, their size, and which are prostheses.'
        : 'Finds the points of the BoneFinder scheme around one hip.',
    task: recipe.task,
    training: {
      data: `Phantom radiographs, seed ${data.seed}: ${groups.join(', ')}`,
      synthetic: true,
      seed: recipe.seed,
      epoch,
      recipe,
      software: `Osteograde ${options.version}`,
    },
    figures: Object.entries(figures).map(([name, value]) => ({ name, value, data: validation })),
    limits:
      'Trained on synthetic radiographs only. Research use; not for diagnosis or any clinical use. It has seen no real patient and no ' +
      'view but the frontal one; look at what it found before you rely on it.',
    sha256: createHash('sha256').update(onnx).digest('hex'),
    ...(recipe.task === 'find-points' ? { completion: Buffer.from(fitCompletion(set).buffer).toString('base64') } : {}),
  };
}
