// What the loop needs from a task. The loop owns the order, rates, steps, checkpoints and the end of the run. A task owns the pictures,
// their meaning, and the measurement of how good a network is.

import type { Random } from '../domain/random.ts';
import type { Architecture } from '../network/architecture.ts';
import type { Network } from '../network/network.ts';
import type { Scalar, Tensor4D } from '../network/tensors.ts';

export interface PictureSize {
  readonly height: number;
  readonly width: number;
}

/** Pictures and whatever else the task's loss needs. The loop disposes it. */
export interface TaskBatch {
  readonly image: Tensor4D; // [items, height, width, 1]
  dispose(): void;
}

/** Figures of the validation items, by name. NaN if a figure is not defined. */
export type Figures = { readonly loss: number } & Readonly<Record<string, number>>;

/** The epoch with the best value of a figure so far, kept as the checkpoint `best-<name>`. */
export interface BestBy {
  readonly name: string;
  readonly figure: string;
  readonly better: 'higher' | 'lower';
}

/** The number of items, and the subject of each. */
interface TaskItems {
  readonly items: number;
  readonly subjects: readonly string[];
}

export interface TrainingTask<Batch extends TaskBatch = TaskBatch> {
  readonly architecture: Architecture;
  readonly train: TaskItems;
  readonly validation: TaskItems;
  /** A batch of these training items at this size, augmented by `random`. Null: without augmentation. */
  batch(items: readonly number[], size: PictureSize, random: Random | null): Batch;
  /** Runs the network in training mode and returns the batch's loss. */
  loss(network: Network, batch: Batch): Scalar;
  /** Names of the figures that `validate` returns. Epochs can be kept, and runs ended, by them. */
  readonly figures: readonly string[];
  /** Measures all validation items, in batches of at most `batch`. */
  validate(network: Network, size: PictureSize, batch: number): Promise<Figures>;
  /** A finished run exports the first one. */
  readonly best: readonly BestBy[];
}

/** Subjects that are in both sets. A run with any must not start. */
export function leakedSubjects({ train, validation }: Pick<TrainingTask, 'train' | 'validation'>): string[] {
  const trainSubjects = new Set(train.subjects);
  return [...new Set(validation.subjects)].filter((subject) => trainSubjects.has(subject));
}

/** The picture size in a recipe: one edge for squares, or both. */
export function pictureSize(size: number | PictureSize): PictureSize {
  return typeof size === 'number' ? { height: size, width: size } : size;
}
