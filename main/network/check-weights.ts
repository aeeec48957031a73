// Do these weights belong to this architecture? Asked wherever weights come from a file.

import { failed, success, type Result } from '../domain/failure.ts';
import type { Architecture } from './architecture.ts';
import { parameterSpecs, type Weights } from './parameters.ts';

/** The weights in layer order, or `model-malformed` naming the first tensor that is missing or has another shape. */
export function checkWeights(architecture: Architecture, weights: Weights): Result<Weights> {
  const checked = new Map();
  for (const spec of parameterSpecs(architecture)) {
    const parameter = weights.get(spec.name);
    const expected = `${architecture.name} expects the tensor ${spec.name} with shape [${spec.shape.join(', ')}]`;
    if (parameter === undefined) {
      return failed('model-malformed', `${expected}; the weights do not hold it. Choose weights made for this network.`);
    }
    if (parameter.shape.length !== spec.shape.length || parameter.shape.some((edge, axis) => edge !== spec.shape[axis])) {
      const came = `[${parameter.shape.join(', ')}]`;
      return failed('model-malformed', `${expected}; the weights hold ${came}. Choose weights made for this network.`);
    }
    checked.set(spec.name, parameter);
  }
  return success(checked);
}
