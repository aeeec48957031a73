// Checks weights from a file against an architecture.

import { failed, success, type Result } from '../domain/failure.ts';
import type { Architecture } from './architecture.ts';
import { parameterSpecs, type Weights } from './parameters.ts';
import { networkText } from './text.ts';

/** Returns the weights in layer order. Fails with `model-malformed` and names the first tensor that is missing or has another shape. */
export function checkWeights(architecture: Architecture, weights: Weights): Result<Weights> {
  const checked = new Map();
  for (const spec of parameterSpecs(architecture)) {
    const parameter = weights.get(spec.name);
    const expected = { network: architecture.name, tensor: spec.name, shape: spec.shape };
    if (parameter === undefined) return failed('model-malformed', networkText.weights.tensorMissing(expected));
    if (parameter.shape.length !== spec.shape.length || parameter.shape.some((edge, axis) => edge !== spec.shape[axis])) {
      return failed('model-malformed', networkText.weights.wrongShape(expected, parameter.shape));
    }
    checked.set(spec.name, parameter);
  }
  return success(checked);
}
