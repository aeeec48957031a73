// An error of the library, told with the operation, the layer, the shapes and what to do.

import type { NamedTensorInfoMap } from '@tensorflow/tfjs';
import { namedScopes } from '../named-scopes.ts';

/** The error with its place named. `code` is `OUT_OF_MEMORY` or `LIBTORCH` where the library raised it. */
export function explained(kernelName: string, inputs: NamedTensorInfoMap, error: unknown): Error {
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
    return 'Take a smaller batch or a smaller network, close other programs, or raise the memory limit.';
  // After such an error the device answers nothing more in this process.
  if (/CUDA|cuDNN|CUBLAS/u.test(message))
    return 'The graphics card failed or vanished: start the job again, or choose the device "cpu".';
  return 'Check the shapes that meet at this layer.';
}
