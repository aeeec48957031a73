// Where a number stopped being one: asked when a loss is NaN or infinite, so that the message can name the tensor or the layer.

import { forward } from './forward.ts';
import type { Network } from './network.ts';
import type { Tensor, Tensor4D } from './tensors.ts';

/**
 * The first of picture (or cached features), trained weights and layers, in the order of computing, that is not finite, as a clause for a message; null where
 * all are, so that the loss or its targets made it. Layers run as in training, which moves the running statistics: for a network that is
 * given up. Reads every tensor: for once, not for each step.
 */
export function whereNotFinite(network: Network, image: Tensor4D): string | null {
  const { tf, kernels } = network.engine;
  if (!kernels.allFinite(image))
    return `what the network reads of the batch, [${image.shape.join(', ')}], holds a number that is not finite`;
  const weights = network.trained.filter(({ variable }) => !kernels.allFinite(variable)).map(({ spec }) => spec.name);
  if (weights.length > 0)
    return `${weights.length} of the network's ${network.trained.length} trained tensors are not finite, the first ${weights[0]}`;
  let found: string | null = null;
  const look = (layer: string, result: Tensor): undefined => {
    if (found === null && !kernels.allFinite(result))
      found = `the layer ${layer} makes a number that is not finite of numbers that are`;
  };
  tf.tidy(() => {
    forward(network, image, 'training', look);
  });
  return found;
}
