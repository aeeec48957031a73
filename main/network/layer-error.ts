// What goes wrong within a layer is told with the layer's name, whichever engine it went wrong on.

import type { Layer } from './architecture.ts';
import type { Tensor } from './tensors.ts';

/** Runs the body; its error, if it does not tell the layer already, comes with the layer, the shapes that met there, and what to check. */
export function inLayer<Result>(layer: Layer, inputs: readonly Tensor[], body: () => Result): Result {
  try {
    return body();
  } catch (error) {
    if (!(error instanceof Error) || error.message.includes(` in ${layer.name} `)) throw error;
    const shapes = inputs.map(({ shape }) => `[${shape.join(', ')}]`).join(' and ');
    const message = error.message.split('\n')[0] ?? '';
    throw Object.assign(
      new Error(
        `Layer ${layer.name} (${layer.kind}) on ${shapes}: ${message} Check that picture, weights and network belong together.`,
        {
          cause: error,
        },
      ),
      'code' in error ? { code: error.code } : {},
    );
  }
}
