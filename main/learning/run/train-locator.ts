// Trains and exports a network that finds hips, on phantom radiographs and, if the recipe says so, on real films.

import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { failed, success, type Result } from '../../domain/failure.ts';
import type { LocatorCard } from '../../inference/locator-files.ts';
import { splitByFold } from '../data/film-folds.ts';
import { phantomLocatingSet } from '../data/phantom-locating-set.ts';
import { readRealFilms } from '../data/real-films.ts';
import { hipFinderNetwork, headFinderNetwork, pointFinderNetwork } from '../../network/architectures/locating-networks.ts';
import { openNetwork } from '../../network/network.ts';
import { writeOnnx } from '../../network/onnx/write-onnx.ts';
import type { Weights } from '../../network/parameters.ts';
import type { Engine } from '../../network/tensors.ts';
import type { RealFilms } from '../../training/localisation/film-mixture.ts';
import { findHead } from '../../training/localisation/find-head.ts';
import { findHips } from '../../training/localisation/find-hips.ts';
import { findPoints } from '../../training/localisation/find-points.ts';
import { fitCompletion } from '../../training/localisation/fit-completion.ts';
import type { LocatingSet } from '../../training/localisation/locating-set.ts';
import type { LocatingRecipe } from '../../training/localisation/recipe.ts';
import { loadCheckpoint, type CheckpointName } from '../../training/run-folder.ts';
import type { Figures, TaskBatch, TrainingTask } from '../../training/task.ts';
import { prepareRunFolder, openTrainingEngine, trainWithManifest } from './train-with-manifest.ts';
import type { RunLease } from './run-lease.ts';
import { startingWeights } from './starting-weights.ts';
import { MIRRORED, provenanceOf, type HashedSet, type Provenance } from '../data/provenance.ts';
import type { Clock } from './training-manifest.ts';
import type { TrainedModel, TrainingOptions, TrainingProgress } from './training-calls.ts';
import { dataText } from '../text/data.ts';
import { writeModelFiles } from '../export/write-model-files.ts';

interface LocatorTraining {
  readonly recipe: LocatingRecipe;
  readonly options: TrainingOptions;
  readonly clock: Clock;
  readonly lease: RunLease;
  readonly train: LocatingSet;
  readonly validation: LocatingSet;
  /** Undefined if the recipe learns from phantoms alone. */
  readonly films: RealFilms | undefined;
  readonly first: Weights | undefined;
}

/**
 * Trains to the end of the recipe and exports the last epoch if real films were learned from, as the validation phantoms cannot say which
 * epoch is best on them, otherwise the epoch with the lowest validation loss. Its figures go onto its card.
 */
export async function trainLocator(
  order: Pick<LocatorTraining, 'recipe' | 'options' | 'clock' | 'lease'>,
  progress: (progress: TrainingProgress) => void,
  signal: AbortSignal,
): Promise<Result<TrainedModel>> {
  const { recipe, options } = order;
  const folder = await prepareRunFolder(recipe, options);
  if (!folder.ok) return folder;
  const architecture = ARCHITECTURES[recipe.task]();
  const { weights } = options;
  const first = weights === undefined ? success(undefined) : await startingWeights(architecture, weights, recipe.seed);
  if (!first.ok) return first;
  const films = await realFilms(recipe, options);
  if (!films.ok) return films;
  const sets = await locatingSets(recipe, options, progress, signal);
  if (!sets.ok) return sets;
  const opened = await openTrainingEngine(recipe, options, progress);
  if (!opened.ok) return opened;
  const engine = opened.value;
  try {
    const training = { ...order, ...sets.value, films: films.value, first: first.value };
    const real = films.value === undefined ? {} : { films: films.value };
    const task = { engine, ...sets.value, ...real, augmentation: recipe.augmentation };
    switch (recipe.task) {
      case 'find-hips':
        return await trainTask(engine, training, findHips(task), progress, signal);
      case 'find-head':
        return await trainTask(engine, training, findHead(task), progress, signal);
      case 'find-points':
        return await trainTask(engine, training, findPoints(task), progress, signal);
    }
  } finally {
    engine.dispose();
  }
}

const ARCHITECTURES = {
  'find-hips': hipFinderNetwork,
  'find-head': headFinderNetwork,
  'find-points': pointFinderNetwork,
} as const;

async function trainTask<Batch extends TaskBatch>(
  engine: Engine,
  training: LocatorTraining,
  task: TrainingTask<Batch>,
  progress: (progress: TrainingProgress) => void,
  signal: AbortSignal,
): Promise<Result<TrainedModel>> {
  const { recipe, options } = training;
  if (options.exportOnly !== true) {
    const run = { ...training, task, data: provenanceOfSets(training) };
    const trained = await trainWithManifest(engine, run, progress, signal);
    if (!trained.ok) return trained;
  }
  await training.lease.check(); // the model is written elsewhere, where the lease does not reach
  const [exported] = task.best;
  if (exported === undefined) throw new Error(`The task ${recipe.task} keeps no best epoch.`);
  const checkpoint: CheckpointName = training.films === undefined ? `best-${exported.name}` : 'last';
  const best = await loadCheckpoint(options.folder, checkpoint);
  if (!best.ok) return best;
  const { weights, progress: reached } = best.value;
  const network = openNetwork(task.architecture, weights, engine);
  try {
    const edge = task.architecture.inputSize;
    const figures = await task.validate(network, { height: edge, width: edge }, recipe.batch);
    const onnx = writeOnnx(task.architecture, weights, { weights: 'half', metadata: {} });
    const written = await writeModelFiles(options.models, onnx, cardOf(training, { figures, epoch: reached.epoch, onnx }));
    if (!written.ok) return written;
    return success({ model: written.value, epochs: reached.epoch, bestKappa: null, evaluation: null, figures: [] });
  } finally {
    network.dispose();
  }
}

