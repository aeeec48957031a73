// Training as the application sees it: a run in a process of its own, so that a crash or a full memory there ends the run and
// nothing else. The process writes checkpoints as it goes; a run can be taken up again from its folder.

import { failed, type Failure, type Result } from '../domain/failure.ts';
import type { Evaluation } from './evaluation.ts';
import type { ProcessChannel } from './process-channel.ts';
import type { Recipe } from '../training/recipe.ts';
import type { TrainingReport } from '../training/train.ts';

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
  readonly engine?: 'libtorch' | 'tensorflow' | 'wasm';
  readonly device?: 'cpu' | 'cuda';
  readonly threads?: number;
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
  /** The exported ONNX file; its card lies beside it. */
  readonly model: string;
  readonly epochs: number;
  readonly bestKappa: number | null;
  /** On the recipe's test cohort. */
  readonly evaluation: Evaluation;
}

/** What the process is told, and what it tells. */
export interface TrainingOrder {
  readonly recipe: Recipe;
  readonly options: TrainingOptions;
}
export type TrainingMessage =
  | { readonly kind: 'progress'; readonly progress: TrainingProgress; readonly residentBytes: number }
  | { readonly kind: 'end'; readonly result: Result<TrainedModel> }
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
  { recipe, options }: TrainingOrder,
  progress: ToldProgress,
  signal: AbortSignal,
): Promise<Result<TrainedModel>> {
  if (signal.aborted) return failed('stopped', 'The training was stopped before it began.');
  const child = start();
  const stop = (): void => {
    child.send('stop');
    setTimeout(child.kill, PATIENCE_MS).unref();
  };
  signal.addEventListener('abort', stop, { once: true });
  const { promise, resolve, reject } = Promise.withResolvers<Result<TrainedModel>>();
  let result: Result<TrainedModel> | undefined;
  let fault: Error | undefined;
  child.onMessage((raw) => {
    const message = raw as TrainingMessage; // our own child, which runs `answerTraining`
    if (message.kind === 'progress') return progress(message.progress, message.residentBytes);
    if (message.kind === 'end') result = message.result;
    else fault = new Error(`Training failed: ${message.message}`, { cause: message.stack });
    child.kill();
  });
  child.onExit((reason) => {
    if (fault === undefined) resolve(result ?? { ok: false, failure: died(options.folder, reason) });
    else reject(fault);
  });
  child.send({ recipe, options } satisfies TrainingOrder);
  try {
    return await promise;
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

function died(folder: string, how: string): Failure {
  return failed(
    'process-ended',
    `The training process ended before its time (${how}), most often for want of memory. Its last finished epoch is in ${folder}; choose a smaller batch and go on from there.`,
  ).failure;
}
