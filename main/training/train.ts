// The training loop. Chance is a function of seed, epoch and step alone, so a run that goes on from its last checkpoint draws
// what an uninterrupted one would have drawn.

import { failed, success, type Result } from '../domain/failure.ts';
import { seededRandom, type Random } from '../domain/random.ts';
import type { Architecture } from '../network/architecture.ts';
import { forward } from '../network/forward.ts';
import { initialWeights } from '../network/initialise.ts';
import { featureGrid } from '../network/layer-shapes.ts';
import { systemOneLoss } from '../network/loss/system-one.ts';
import { openNetwork, readWeights, type Network } from '../network/network.ts';
import type { Weights } from '../network/parameters.ts';
import { recalibrateBatchNorm } from '../network/weights/recalibrate.ts';
import type { Engine, Tensor4D } from '../network/tensors.ts';
import { adamW, type Optimizer } from './adam.ts';
import { drawAugmentation, plainView } from './augmentation.ts';
import { disposeSupervision, pictures, supervisionTensors, type BatchItem } from './batch.ts';
import { leakedSubjects, type HipSet } from './hip-set.ts';
import type { Recipe } from './recipe.ts';
import { appendMetrics, loadCheckpoint, saveCheckpoint, trimMetrics, type RunProgress } from './run-folder.ts';
import { rateShare } from './schedule.ts';
import { supervise, type HipSupervision } from './supervision.ts';
import { validate, type ValidationFigures } from './validate.ts';

/** How many pictures set the batch norm of weights from elsewhere to the data. */
const RECALIBRATION = { pictures: 64, atOnce: 4 };

export interface TrainingRun {
  readonly recipe: Recipe;
  readonly architecture: Architecture;
  readonly train: HipSet;
  readonly validation: HipSet;
  readonly engine: Engine;
  /** An existing folder for metrics and checkpoints. */
  readonly folder: string;
  /** Goes on from the folder's last checkpoint. */
  readonly resume: boolean;
  /** Weights of another training to begin with; chance where left out. */
  readonly first?: Weights;
  /** A clock in milliseconds. */
  readonly now: () => number;
}

interface StepReport {
  readonly kind: 'step';
  readonly epoch: number;
  readonly step: number;
  readonly steps: number;
  readonly loss: number;
  readonly picturesPerSecond: number;
}

export interface EpochReport extends ValidationFigures {
  readonly kind: 'epoch';
  readonly epoch: number;
  readonly epochs: number;
  readonly size: number;
  readonly trainLoss: number;
  readonly learningRate: number;
  readonly elapsedMs: number;
  readonly picturesPerSecond: number;
  readonly best: readonly ('kappa' | 'loss')[];
}

export type TrainingReport = StepReport | EpochReport;

/** Trains to the recipe's end. `stopped` after a signal, `training-diverged` when the loss is no number; both leave the last epoch's checkpoint. */
export async function train(
  run: TrainingRun,
  report: (report: TrainingReport) => void,
  signal: AbortSignal,
): Promise<Result<RunProgress>> {
  const { recipe, architecture, engine, folder } = run;
  const leaked = leakedSubjects(run.train, run.validation);
  if (leaked.length > 0) {
    return failed(
      'split-leak',
      `${leaked.length} subjects stand in training and validation, ${leaked[0]} first. Split by subject.`,
    );
  }
  const start = await startingPoint(run);
  if (!start.ok) return start;
  const plan = epochPlan(recipe);
  const items = supervisedItems(run.train, recipe);
  const stepsPerEpoch = Math.floor(items.length / recipe.batch);
  if (stepsPerEpoch === 0) {
    return failed(
      'recipe-malformed',
      `A batch of ${recipe.batch} needs as many usable hips; there are ${items.length}. Choose a smaller batch.`,
    );
  }
  const network = openNetwork(architecture, start.value.weights, engine);
  const optimizer = adamW(network, recipe.optimizer, { weights: start.value.weights, step: start.value.progress.step });
  let { progress } = start.value;
  try {
    if (run.first !== undefined && progress.epoch === 0) await recalibrateBatchNorm(network, firstPictures(run, plan[0].size));
    while (progress.epoch < plan.length) {
      const { size, stage } = plan[progress.epoch];
      const steps = { first: progress.step, inEpoch: stepsPerEpoch, total: stepsPerEpoch * plan.length };
      const epoch = await trainEpoch({ run, network, optimizer, items, size, epoch: progress.epoch + 1, steps }, report, signal);
      if (!epoch.ok) return epoch;
      const figures = await validate(network, run.validation, size, recipe.batch);
      const best = improvements(progress, figures, stage);
      progress = {
        epoch: progress.epoch + 1,
        step: progress.step + stepsPerEpoch,
        stage,
        bestKappa: best.includes('kappa') ? figures.meanKappa : progress.bestKappa,
        bestLoss: best.includes('loss') ? figures.loss : progress.bestLoss,
      };
      const weights = await readWeights(network);
      for (const name of best) await saveCheckpoint(folder, `best-${name}`, weights, progress);
      await saveCheckpoint(folder, 'last', new Map([...weights, ...(await optimizer.moments())]), progress);
      const line: EpochReport = {
        kind: 'epoch',
        epoch: progress.epoch,
        epochs: plan.length,
        size,
        ...figures,
        ...epoch.value,
        best,
      };
      await appendMetrics(folder, line);
      report(line);
    }
    return success(progress);
  } finally {
    optimizer.dispose();
    network.dispose();
  }
}

