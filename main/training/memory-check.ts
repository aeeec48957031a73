// One batch forth and back before a run begins, so that too large a batch is refused in words and not met an hour later.

import { failed, success, type Result } from '../domain/failure.ts';
import { seededRandom } from '../domain/random.ts';
import { openNetwork, type Network } from '../network/network.ts';
import type { Weights } from '../network/parameters.ts';
import type { Engine } from '../network/tensors.ts';
import type { LoopSettings } from './loop-settings.ts';
import { pictureSize, type TaskBatch, type TrainingTask } from './task.ts';

/** Runs the largest batch on weights of its own; `out-of-memory` where it does not fit. Nothing of the run is touched. */
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
        loss.dataSync(); // engines that work behind the program's back have finished once the loss is read
      } finally {
        batch.dispose();
      }
    });
    return success(null);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'OUT_OF_MEMORY')) throw error;
    return failed(
      'out-of-memory',
      `One batch of ${settings.batch} pictures of ${size.width} x ${size.height} needs more memory than there is. ` +
        'Choose a smaller batch, smaller pictures, or precision bf16, and start again.',
    );
  } finally {
    network?.dispose();
  }
}
