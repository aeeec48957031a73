// Where an engine differs from tfjs' JavaScript backend, and why that is accepted.

import type { EngineName } from '../../main/tensor/engine.ts';

interface Exclusion {
  readonly engine: EngineName;
  readonly name: string;
  /** The gradient only; outputs are compared. */
  readonly gradientOnly: boolean;
  readonly reason: string;
}

const EXCLUSIONS: readonly Exclusion[] = [
  {
    engine: 'libtorch',
    name: 'avgPool',
    gradientOnly: true,
    reason:
      "tfjs divides by the whole window at the border, not by the pixels averaged; finite differences agree with libtorch's",
  },
  {
    engine: 'libtorch',
    name: 'resizeBilinear',
    gradientOnly: true,
    reason: "tfjs' gradient exchanges height and width; finite differences agree with libtorch's",
  },
  {
    engine: 'wasm',
    name: 'resizeBilinear',
    gradientOnly: true,
    reason: "tfjs' gradient exchanges height and width; no network here resizes within its gradient on wasm",
  },
  ...(['libtorch', 'wasm'] as const).map((engine) => ({
    engine,
    name: 'resizeNearestNeighbor',
    gradientOnly: true,
    reason: "the reference's gradient is wrong from the second image on; finite differences agree with both engines",
  })),
  { engine: 'wasm', name: 'floorDiv', gradientOnly: false, reason: 'the same numbers, told to be float32 and not int32' },
  { engine: 'wasm', name: 'prelu', gradientOnly: false, reason: 'does not broadcast x over a larger alpha; prelu is not used' },
];

export function isExcluded(engine: EngineName, name: string, gradient: boolean): boolean {
  return EXCLUSIONS.some((e) => e.engine === engine && e.name === name && (gradient || !e.gradientOnly));
}