function provenanceOfSets({ train, validation }: Pick<LocatorTraining, 'train' | 'validation'>): Provenance {
  const hashed = ({ subjects, hips, overviews, views }: LocatingSet): HashedSet => ({
    pixels: [overviews, views],
    items: subjects.map((subject, index) => ({ subject, labels: hips.slice(2 * index, 2 * index + 2) })),
  });
  return provenanceOf(hashed(train), hashed(validation), { splitName: null, numbering: 'original', mirroring: MIRRORED });
}

/** Undefined if the recipe names none. */
async function realFilms({ data }: LocatingRecipe, { data: folder }: TrainingOptions): Promise<Result<RealFilms | undefined>> {
  if (data.films === undefined) return success(undefined);
  if (folder === undefined) return failed('bad-request', dataText.realFilms.notNamed);
  const read = await readRealFilms(folder);
  if (!read.ok) return read;
  const { mixture, held } = data.films;
  if (held === undefined) return success({ ...read.value, mixture });
  if (held.fold >= held.of) return failed('recipe-malformed', dataText.realFilms.noFold(held.fold, held.of));
  const { pelves, others } = read.value;
  return success({ pelves: splitByFold(pelves, held).learned, others: splitByFold(others, held).learned, mixture });
}

async function locatingSets(
  { data }: LocatingRecipe,
  { folder, cache: kept, version }: TrainingOptions,
  progress: (progress: TrainingProgress) => void,
  signal: AbortSignal,
): Promise<Result<{ readonly train: LocatingSet; readonly validation: LocatingSet }>> {
  const cache = kept ?? join(folder, 'views');
  const report = (set: 'training' | 'validation') => (done: number, total: number) =>
    progress({ kind: 'data', set, done, total });
  const { seed, subjects, implants } = data.validation;
  const groups = [{ subjects, grades: 'published' as const, implants }];
  const validation = await phantomLocatingSet({ cache, seed, groups, version }, report('validation'), signal);
  if (!validation.ok) return validation;
  const options = { cache, seed: data.seed, groups: data.training, version };
  const train = await phantomLocatingSet(options, report('training'), signal);
  return train.ok ? success({ train: train.value, validation: validation.value }) : train;
}

/** A card as it is written to its file. */
type WrittenCard = Omit<LocatorCard, 'completion'> & { readonly completion?: string };

function cardOf(
  { recipe, options, train: set, films }: LocatorTraining,
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
    description: DESCRIPTIONS[recipe.task],
    task: recipe.task,
    training: {
      data: `Phantom radiographs, seed ${data.seed}: ${groups.join(', ')}${films === undefined ? '' : `. ${realFilmsInWords(films)}`}`,
      synthetic: films === undefined,
      seed: recipe.seed,
      epoch,
      recipe,
      software: `Osteograde ${options.version}`,
    },
    figures: Object.entries(figures).map(([name, value]) => ({ name, value, data: validation })),
    limits: films === undefined ? LIMITS.phantoms : LIMITS.films,
    sha256: createHash('sha256').update(onnx).digest('hex'),
    ...(recipe.task === 'find-points' ? { completion: Buffer.from(fitCompletion(set).buffer).toString('base64') } : {}),
  };
}

const DESCRIPTIONS = {
  'find-hips': 'Finds both femoral heads on a whole pelvis, their size, and which are prostheses.',
  'find-head': 'Finds the centre and radius of one femoral head on its view, and whether metal lies there.',
  'find-points': 'Finds the points of the BoneFinder scheme around one hip.',
} as const;

const LIMITS = {
  phantoms:
    'Trained on synthetic radiographs only. Research use; not for diagnosis or any clinical use. It has seen no real patient and no ' +
    'view but the frontal one; look at what it found before you rely on it.',
  films:
    'Trained on synthetic radiographs and on few real films of one data set, whose circles were drawn by eye and not by a radiologist. No ' +
    'real prosthesis was among them: metal was drawn over films. Research use; not for diagnosis or any clinical use. Adult frontal ' +
    'views only; look at what it found before you rely on it.',
} as const;

function realFilmsInWords({ pelves, others }: RealFilms): string {
  const heads = pelves.reduce((sum, film) => sum + film.heads.length, 0);
  return (
    `Real films: ${pelves.length} frontal pelves with ${heads} femoral heads, and ${others.length} pictures without a hip, of FracAtlas ` +
    '(Abedeen I et al. 2023, doi:10.6084/m9.figshare.22363012, CC BY 4.0); the circles of the heads are our own'
  );
}
