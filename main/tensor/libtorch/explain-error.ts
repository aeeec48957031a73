// Adds the operation, the layer, the shapes and a remedy to an error of the library.

import type { NamedTensorInfoMap } from '@tensorflow/tfjs';
import { namedScopes } from '../named-scopes.ts';

/** Returns the error with its location and a remedy. `code` is `OUT_OF_MEMORY` or `LIBTORCH` if the library raised it. */
export function explainError(kernelName: string, inputs: NamedTensorInfoMap, error: unknown): Error {
  if (!(error instanceof Error)) return new Error(`${kernelName}: ${String(error)}`);
  const code: unknown = 'code' in error ? error.code : undefined;
  if (code !== 'LIBTORCH' && code !== 'OUT_OF_MEMORY') return error;
  const shapes = Object.entries(inputs)
    .filter(([, info]) => info !== undefined)
    .map(([name, info]) => `${name} [${info?.shape.join(', ')}]`)
    .join(', ');
  const layer = namedScopes();
  const place = `${kernelName}${layer === '' ? '' : ` in ${layer}`} on ${shapes}`;
  const remedy = remedyFor(code, error.message);
  const message = error.message.split('\n')[0]?.trim() ?? '';
  return Object.assign(new Error(`${place}: ${message}. ${remedy}`, { cause: error }), { code });
}

function remedyFor(code: 'LIBTORCH' | 'OUT_OF_MEMORY', message: string): string {
  if (code === 'OUT_OF_MEMORY')
    return 'Choose a smaller batch or a smaller network, close other programs, or raise the memory limit.';
  // After such an error the device no longer responds in this process.
  if (/CUDA|cuDNN|CUBLAS/u.test(message))
    return 'The graphics card failed or was removed. Start the job again, or choose the device "cpu".';
  return 'Check the shapes at this layer.';
}
