// The training process' side: told once what to do, it reports as it goes and says how it ended. Its parent ends it.

import type { Result } from '../domain/failure.ts';
import type { ParentChannel } from './process-channel.ts';
import { trainModel } from './train-model.ts';
import { trainingFailure } from './training-failure.ts';
import type { TrainedModel, TrainingMessage, TrainingOrder } from './training.ts';

/** Carries out the one order that comes; resolves when its end was told. A message `stop` aborts, as may whoever holds `stop`. */
export async function answerTraining(channel: ParentChannel, stop: AbortController): Promise<void> {
  const tell = (message: TrainingMessage): void => channel.send(message);
  const { promise, resolve } = Promise.withResolvers<TrainingOrder>();
  channel.onMessage((message) => {
    if (message === 'stop') stop.abort();
    else resolve(message as TrainingOrder); // our own parent, which runs `runTraining`
  });
  const { recipe, options } = await promise;
  process.title = `osteograde-train ${recipe.name}`;
  try {
    const result = await trainModel(
      recipe,
      options,
      (progress) => tell({ kind: 'progress', progress, residentBytes: process.memoryUsage.rss() }),
      stop.signal,
    ).catch((error: unknown): Result<TrainedModel> => ({ ok: false, failure: trainingFailure(error, options.folder) }));
    tell({ kind: 'end', result });
  } catch (error) {
    const { message, stack } = error instanceof Error ? error : new Error(String(error));
    tell({ kind: 'fault', message, stack: stack ?? '' });
  }
}
