// Which map each quadrant's evidence is on: one for all, or one each where each has a network of its own.

import { QUADRANTS, type Quadrant } from '../../domain/quadrant.ts';
import { mapOf } from '../architecture.ts';
import type { Network } from '../network.ts';
import type { Tensor, Tensor4D } from '../tensors.ts';

export interface QuadrantMap {
  readonly features: Tensor4D; // [N, height, width, channels]
  readonly quadrants: readonly Quadrant[];
}

/** Every quadrant once, in the order of QUADRANTS. */
export function quadrantMaps(
  { architecture }: Pick<Network, 'architecture'>,
  outputs: Readonly<Record<string, Tensor>>,
): QuadrantMap[] {
  const byMap = Map.groupBy(QUADRANTS, (quadrant) => mapOf(architecture, quadrant));
  return [...byMap].map(([map, quadrants]) => ({ features: outputs[map] as Tensor4D, quadrants })); // what heads pool is a map
}