/** A few dozen pictures as they are, in parts small enough for every map of the network at once. */
function* firstPictures({ engine, train, recipe }: TrainingRun, size: number): Generator<Tensor4D> {
  const augmentation = plainView({ crop: train.cropSize, picture: size });
  const items = supervisedItems(train, recipe).slice(0, RECALIBRATION.pictures);
  for (let start = 0; start < items.length; start += RECALIBRATION.atOnce) {
    const some = items.slice(start, start + RECALIBRATION.atOnce).map((item): BatchItem => ({ ...item, augmentation }));
    const image = pictures(engine, train, some, size);
    yield image;
    image.dispose();
  }
}

interface EpochWork {
  readonly run: TrainingRun;
  readonly network: Network;
  readonly optimizer: Optimizer;
  readonly items: readonly { readonly index: number; readonly supervision: HipSupervision }[];
  readonly size: number;
  readonly epoch: number;
  readonly steps: { readonly first: number; readonly inEpoch: number; readonly total: number };
}

async function trainEpoch(work: EpochWork, report: (report: StepReport) => void, signal: AbortSignal) {
  const { run, network, optimizer, epoch, size, steps } = work;
  const { recipe, train, engine } = run;
  const random = seededRandom(`${recipe.seed}/epoch/${epoch}`);
  const order = shuffled(work.items, random.fork('order'));
  const sizes = { crop: train.cropSize, picture: size };
  const began = run.now();
  let lossSum = 0;
  let learningRate = 0;
  for (let batch = 0; batch < steps.inEpoch; batch++) {
    if (signal.aborted) return failed('stopped', 'The training was stopped. It can go on from its last finished epoch.');
    const step = steps.first + batch;
    const draws = random.fork(batch);
    const chosen = order.slice(batch * recipe.batch, (batch + 1) * recipe.batch).map((item): BatchItem => {
      return { ...item, augmentation: drawAugmentation(recipe.augmentation, sizes, draws) };
    });
    learningRate = recipe.optimizer.learningRate * rateShare(recipe.schedule, step, steps.total);
    const loss = await trainStep({ network, optimizer, set: train, items: chosen, size, recipe, engine, learningRate });
    if (!Number.isFinite(loss)) {
      return failed(
        'training-diverged',
        `The loss is ${loss} at step ${step + 1}. Lower the learning rate, and go on from the last epoch.`,
      );
    }
    lossSum += loss;
    const picturesPerSecond = ((batch + 1) * recipe.batch * 1000) / (run.now() - began);
    report({ kind: 'step', epoch, step: step + 1, steps: steps.total, loss, picturesPerSecond });
  }
  const elapsedMs = run.now() - began;
  return success({
    trainLoss: lossSum / steps.inEpoch,
    learningRate,
    elapsedMs,
    picturesPerSecond: (steps.inEpoch * recipe.batch * 1000) / elapsedMs,
  });
}

async function trainStep(work: {
  network: Network;
  optimizer: Optimizer;
  set: HipSet;
  items: readonly BatchItem[];
  size: number;
  recipe: Recipe;
  engine: Engine;
  learningRate: number;
}): Promise<number> {
  const { network, optimizer, set, items, size, recipe, engine } = work;
  const image = pictures(engine, set, items, size);
  const prior =
    recipe.prior.weight > 0 ? { shape: recipe.prior, grid: featureGrid(network.architecture, size), size } : undefined;
  const supervision = supervisionTensors(engine, set, items, prior);
  const variables = network.trained.map(({ variable }) => variable);
  const weakly = recipe.strategy === 'soft-or' ? 'soft-or' : 'noisy-or';
  const options = { priorWeight: recipe.prior.weight, weakly } as const;
  const { loss, gradients } = engine.kernels.lossAndGradients(
    () => systemOneLoss(network, forward(network, image, 'training'), supervision, options),
    variables,
  );
  optimizer.apply(gradients, work.learningRate);
  const [value] = await loss.data();
  for (const tensor of [image, loss, ...gradients]) tensor.dispose();
  disposeSupervision(supervision);
  return value;
}

async function startingPoint(run: TrainingRun): Promise<Result<{ weights: Weights; progress: RunProgress }>> {
  if (run.resume) {
    const checkpoint = await loadCheckpoint(run.folder, 'last');
    if (checkpoint.ok) await trimMetrics(run.folder, checkpoint.value.progress.epoch);
    return checkpoint;
  }
  const weights = run.first ?? initialWeights(run.architecture, seededRandom(`${run.recipe.seed}/weights`));
  await trimMetrics(run.folder, 0);
  return success({ weights, progress: { epoch: 0, step: 0, stage: 0, bestKappa: null, bestLoss: null } });
}

/** The picture size of every epoch, and the stage it belongs to. */
function epochPlan(recipe: Recipe): { size: number; stage: number }[] {
  return recipe.stages.flatMap(({ size, epochs }, stage) => Array.from({ length: epochs }, () => ({ size, stage })));
}

function supervisedItems(set: HipSet, recipe: Recipe) {
  return set.hips.flatMap(({ labels }, index) => {
    const supervision = supervise(labels, recipe.strategy);
    return supervision === undefined ? [] : [{ index, supervision }];
  });
}

/** A new stage's first epoch always counts as best: it is the first at its size. */
function improvements(before: RunProgress, figures: ValidationFigures, stage: number): ('kappa' | 'loss')[] {
  const anew = stage !== before.stage;
  const kappa = anew || before.bestKappa === null || figures.meanKappa > before.bestKappa;
  const loss = anew || before.bestLoss === null || figures.loss < before.bestLoss;
  return [...(kappa ? (['kappa'] as const) : []), ...(loss ? (['loss'] as const) : [])];
}

/** Fisher-Yates. */
function shuffled<T>(items: readonly T[], random: Random): T[] {
  const order = [...items];
  for (let last = order.length - 1; last > 0; last--) {
    const other = random.below(last + 1);
    [order[last], order[other]] = [order[other], order[last]];
  }
  return order;
}
