// Runs one batch forward and backward before a run starts, so that a batch that is too large is refused at once and not an hour later.

import { failed, success, type Result } from '../domain/failure.ts';
import { seededRandom } from '../domain/random.ts';
import { openNetwork, type Network } from '../network/network.ts';
import type { Weights } from '../network/parameters.ts';
import type { Engine } from '../network/tensors.ts';
import type { LoopSettings } from './loop-settings.ts';
import { pictureSize, type TaskBatch, type TrainingTask } from './task.ts';
import { trainingText } from './text.ts';

/** Runs the largest batch on a copy of the weights. Fails with `out-of-memory` if it does not fit. Does not touch the run. */
export function batchFits<Batch extends TaskBatch>(
  task: TrainingTask<Batch>,
  { settings, engine, weights }: { readonly settings: LoopSettings; readonly engine: Engine; readonly weights: Weights },
): Result<null> {
  const sizes = settings.stages.map(({ size }) => pictureSize(size));
  const size = sizes.reduce((one, other) => (other.height * other.width > one.height * one.width ? other : one));
  let network: Network | undefined;
  try {
    const opened = openNetwork(task.architecture, weights, engine);
    network = opened;
    engine.tf.tidy(() => {
      const batch = task.batch([...Array(settings.batch).keys()], size, seededRandom(`${settings.seed}/memory`));
      try {
        const variables = opened.trained.map(({ variable }) => variable);
        const { loss } = engine.kernels.lossAndGradients(() => task.loss(opened, batch), variables);
        loss.dataSync(); // an asynchronous engine has finished once the loss is read
      } finally {
        batch.dispose();
      }
    });
    return success(null);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'OUT_OF_MEMORY')) throw error;
    return failed('out-of-memory', trainingText.run.batchTooLarge(settings.batch, size));
  } finally {
    network?.dispose();
  }
}
