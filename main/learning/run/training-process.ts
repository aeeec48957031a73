// The side of the training process: carries out a training or an export and reports as it works. Its parent ends it.

import type { Result } from '../../domain/failure.ts';
import { answerCalls, type AnsweringSide, type CallContext } from '../../processes/answer-calls.ts';
import type { ParentChannel } from '../../processes/process-channel.ts';
import { isLocating } from '../../training/recipe.ts';
import type { DataProgress } from '../data/training-data.ts';
import { useRun } from '../export/use-run.ts';
import { bundleRun } from './bundle-run.ts';
import { measuredRun } from './measured-run.ts';
import { withRunLease, type LeaseChoices, type RunLease } from './run-lease.ts';
import { trainLocator } from './train-locator.ts';
import { trainModel } from './train-model.ts';
import { TRAINING_PROTOCOL, type TrainingCall, type TrainingEvent, type TrainingProgress } from './training-calls.ts';
import { trainingFailure } from './training-failure.ts';
import type { Clock } from './training-manifest.ts';

const CLOCK: Clock = { now: () => new Date(), milliseconds: () => performance.now() };

/** Answers training calls. `stop` ends the one under way after its step, as the parent's stop does. */
export function answerTraining(channel: ParentChannel, stop: AbortSignal): AnsweringSide {
  return answerCalls(channel, TRAINING_PROTOCOL, answer, stop);
}

async function answer(call: TrainingCall, context: CallContext<TrainingEvent>): Promise<Result<unknown>> {
  process.title = `osteograde-train ${call.recipe.name}`;
  try {
    return await answerCall(call, context);
  } catch (error) {
    return { ok: false, failure: trainingFailure(error, call.kind === 'use' ? call.models : call.options.folder) };
  }
}

async function answerCall(call: TrainingCall, context: CallContext<TrainingEvent>): Promise<Result<unknown>> {
  switch (call.kind) {
    case 'use':
      return useRun(call);
    case 'bundle':
      return bundle(call, context); // the caller holds the lease
    case 'measure':
      return withRunLease(call.options.folder, leaseChoices(context), (lease, signal) =>
        measure(call, { lease, report: context.report, signal }),
      );
    case 'train':
      return withRunLease(call.options.folder, leaseChoices(context), (lease, signal) =>
        train(call, { lease, report: context.report, signal }),
      );
  }
}

/** Says in the run's log that it waits, if it must. */
function leaseChoices({ report, signal }: CallContext<TrainingEvent>): LeaseChoices {
  return { signal, onWait: (words) => report({ progress: { kind: 'note', words }, residentBytes: process.memoryUsage.rss() }) };
}

type LeasedContext = CallContext<TrainingEvent> & { readonly lease: RunLease };

function bundle(
  order: Extract<TrainingCall, { kind: 'bundle' }>,
  { report, signal }: CallContext<TrainingEvent>,
): Promise<Result<unknown>> {
  const onData: DataProgress = (set, done, total) =>
    report({ progress: { kind: 'data', set, done, total }, residentBytes: process.memoryUsage.rss() });
  return bundleRun(order, onData, signal);
}

function measure(
  { recipe, options }: Extract<TrainingCall, { kind: 'measure' }>,
  { lease, report, signal }: LeasedContext,
): Promise<Result<unknown>> {
  const onProgress = (progress: TrainingProgress): void => report({ progress, residentBytes: process.memoryUsage.rss() });
  return measuredRun({ recipe, options, clock: CLOCK, lease }, onProgress, signal);
}

function train(
  { recipe, options }: Extract<TrainingCall, { kind: 'train' }>,
  { lease, report, signal }: LeasedContext,
): Promise<Result<unknown>> {
  const onProgress = (progress: TrainingProgress): void => report({ progress, residentBytes: process.memoryUsage.rss() });
  return isLocating(recipe)
    ? trainLocator({ recipe, options, clock: CLOCK, lease }, onProgress, signal)
    : trainModel({ recipe, options, clock: CLOCK, lease }, onProgress, signal);
}
