// Adds the layer's name to an error inside a layer, on every engine.

import type { Layer } from './architecture.ts';
import { networkText } from './text.ts';
import type { Tensor } from './tensors.ts';

/** Runs the body. If its error does not name the layer yet, adds the layer, the input shapes, and what to check. */
export function inLayer<Result>(layer: Layer, inputs: readonly Tensor[], body: () => Result): Result {
  try {
    return body();
  } catch (error) {
    if (!(error instanceof Error) || error.message.includes(` in ${layer.name} `)) throw error;
    const shapes = inputs.map(({ shape }) => shape);
    const reason = error.message.split('\n')[0] ?? '';
    throw Object.assign(
      new Error(networkText.layer.failed(layer, shapes, reason), { cause: error }),
      'code' in error ? { code: error.code } : {},
    );
  }
}
