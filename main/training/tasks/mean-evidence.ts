// Where the evidence lies on average over positive hips (Chen, section 3.5), in cells of the crop, so that a run's result stays small.

import type { MeanMap } from '../../domain/evaluation/evaluation.ts';

/** Along each edge; 8 crop pixels each. **(ours)** */
const CELLS = 28;

export interface MeanEvidence {
  /** Adds a map. Each counts alike, divided by its sum; an empty one is left out. // [cropSize, cropSize] */
  readonly add: (map: Float32Array) => void;
  /** Null if no map was added. */
  readonly mean: () => MeanMap | null;
}

export function meanEvidence(cropSize: number): MeanEvidence {
  const sums = new Float64Array(CELLS * CELLS);
  let hips = 0;
  return {
    add: (map) => {
      const total = map.reduce((sum, value) => sum + value, 0);
      if (!(total > 0)) return;
      hips += 1;
      for (const [at, value] of map.entries()) {
        const row = Math.floor((Math.floor(at / cropSize) * CELLS) / cropSize);
        const cell = row * CELLS + Math.floor(((at % cropSize) * CELLS) / cropSize);
        sums[cell] = (sums[cell] ?? 0) + value / total;
      }
    },
    // Six digits, because the file of a run's result holds them as text.
    mean: () =>
      hips === 0 ? null : { hips, size: CELLS, values: Array.from(sums, (sum) => Number((sum / hips).toPrecision(6))) },
  };
}
