// Checks weights from a file against an architecture.

import { failed, success, type Result } from '../domain/failure.ts';
import type { Architecture } from './architecture.ts';
import { parameterSpecs, type Weights } from './parameters.ts';

/** Returns the weights in layer order. Fails with `model-malformed` and names the first tensor that is missing or has another shape. */
export function checkWeights(architecture: Architecture, weights: Weights): Result<Weights> {
  const checked = new Map();
  for (const spec of parameterSpecs(architecture)) {
    const parameter = weights.get(spec.name);
    const expected = `${architecture.name} expects the tensor ${spec.name} with shape [${spec.shape.join(', ')}]`;
    if (parameter === undefined) {
      return failed('model-malformed', `${expected}, but the weights do not contain it. Choose weights made for this network.`);
    }
    if (parameter.shape.length !== spec.shape.length || parameter.shape.some((edge, axis) => edge !== spec.shape[axis])) {
      const came = `[${parameter.shape.join(', ')}]`;
      return failed('model-malformed', `${expected}, but the weights have ${came}. Choose weights made for this network.`);
    }
    checked.set(spec.name, parameter);
  }
  return success(checked);
}
