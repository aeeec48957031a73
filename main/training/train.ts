// The training loop. Chance is a function of seed, epoch and step alone, so a run that goes on from its last checkpoint draws
// what an uninterrupted one would have drawn.

import { failed, success, type Result } from '../domain/failure.ts';
import { seededRandom, type Random } from '../domain/random.ts';
import { initialWeights } from '../network/initialise.ts';
import { openNetwork, readWeights, type Network } from '../network/network.ts';
import type { Weights } from '../network/parameters.ts';
import { recalibrateBatchNorm } from '../network/weights/recalibrate.ts';
import type { Engine, Tensor4D } from '../network/tensors.ts';
import { adamW, type Optimizer } from './adam.ts';
import type { LoopSettings } from './recipe.ts';
import { appendMetrics, loadCheckpoint, saveCheckpoint, trimMetrics, type RunProgress } from './run-folder.ts';
import { rateShare } from './schedule.ts';
import { leakedSubjects, type BestBy, type Figures, type PictureSize, type TaskBatch, type TrainingTask } from './task.ts';

/** How many pictures set the batch norm of weights from elsewhere to the data. */
const RECALIBRATION = { pictures: 64, atOnce: 4 };

export interface TrainingRun<Batch extends TaskBatch = TaskBatch> {
  readonly task: TrainingTask<Batch>;
  readonly settings: LoopSettings;
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

export interface EpochReport {
  readonly kind: 'epoch';
  readonly epoch: number;
  readonly epochs: number;
  readonly size: PictureSize;
  /** On the validation items; what they are is the task's. */
  readonly figures: Figures;
  readonly trainLoss: number;
  readonly learningRate: number;
  readonly elapsedMs: number;
  readonly picturesPerSecond: number;
  /** The names of the best checkpoints that this epoch became. */
  readonly best: readonly string[];
}

export type TrainingReport = StepReport | EpochReport;

/** Trains to the end of the settings. `stopped` after a signal, `training-diverged` when the loss is no number; both leave the last epoch's checkpoint. */
export async function train<Batch extends TaskBatch>(
  run: TrainingRun<Batch>,
  report: (report: TrainingReport) => void,
  signal: AbortSignal,
): Promise<Result<RunProgress>> {
  const { task, settings, engine, folder } = run;
  const leaked = leakedSubjects(task);
  if (leaked.length > 0) {
    return failed(
      'split-leak',
      `${leaked.length} subjects stand in training and validation, ${leaked[0]} first. Split by subject.`,
    );
  }
  const start = await startingPoint(run);
  if (!start.ok) return start;
  const plan = epochPlan(settings);
  const stepsPerEpoch = Math.floor(task.train.items / settings.batch);
  if (stepsPerEpoch === 0) {
    return failed(
      'recipe-malformed',
      `A batch of ${settings.batch} needs as many usable items; there are ${task.train.items}. Choose a smaller batch.`,
    );
  }
  const network = openNetwork(task.architecture, start.value.weights, engine);
  const optimizer = adamW(network, settings.optimizer, { weights: start.value.weights, step: start.value.progress.step });
  let { progress } = start.value;
  try {
    if (run.first !== undefined && progress.epoch === 0) await recalibrateBatchNorm(network, firstPictures(task, plan[0].size));
    while (progress.epoch < plan.length) {
      const { size, stage } = plan[progress.epoch];
      const steps = { first: progress.step, inEpoch: stepsPerEpoch, total: stepsPerEpoch * plan.length };
      const epoch = await trainEpoch({ run, network, optimizer, size, epoch: progress.epoch + 1, steps }, report, signal);
      if (!epoch.ok) return epoch;
      const figures = await task.validate(network, size, settings.batch);
      const best = improvements(task.best, progress, { figures, stage });
      progress = {
        epoch: progress.epoch + 1,
        step: progress.step + stepsPerEpoch,
        stage,
        best: { ...progress.best, ...Object.fromEntries(best.map(({ name, figure }) => [name, numberOrNull(figures[figure])])) },
      };
      const weights = await readWeights(network);
      for (const { name } of best) await saveCheckpoint(folder, `best-${name}`, weights, progress);
      await saveCheckpoint(folder, 'last', new Map([...weights, ...(await optimizer.moments())]), progress);
      const line: EpochReport = {
        kind: 'epoch',
        epoch: progress.epoch,
        epochs: plan.length,
        size,
        figures,
        ...epoch.value,
        best: best.map(({ name }) => name),
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
function* firstPictures(task: TrainingTask, size: PictureSize): Generator<Tensor4D> {
  const items = [...Array(Math.min(RECALIBRATION.pictures, task.train.items)).keys()];
  for (let start = 0; start < items.length; start += RECALIBRATION.atOnce) {
    const batch = task.batch(items.slice(start, start + RECALIBRATION.atOnce), size, null);
    yield batch.image;
    batch.dispose();
  }
}

interface EpochWork<Batch extends TaskBatch> {
  readonly run: TrainingRun<Batch>;
  readonly network: Network;
  readonly optimizer: Optimizer;
  readonly size: PictureSize;
  readonly epoch: number;
  readonly steps: { readonly first: number; readonly inEpoch: number; readonly total: number };
}

async function trainEpoch<Batch extends TaskBatch>(
  work: EpochWork<Batch>,
  report: (report: StepReport) => void,
  signal: AbortSignal,
) {
  const { run, network, optimizer, epoch, size, steps } = work;
  const { task, settings } = run;
  const random = seededRandom(`${settings.seed}/epoch/${epoch}`);
  const order = shuffled([...Array(task.train.items).keys()], random.fork('order'));
  const began = run.now();
  let lossSum = 0;
  let learningRate = 0;
  for (let index = 0; index < steps.inEpoch; index++) {
    if (signal.aborted) return failed('stopped', 'The training was stopped. It can go on from its last finished epoch.');
    const step = steps.first + index;
    const chosen = order.slice(index * settings.batch, (index + 1) * settings.batch);
    const batch = task.batch(chosen, size, random.fork(index));
    learningRate = settings.optimizer.learningRate * rateShare(settings.schedule, step, steps.total);
    const loss = await trainStep(task, { network, optimizer, batch, learningRate });
    if (!Number.isFinite(loss)) {
      return failed(
        'training-diverged',
        `The loss is ${loss} at step ${step + 1}. Lower the learning rate, and go on from the last epoch.`,
      );
    }
    lossSum += loss;
    const picturesPerSecond = ((index + 1) * settings.batch * 1000) / (run.now() - began);
    report({ kind: 'step', epoch, step: step + 1, steps: steps.total, loss, picturesPerSecond });
  }
  const elapsedMs = run.now() - began;
  return success({
    trainLoss: lossSum / steps.inEpoch,
    learningRate,
    elapsedMs,
    picturesPerSecond: (steps.inEpoch * settings.batch * 1000) / elapsedMs,
  });
}

interface Step<Batch> {
  readonly network: Network;
  readonly optimizer: Optimizer;
  readonly batch: Batch;
  readonly learningRate: number;
}

/** Forward, backward, update; the loss before the update. Disposes the batch. */
async function trainStep<Batch extends TaskBatch>(
  task: TrainingTask<Batch>,
  { network, optimizer, batch, learningRate }: Step<Batch>,
): Promise<number> {
  const variables = network.trained.map(({ variable }) => variable);
  const { loss, gradients } = network.engine.kernels.lossAndGradients(() => task.loss(network, batch), variables);
  optimizer.apply(gradients, learningRate);
  const [value] = await loss.data();
  for (const tensor of [loss, ...gradients]) tensor.dispose();
  batch.dispose();
  return value;
}

async function startingPoint(run: Omit<TrainingRun, 'task'> & { readonly task: Pick<TrainingTask, 'architecture'> }) {
  if (run.resume) {
    const checkpoint = await loadCheckpoint(run.folder, 'last');
    if (checkpoint.ok) await trimMetrics(run.folder, checkpoint.value.progress.epoch);
    return checkpoint;
  }
  const weights = run.first ?? initialWeights(run.task.architecture, seededRandom(`${run.settings.seed}/weights`));
  await trimMetrics(run.folder, 0);
  const progress: RunProgress = { epoch: 0, step: 0, stage: 0, best: {} };
  return success({ weights, progress });
}

/** The picture size of every epoch, and the stage it belongs to. */
function epochPlan({ stages }: LoopSettings): { size: PictureSize; stage: number }[] {
  return stages.flatMap(({ size, epochs }, stage) => {
    const picture = typeof size === 'number' ? { height: size, width: size } : size;
    return Array.from({ length: epochs }, () => ({ size: picture, stage }));
  });
}

/** A new stage's first epoch always counts as best: it is the first at its size. */
function improvements(kept: readonly BestBy[], before: RunProgress, now: { figures: Figures; stage: number }): BestBy[] {
  return kept.filter(({ name, figure, better }) => {
    const previous = before.best[name] ?? null;
    if (now.stage !== before.stage || previous === null) return true;
    return better === 'higher' ? now.figures[figure] > previous : now.figures[figure] < previous;
  });
}

/** Checkpoints are JSON at heart, which has no NaN. */
function numberOrNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
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
