// What the loop needs of something that can be learned. The loop owns order, rates, steps, checkpoints and ends; a task owns the
// pictures, what they mean, and how good a network is at it.

import type { Random } from '../domain/random.ts';
import type { Architecture } from '../network/architecture.ts';
import type { Network } from '../network/network.ts';
import type { Scalar, Tensor4D } from '../network/tensors.ts';

export interface PictureSize {
  readonly height: number;
  readonly width: number;
}

/** Pictures with whatever the task's loss needs beside them. The loop disposes it. */
export interface TaskBatch {
  readonly image: Tensor4D; // [items, height, width, 1]
  dispose(): void;
}

/** Measured on validation items, by name; NaN where a figure is not defined. */
export type Figures = { readonly loss: number } & Readonly<Record<string, number>>;

/** An epoch that is kept: the one where a figure is best so far, as the checkpoint `best-<name>`. */
export interface BestBy {
  readonly name: string;
  readonly figure: string;
  readonly better: 'higher' | 'lower';
}

/** How many items there are, and whose each of them is. */
interface TaskItems {
  readonly items: number;
  readonly subjects: readonly string[];
}

export interface TrainingTask<Batch extends TaskBatch = TaskBatch> {
  readonly architecture: Architecture;
  readonly train: TaskItems;
  readonly validation: TaskItems;
  /** These training items at this size, changed as `random` says; null gives the plain pictures. */
  batch(items: readonly number[], size: PictureSize, random: Random | null): Batch;
  /** Runs the network in training mode and gives the batch's loss. */
  loss(network: Network, batch: Batch): Scalar;
  /** The names of the figures that `validate` gives, by which epochs may be kept and runs ended. */
  readonly figures: readonly string[];
  /** The figures of all validation items, in batches of at most so many. */
  validate(network: Network, size: PictureSize, batch: number): Promise<Figures>;
  /** The first is the one that a finished run is exported from. */
  readonly best: readonly BestBy[];
}

/** The subjects that stand in both sets; a run that has any must not start. */
export function leakedSubjects({ train, validation }: Pick<TrainingTask, 'train' | 'validation'>): string[] {
  const known = new Set(train.subjects);
  return [...new Set(validation.subjects)].filter((subject) => known.has(subject));
}

/** A recipe's size of pictures: one edge for squares, or both. */
export function pictureSize(size: number | PictureSize): PictureSize {
  return typeof size === 'number' ? { height: size, width: size } : size;
}
