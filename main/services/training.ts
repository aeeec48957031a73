// Training as the application sees it: a run in a process of its own, so that a crash or a full memory there ends the run and
// nothing else. The process writes checkpoints as it goes; a run can be taken up again from its folder.

import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { failed, type Failure, type Result } from '../domain/failure.ts';
import type { Evaluation } from './evaluation.ts';
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
  | { readonly kind: 'progress'; readonly progress: TrainingProgress }
  | { readonly kind: 'end'; readonly result: Result<TrainedModel> };

/** How long a stopped process may take to end its step before it is killed. */
const PATIENCE_MS = 30_000;

/** Trains in a child process and exports the best epoch. `stopped` after the signal, `process-ended` when the process died. */
export async function runTraining(
  recipe: Recipe,
  options: TrainingOptions,
  progress: (progress: TrainingProgress) => void,
  signal: AbortSignal,
): Promise<Result<TrainedModel>> {
  if (signal.aborted) return failed('stopped', 'The training was stopped before it began.');
  const child = fork(fileURLToPath(new URL('training-process.ts', import.meta.url)), { serialization: 'advanced' });
  const stop = () => {
    if (child.connected) child.send('stop');
    setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS).unref();
  };
  signal.addEventListener('abort', stop, { once: true });
  try {
    return await new Promise((resolve) => {
      let result: Result<TrainedModel> | undefined;
      child.on('message', (message: TrainingMessage) => {
        if (message.kind === 'progress') progress(message.progress);
        else result = message.result;
      });
      child.on('error', (error) => resolve({ ok: false, failure: died(options.folder, error.message) }));
      child.on('exit', (code, killer) => {
        resolve(result ?? { ok: false, failure: died(options.folder, killer ?? `code ${code}`) });
      });
      child.send({ recipe, options } satisfies TrainingOrder);
    });
  } finally {
    signal.removeEventListener('abort', stop);
    if (child.connected) child.disconnect();
  }
}

function died(folder: string, how: string): Failure {
  return failed(
    'process-ended',
    `The training process ended before its time (${how}), most often for want of memory. Its last finished epoch is in ${folder}; choose a smaller batch and go on from there.`,
  ).failure;
}
