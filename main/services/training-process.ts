// The process of one training run. It is told once what to do, reports as it goes, and ends.

import type { Result } from '../domain/failure.ts';
import { trainModel } from './train-model.ts';
import { trainingFailure } from './training-failure.ts';
import type { TrainedModel, TrainingMessage, TrainingOrder } from './training.ts';

process.title = 'osteograde-train';

const stop = new AbortController();
// Without the application there is nobody to report to: the run stops after its step.
process.on('disconnect', () => stop.abort());
// A terminal's Ctrl+C reaches this process too: it ends after its step, like any stop, and not as if it had died.
process.on('SIGINT', () => stop.abort());
process.on('SIGTERM', () => stop.abort());

process.on('message', (message: TrainingOrder | 'stop') => {
  if (message === 'stop') stop.abort();
  else void work(message);
});

async function work({ recipe, options }: TrainingOrder): Promise<void> {
  process.title = `osteograde-train ${recipe.name}`;
  const result = await trainModel(recipe, options, (progress) => tell({ kind: 'progress', progress }), stop.signal).catch(
    (error: unknown): Result<TrainedModel> => ({ ok: false, failure: trainingFailure(error, options.folder) }),
  );
  tell({ kind: 'end', result }, () => process.exit(0));
}

function tell(message: TrainingMessage, then?: () => void): void {
  if (process.connected) process.send?.(message, undefined, undefined, then);
  else then?.();
}
