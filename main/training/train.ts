// The training loop. All randomness depends only on the seed, epoch and step, so a run that resumes from its last checkpoint draws the
// same numbers as an uninterrupted one.

import type { EpochReport, StepReport, TrainingReport } from './training-report.ts';
import { failed, success, type Result } from '../domain/failure.ts';
import { seededRandom, type Random } from '../domain/random.ts';
import { writeWhole } from '../files/write-whole.ts';
import { checkWeights } from '../network/check-weights.ts';
import { initialWeights } from '../network/initialise.ts';
import { openNetwork, readWeights, type Network } from '../network/network.ts';
import type { Weights } from '../network/parameters.ts';
import { whereNotFinite } from '../network/where-not-finite.ts';
import { recalibrateBatchNorm } from '../network/weights/recalibrate.ts';
import type { Engine, Tensor4D } from '../network/tensors.ts';
import { cacheFeatures, type CachedFeatures } from './cached-features.ts';
import { learnersOf, freezeBatchNorms } from './learners.ts';
import type { LoopSettings } from './loop-settings.ts';
import { batchFits } from './memory-check.ts';
import { clipGradients } from './clip-gradients.ts';
import { openOptimizer, type Optimizer } from './optimizer.ts';
import { nothingLeft, refusalOf } from './refusals.ts';
import { appendMetrics, loadCheckpoint, saveCheckpoint, trimMetrics, type RunProgress, type WriteFile } from './run-folder.ts';
import { afterEpoch, epochPlan, improvements, resumeProgress, NOT_STARTED, type Cycle, type FinishedEpoch } from './run-plan.ts';
import { momentumInCycle, rateInCycle } from './schedule.ts';
import type { BestBy, PictureSize, TaskBatch, TrainingTask } from './task.ts';
import { trainingText, type ReachedStep } from './text.ts';

/** How many pictures adapt the batch norm of weights from another training to the data. */
const RECALIBRATION = { pictures: 64, atOnce: 4 };

/** The longest time between checkpoints, which is the most work that a killed process can lose. */
const SAVE_EVERY_MS = 5 * 60_000;

export interface TrainingRun<Batch extends TaskBatch = TaskBatch> {
  readonly task: TrainingTask<Batch>;
  readonly settings: LoopSettings;
  readonly engine: Engine;
  /** An existing folder for metrics and checkpoints. */
  readonly folder: string;
  /** Resumes from the folder's last checkpoint. */
  readonly resume: boolean;
  /** Weights of another training to start from. Default: random weights. */
  readonly first?: Weights;
  /** Replaces a file of the folder; `writeWhole` if left out, for a folder that no other process can write. */
  readonly write?: WriteFile;
  /** Called once all checks have passed, before the run changes anything. */
  readonly onStart?: () => Promise<void>;
  /** Returns the time in milliseconds. */
  readonly now: () => number;
}

/**
 * Trains until the settings end the run; `ending` says why. Before the start, fails with `split-leak`, `recipe-malformed` or
 * `out-of-memory`. Later, fails with `stopped` after a signal (the run can be resumed), or with `training-diverged` if the loss or a
 * weight is not finite (the last good checkpoint is kept).
 */
