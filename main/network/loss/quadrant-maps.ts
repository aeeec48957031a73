// The map with each quadrant's evidence: one map for all quadrants, or one per quadrant with separate networks.

import { QUADRANTS, type Quadrant } from '../../domain/quadrant.ts';
import { ofRank } from '../../tensor/of-rank.ts';
import { mapOf } from '../architecture.ts';
import type { Network } from '../network.ts';
import type { Tensor, Tensor4D } from '../tensors.ts';

export interface QuadrantMap {
  readonly features: Tensor4D; // [N, height, width, channels]
  readonly quadrants: readonly Quadrant[];
}

/** Contains every quadrant once, in the order of QUADRANTS. */
export function quadrantMaps(
  { architecture }: Pick<Network, 'architecture'>,
  outputs: Readonly<Record<string, Tensor>>,
): QuadrantMap[] {
  const byMap = Map.groupBy(QUADRANTS, (quadrant) => mapOf(architecture, quadrant));
  return [...byMap].map(([map, quadrants]) => ({ features: ofRank(outputs[map], 4), quadrants }));
}
