// Starts a training in a process of its own, so that a crash or a lack of memory there ends only the run. The process writes checkpoints
// as it trains. A run can be resumed from its folder.

import { failed, type Failure, type Result } from '../../domain/failure.ts';
import { endFailure, type CallEnd } from '../../processes/call-end.ts';
import { callOnce } from '../../processes/calls.ts';
import type { ProcessChannel } from '../../processes/process-channel.ts';
import { RunBundleSchema, type BundleOrder, type RunBundle } from './bundle-run.ts';
import { MeasuredRunSchema, type MeasuredRun } from './measured-run.ts';
import type { UseOrder } from '../export/use-run.ts';
import {
  ExportedModelSchema,
  TRAINING_PROTOCOL,
  TrainedModelSchema,
  type ExportedModel,
  type MeasuredOrder,
  type TrainedModel,
  type TrainingOrder,
  type TrainingProgress,
} from './training-calls.ts';
import { exportText } from '../text/export.ts';
import { runText } from '../text/run.ts';

/** How long a training that has confirmed a stop may take to end its step and to save it. */
const SAVING_MS = 30_000;

/**
 * Trains in the process that `start` starts and exports the best epoch. Fails with `stopped` after the signal and with `process-ended` if
 * the process died. Throws what the process threw.
 */
export async function runTraining(
  start: () => ProcessChannel,
  order: TrainingOrder,
  onProgress: (progress: TrainingProgress, residentBytes: number) => void,
  signal: AbortSignal,
): Promise<Result<TrainedModel>> {
  if (signal.aborted) return failed('stopped', runText.start.stopped);
  const died = endOfRun(order.options.folder);
  return callOnce(
    { protocol: TRAINING_PROTOCOL, start, died, savingMs: SAVING_MS },
    { kind: 'train', ...order },
    { value: TrainedModelSchema, onEvent: ({ progress, residentBytes }) => onProgress(progress, residentBytes), signal },
  );
}

/** Trains and measures in the process that `start` starts; see `measuredRun`. Fails as `runTraining` does. */
export async function runMeasured(
  start: () => ProcessChannel,
  order: MeasuredOrder,
  onProgress: (progress: TrainingProgress, residentBytes: number) => void,
  signal: AbortSignal,
): Promise<Result<MeasuredRun>> {
  if (signal.aborted) return failed('stopped', runText.start.stopped);
  const died = endOfRun(order.options.folder);
  return callOnce(
    { protocol: TRAINING_PROTOCOL, start, died, savingMs: SAVING_MS },
    { kind: 'measure', ...order },
    { value: MeasuredRunSchema, onEvent: ({ progress, residentBytes }) => onProgress(progress, residentBytes), signal },
  );
}

/** Prepares the data of a run in the process that `start` starts, to train elsewhere; see `bundleRun`. */
export async function bundleRunInChild(
  start: () => ProcessChannel,
  order: BundleOrder,
  onProgress: (progress: TrainingProgress, residentBytes: number) => void,
  signal: AbortSignal,
): Promise<Result<RunBundle>> {
  if (signal.aborted) return failed('stopped', runText.start.stopped);
  const died = endOfRun(order.options.folder);
  return callOnce(
    { protocol: TRAINING_PROTOCOL, start, died },
    { kind: 'bundle', ...order },
    { value: RunBundleSchema, onEvent: ({ progress, residentBytes }) => onProgress(progress, residentBytes), signal },
  );
}

/** Makes a model of a checkpoint in the process that `start` starts; see `useRun`. Fails with `stopped` after the signal. */
export async function useRunInChild(
  start: () => ProcessChannel,
  order: UseOrder,
  signal?: AbortSignal,
): Promise<Result<ExportedModel>> {
  const { needsMemory, tooSlow, processEnded } = exportText;
  const died = (end: CallEnd) => endFailure(end, { memory: needsMemory, time: tooSlow, died: processEnded });
  return callOnce(
    { protocol: TRAINING_PROTOCOL, start, died },
    { kind: 'use', ...order },
    { value: ExportedModelSchema, signal },
  );
}

/** The failure of a run whose process gave no answer. */
function endOfRun(folder: string): (end: CallEnd) => Failure {
  const { processEnded, needsMemory } = runText.failure;
  const ended = (reason: string): string => processEnded(reason, folder);
  return (end) =>
    endFailure(end, {
      memory: (megabytes) => needsMemory(megabytes, folder),
      time: (seconds) => ended(`${seconds} s`),
      died: ended,
    });
}
