// Starts a training in a process of its own, so that a crash or a lack of memory there ends only the run. The process writes checkpoints
// as it trains. A run can be resumed from its folder.

import { failed, type Failure, type Result } from '../../domain/failure.ts';
import type { Evaluation } from '../evaluation/grade-figures.ts';
import type { MeasuredFigure } from '../evaluation/measure-network.ts';
import type { ProcessChannel } from '../../processes/process-channel.ts';
import type { AnyRecipe } from '../../training/recipe.ts';
import type { TrainingReport } from '../../training/train.ts';
import type { ExportedModel, UseOrder } from '../export/use-run.ts';

export interface TrainingOptions {
  /** The run's folder, for the manifest, metrics, checkpoints and prepared pictures. */
  readonly folder: string;
  /** The folder for the finished model and its card. */
  readonly models: string;
  /** True to resume from the folder's last checkpoint. */
  readonly resume: boolean;
  /** True to export the best epoch so far, without training. */
  readonly exportOnly?: boolean;
  /** A file of weights to start from, instead of random weights. */
  readonly weights?: string;
  /** The study's folder, or the folder of the class folders, for recipes that learn from them. */
  readonly study?: string;
  readonly data?: string;
  /** The folder for prepared pictures; by default inside the run's folder. */
  readonly cache?: string;
  readonly engine?: 'libtorch' | 'tensorflow' | 'wasm';
  readonly device?: 'cpu' | 'cuda';
  readonly threads?: number;
  /** The most memory for tensors, in bytes; by default 90% of the free memory. */
  readonly memoryLimitBytes?: number;
  /** The program's version, for the manifest and the card. */
  readonly version: string;
}

export type TrainingProgress =
  | { readonly kind: 'data'; readonly set: 'training' | 'validation' | 'test'; readonly done: number; readonly total: number }
  | {
      readonly kind: 'engine';
      readonly name: string;
      readonly device: string;
      readonly threads: number;
      readonly precision: string;
    }
  | TrainingReport;

export interface TrainedModel {
  /** The exported ONNX file, with its card beside it. Null for systems whose runs end without an export. */
  readonly model: string | null;
  readonly epochs: number;
  readonly bestKappa: number | null;
  /** Measured on the recipe's test cohort. Null if it has none. */
  readonly evaluation: Evaluation | null;
  /** Figures of the best epoch on the test cohort and the validation items. Empty if there is an `evaluation`. */
  readonly figures: readonly MeasuredFigure[];
}

/** What the process is told, and what it tells. */
export interface TrainingOrder {
  readonly recipe: AnyRecipe;
  readonly options: TrainingOptions;
}
export type ChildOrder = ({ readonly kind: 'train' } & TrainingOrder) | ({ readonly kind: 'use' } & UseOrder);
export type TrainingMessage =
  | { readonly kind: 'progress'; readonly progress: TrainingProgress; readonly residentBytes: number }
  | { readonly kind: 'end'; readonly result: Result<unknown> }
  | { readonly kind: 'fault'; readonly message: string; readonly stack: string };

export type ToldProgress = (progress: TrainingProgress, residentBytes: number) => void;

/** How long a stopped process may take to finish its step before it is killed. */
const PATIENCE_MS = 30_000;

/**
 * Trains in the process that `start` returns and exports the best epoch. Fails with `stopped` after the signal, and with `process-ended`
 * if the process dies. Throws if the process reports a bug.
 */
export async function runTraining(
  start: () => ProcessChannel,
  order: TrainingOrder,
  progress: ToldProgress,
  signal: AbortSignal,
): Promise<Result<TrainedModel>> {
  if (signal.aborted) return failed('stopped', 'The training was stopped before it started.');
  const died = (how: string): Failure =>
    failed(
      'process-ended',
      `The training process ended unexpectedly (${how}), usually because memory ran out. Its last finished epoch is in ${order.options.folder}. Choose a smaller batch and resume the run.`,
    ).failure;
  const result = await inChild(start, { kind: 'train', ...order }, { progress, signal, died });
  return result as Result<TrainedModel>; // what `answerTraining` ends a training with
}

/** Makes a model from a checkpoint in the process that `start` returns; see `useRun`. */
export async function useRunInChild(start: () => ProcessChannel, order: UseOrder): Promise<Result<ExportedModel>> {
  const died = (how: string): Failure =>
    failed(
      'process-ended',
      `The export ended unexpectedly (${how}), perhaps because memory ran out. No model was written. Try again.`,
    ).failure;
  const { signal } = new AbortController();
  const result = await inChild(start, { kind: 'use', ...order }, { progress: () => undefined, signal, died });
  return result as Result<ExportedModel>; // what `answerTraining` ends an export with
}

interface Surroundings {
  readonly progress: ToldProgress;
  readonly signal: AbortSignal;
  readonly died: (how: string) => Failure;
}

async function inChild(start: () => ProcessChannel, order: ChildOrder, around: Surroundings): Promise<Result<unknown>> {
  const child = start();
  const stop = (): void => {
    child.send('stop');
    setTimeout(child.kill, PATIENCE_MS).unref();
  };
  around.signal.addEventListener('abort', stop, { once: true });
  const { promise, resolve, reject } = Promise.withResolvers<Result<unknown>>();
  let result: Result<unknown> | undefined;
  let fault: Error | undefined;
  child.onMessage((raw) => {
    const message = raw as TrainingMessage; // our own child, which runs `answerTraining`
    if (message.kind === 'progress') return around.progress(message.progress, message.residentBytes);
    if (message.kind === 'end') result = message.result;
    else fault = new Error(`Training failed: ${message.message}`, { cause: message.stack });
    child.kill();
  });
  child.onExit((reason) => {
    if (fault === undefined) resolve(result ?? { ok: false, failure: around.died(reason) });
    else reject(fault);
  });
  child.send(order);
  try {
    return await promise;
  } finally {
    around.signal.removeEventListener('abort', stop);
  }
}
