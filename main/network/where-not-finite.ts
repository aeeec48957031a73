// Finds where a number became NaN or infinite. Used after a loss that is not finite, so that the message can name the tensor or layer.

import { forward } from './forward.ts';
import type { Network } from './network.ts';
import { networkText } from './text.ts';
import type { Tensor, Tensor4D } from './tensors.ts';

/**
 * Names the first of the picture (or cached features), trained weights and layers, in that order, that is not finite, as a clause for a
 * message. Null if all are finite, which means that the loss or its targets caused it. Runs the layers in training mode, which changes
 * the running statistics, so the network must not be used afterwards. Reads every tensor, so it is too slow for every step.
 */
export function whereNotFinite(network: Network, image: Tensor4D): string | null {
  const { tf, kernels } = network.engine;
  if (!kernels.allFinite(image)) return networkText.notFinite.input(image.shape);
  const weights = network.trained.filter(({ variable }) => !kernels.allFinite(variable)).map(({ spec }) => spec.name);
  if (weights.length > 0) return networkText.notFinite.weights(weights.length, network.trained.length, weights[0]);
  let found: string | null = null;
  const look = (layer: string, result: Tensor): undefined => {
    if (found === null && !kernels.allFinite(result)) found = networkText.notFinite.layer(layer);
  };
  tf.tidy(() => {
    forward(network, image, 'training', look);
  });
  return found;
}
