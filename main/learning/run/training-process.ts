// The training process: it carries out one order, reports its progress and sends the result. Its parent ends it.

import type { Result } from '../../domain/failure.ts';
import type { ParentChannel } from '../../processes/process-channel.ts';
import { isLocating } from '../../training/recipe.ts';
import { trainLocator } from './train-locator.ts';
import { trainModel } from './train-model.ts';
import type { Clock } from './training-manifest.ts';
import { trainingFailure } from './training-failure.ts';
import type { ChildOrder, TrainingMessage, TrainingProgress } from './training.ts';
import { useRun } from '../export/use-run.ts';

const CLOCK: Clock = { now: () => new Date(), milliseconds: () => performance.now() };

/** Carries out the one order that comes, a training or an export; resolves when its end was told. A message `stop` aborts, as may whoever holds `stop`. */
export async function answerTraining(channel: ParentChannel, stop: AbortController): Promise<void> {
  const tell = (message: TrainingMessage): void => channel.send(message);
  const { promise, resolve } = Promise.withResolvers<ChildOrder>();
  channel.onMessage((message) => {
    if (message === 'stop') stop.abort();
    else resolve(message as ChildOrder); // our own parent, which runs `runTraining` or `useRunInChild`
  });
  const order = await promise;
  process.title = `osteograde-train ${order.recipe.name}`;
  const heard = (progress: TrainingProgress): void =>
    tell({ kind: 'progress', progress, residentBytes: process.memoryUsage.rss() });
  try {
    const result = await carriedOut(order, heard, stop.signal).catch((error: unknown): Result<never> => ({
      ok: false,
      failure: trainingFailure(error, order.kind === 'train' ? order.options.folder : order.models),
    }));
    tell({ kind: 'end', result });
  } catch (error) {
    const { message, stack } = error instanceof Error ? error : new Error(String(error));
    tell({ kind: 'fault', message, stack: stack ?? '' });
  }
}

async function carriedOut(
  order: ChildOrder,
  heard: (progress: TrainingProgress) => void,
  signal: AbortSignal,
): Promise<Result<unknown>> {
  if (order.kind === 'use') return useRun(order);
  const { recipe, options } = order;
  return isLocating(recipe)
    ? trainLocator({ recipe, options, clock: CLOCK }, heard, signal)
    : trainModel({ recipe, options, clock: CLOCK }, heard, signal);
}