export async function train<Batch extends TaskBatch>(
  run: TrainingRun<Batch>,
  report: (report: TrainingReport) => void,
  signal: AbortSignal,
): Promise<Result<RunProgress>> {
  const { task, settings, engine, folder, write = writeWhole } = run;
  const refusal = refusalOf(task, settings);
  if (refusal !== undefined) return refusal;
  const start = await startingPoint(run);
  if (!start.ok) return start;
  const { weights } = start.value;
  const fits = batchFits(task, { settings, engine, weights });
  if (!fits.ok) return fits;
  const plan = epochPlan(settings);
  const stepsPerEpoch = Math.floor(task.train.items / settings.batch);
  const network = openNetwork(task.architecture, weights, engine);
  let optimizer: Optimizer | undefined;
  try {
    let progress = resumeProgress(start.value.progress, plan.length, settings);
    if (progress.ending === null && progress.epoch >= plan.length) return nothingLeft(progress.epoch, plan.length);
    await run.onStart?.();
    await trimMetrics(folder, progress.epoch, write);
    const learners = learnersOf(network, settings, stepsPerEpoch);
    optimizer = openOptimizer(engine, settings.optimizer, learners, { weights, step: progress.step });
    if (run.first !== undefined && !run.resume) await recalibrateBatchNorm(network, firstPictures(task, plan[0].size));
    const features =
      settings.headOnly === true ? await cacheFeatures(network, task, { size: plan[0].size, batch: settings.batch }) : null;
    let hasCheckpoint = run.resume;
    const save = async (reached: RunProgress, reachedWeights: Weights, names: readonly `best-${string}`[] = []) => {
      for (const name of names) await saveCheckpoint(folder, name, reachedWeights, reached, write);
      const moments = (await optimizer?.moments()) ?? [];
      await saveCheckpoint(folder, 'last', new Map([...reachedWeights, ...moments]), reached, write);
      hasCheckpoint = true;
    };
    const stepAt = (step: number) => ({ step, saved: hasCheckpoint });
    while (progress.ending === null) {
      const { size, stage, cycle } = plan[progress.epoch];
      const steps = { inEpoch: stepsPerEpoch, total: stepsPerEpoch * plan.length };
      const resting = freezeBatchNorms(network, learners, progress.epoch * stepsPerEpoch);
      const work = { run, network: resting, optimizer, features, size, cycle, steps, save, stepAt, progress };
      const epoch = await trainEpoch(work, report, signal);
      if (!epoch.ok) return epoch;
      const { trainLoss } = epoch.value;
      const trained = await finiteWeights(network, stepAt((progress.epoch + 1) * stepsPerEpoch));
      if (!trained.ok) return trained;
      const figures = await task.validate(network, size, settings.batch);
      const finished: FinishedEpoch = { stage, planned: plan.length, figures, trainLoss };
      const best = improvements(keptFigures(task, settings), progress, finished);
      progress = afterEpoch(settings, { ...progress, step: (progress.epoch + 1) * stepsPerEpoch }, finished, best);
      const names = best.map(({ name }) => name);
      const line: EpochReport = {
        kind: 'epoch',
        epoch: progress.epoch,
        epochs: plan.length,
        size,
        figures,
        ...epoch.value,
        best: names,
      };
      // Metrics first: after a kill between the two writes, a resumed run drops this line and trains the epoch again.
      await appendMetrics(folder, line, write);
      await save(
        progress,
        trained.value,
        names.map((name) => `best-${name}` as const),
      );
      report(line);
    }
    return success(progress);
  } finally {
    optimizer?.dispose();
    network.dispose();
  }
}

function keptFigures(task: TrainingTask, settings: LoopSettings): BestBy[] {
  return [...task.best, ...(settings.keep ?? [])];
}

/** The first pictures without augmentation, in batches small enough to keep every map of the network in memory. */
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
  /** Input of the heads in head-only training. Null otherwise. */
  readonly features: CachedFeatures | null;
  readonly size: PictureSize;
  readonly cycle: Cycle;
  readonly steps: { readonly inEpoch: number; readonly total: number };
  readonly progress: RunProgress;
  readonly save: (reached: RunProgress, weights: Weights) => Promise<void>;
  /** A step, and whether the run has a checkpoint by now. */
  readonly stepAt: (step: number) => ReachedStep;
}

