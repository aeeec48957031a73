// Training as the application sees it: a run in a process of its own, so that a crash or a full memory there ends the run and
// nothing else. The process writes checkpoints as it goes; a run can be taken up again from its folder.

import { failed, type Failure, type Result } from '../../domain/failure.ts';
import type { Evaluation } from '../evaluation/evaluate-on-phantoms.ts';
import type { MeasuredFigure } from '../evaluation/measure-network.ts';
import type { ProcessChannel } from '../../processes/process-channel.ts';
import type { AnyRecipe } from '../../training/recipe.ts';
import type { TrainingReport } from '../../training/train.ts';
import type { ExportedModel, UseOrder } from '../export/use-run.ts';

export interface TrainingOptions {
  /** The run's folder: manifest, metrics, checkpoints, cached crops. */
  readonly folder: string;
  /** Where the finished model and its card go. */
  readonly models: string;
  /** Goes on from the folder's last checkpoint. */
  readonly resume: boolean;
  /** The model is exported from the best epoch so far, without training. */
  readonly exportOnly?: boolean;
  /** A file of weights to start from, instead of chance. */
  readonly weights?: string;
  /** The study's folder, and that of class folders, for recipes that learn from them. */
  readonly study?: string;
  readonly data?: string;
  /** Where prepared pictures are kept; in the run's folder where left out. */
  readonly cache?: string;
  readonly engine?: 'libtorch' | 'tensorflow' | 'wasm';
  readonly device?: 'cpu' | 'cuda';
  readonly threads?: number;
  /** Bytes of tensors at most; 90 % of what is free where left out. */
  readonly memoryLimitBytes?: number;
  /** The program's version, for manifest and card. */
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
  /** The exported ONNX file; its card lies beside it. Null for systems that do not grade quadrants. */
  readonly model: string | null;
  readonly epochs: number;
  readonly bestKappa: number | null;
  /** On the recipe's test cohort; null where it has none. */
  readonly evaluation: Evaluation | null;
  /** Of the best epoch, on the test cohort and the validation items; empty where `evaluation` says more. */
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

/** How long a stopped process may take to end its step before it is killed. */
const PATIENCE_MS = 30_000;

/**
 * Trains in the process that `start` gives and exports the best epoch. `stopped` after the signal, `process-ended` when the process
 * died; a bug in there is thrown here.
 */
export async function runTraining(
  start: () => ProcessChannel,
  order: TrainingOrder,
  progress: ToldProgress,
  signal: AbortSignal,
): Promise<Result<TrainedModel>> {
  if (signal.aborted) return failed('stopped', 'The training was stopped before it began.');
  const died = (how: string): Failure =>
    failed(
      'process-ended',
      `The training process ended before its time (${how}), most often for want of memory. Its last finished epoch is in ${order.options.folder}; choose a smaller batch and go on from there.`,
    ).failure;
  const result = await inChild(start, { kind: 'train', ...order }, { progress, signal, died });
  return result as Result<TrainedModel>; // what `answerTraining` ends a training with
}

/** Makes a model of a checkpoint in the process that `start` gives; see `useRun`. */
export async function useRunInChild(start: () => ProcessChannel, order: UseOrder): Promise<Result<ExportedModel>> {
  const died = (how: string): Failure =>
    failed(
      'process-ended',
      `The export ended before its time (${how}), perhaps for want of memory. No model was written; try again.`,
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