async function trainEpoch<Batch extends TaskBatch>(
  work: EpochWork<Batch>,
  report: (report: StepReport) => void,
  signal: AbortSignal,
) {
  const { run, size, cycle, steps, progress, save } = work;
  const { task, settings } = run;
  const epoch = progress.epoch + 1;
  const random = seededRandom(`${settings.seed}/epoch/${epoch}`);
  const order = shuffle([...Array(task.train.items).keys()], random.fork('order'));
  const before = progress.underWay ?? { batches: 0, lossSum: 0, elapsedMs: 0 };
  const began = run.now() - before.elapsedMs;
  let saved = run.now();
  let { lossSum } = before;
  let learningRate = 0;
  for (let index = before.batches; index < steps.inEpoch; index++) {
    const step = progress.epoch * steps.inEpoch + index;
    const reached = {
      ...progress,
      step,
      underWay: index === 0 ? null : { batches: index, lossSum, elapsedMs: run.now() - began },
    };
    if (signal.aborted || run.now() - saved > SAVE_EVERY_MS) {
      const weights = await finiteWeights(work.network, work.stepAt(step));
      if (!weights.ok) return weights;
      await save(reached, weights.value);
      saved = run.now();
    }
    if (signal.aborted) return failed('stopped', trainingText.run.stopped);
    const chosen = order.slice(index * settings.batch, (index + 1) * settings.batch);
    const at = { step, stepsPerEpoch: steps.inEpoch, reductions: progress.reductions };
    learningRate = settings.optimizer.learningRate * rateInCycle(settings.schedule, cycle, at);
    const { loss, origin } = await trainStep(work, {
      chosen,
      size,
      random: random.fork(index),
      learningRate,
      momentum: momentumInCycle(settings.schedule, cycle, at),
    });
    if (!Number.isFinite(loss))
      return failed('training-diverged', trainingText.diverged.loss(loss, work.stepAt(step + 1), origin));
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

interface Step {
  /** Items of the batch. */
  readonly chosen: readonly number[];
  readonly size: PictureSize;
  readonly random: Random;
  readonly learningRate: number;
  readonly momentum: number | null;
}

/** Runs forward, backward and update, and returns the loss before the update. If it is not finite, skips the update and finds the cause. */
async function trainStep<Batch extends TaskBatch>(
  { run, network, optimizer, features }: EpochWork<Batch>,
  { chosen, size, random, ...rates }: Step,
): Promise<{ readonly loss: number; readonly origin: string }> {
  const { task, engine, settings } = run;
  const batch = task.batch(chosen, size, features === null ? random : null);
  const cached = features?.read(engine, chosen);
  const { loss, gradients } = engine.kernels.lossAndGradients(
    () => task.loss(features?.heads ?? network, cached === undefined ? batch : { ...batch, image: cached }),
    optimizer.learning(),
  );
  const [value] = await loss.data();
  if (Number.isFinite(value)) {
    const clipped = clipGradients(engine.tf, gradients, settings.clipNorm);
    optimizer.apply(clipped, rates);
    if (clipped !== gradients) for (const tensor of clipped) tensor.dispose();
  }
  const origin = Number.isFinite(value) ? null : whereNotFinite(features?.heads ?? network, cached ?? batch.image);
  for (const tensor of [loss, ...gradients]) tensor.dispose();
  batch.dispose();
  cached?.dispose();
  return { loss: value, origin: origin ?? trainingText.diverged.lossFunction };
}

/** Reads the weights after this step. Fails with `training-diverged` if any is not finite, so no checkpoint contains such weights. */
async function finiteWeights(network: Network, step: ReachedStep): Promise<Result<Weights>> {
  const weights = await readWeights(network);
  const bad = [...weights].find(([, { data }]) => !data.every(Number.isFinite));
  if (bad === undefined) return success(weights);
  return failed('training-diverged', trainingText.diverged.weights(bad[0], step));
}

async function startingPoint(
  run: Pick<TrainingRun, 'settings' | 'folder' | 'resume' | 'first'> & { readonly task: Pick<TrainingTask, 'architecture'> },
): Promise<Result<{ weights: Weights; progress: RunProgress }>> {
  if (run.resume) {
    const checkpoint = await loadCheckpoint(run.folder, 'last');
    if (!checkpoint.ok) return checkpoint;
    const checked = checkWeights(run.task.architecture, checkpoint.value.weights);
    if (checked.ok) return checkpoint;
    return failed(checked.failure.code, trainingText.run.otherNetwork(run.folder, checked.failure.message));
  }
  const weights = run.first ?? initialWeights(run.task.architecture, seededRandom(`${run.settings.seed}/weights`));
  return success({ weights, progress: NOT_STARTED });
}

/** Fisher-Yates. */
function shuffle<T>(items: readonly T[], random: Random): T[] {
  const order = [...items];
  for (let last = order.length - 1; last > 0; last--) {
    const other = random.below(last + 1);
    [order[last], order[other]] = [order[other], order[last]];
  }
  return order;
}
