// Accepted differences between an engine and tfjs' JavaScript backend, with the reason for each.

import type { EngineName } from '../../main/tensor/engine.ts';

interface Exclusion {
  readonly engine: EngineName;
  readonly name: string;
  /** True if only the gradient is excluded and outputs are still compared. */
  readonly gradientOnly: boolean;
  readonly reason: string;
}

const EXCLUSIONS: readonly Exclusion[] = [
  {
    engine: 'libtorch',
    name: 'avgPool',
    gradientOnly: true,
    reason:
      'at the border tfjs divides by the whole window and not by the number of averaged pixels; finite differences agree with libtorch',
  },
  {
    engine: 'libtorch',
    name: 'resizeBilinear',
    gradientOnly: true,
    reason: "tfjs' gradient swaps height and width; finite differences agree with libtorch",
  },
  {
    engine: 'wasm',
    name: 'resizeBilinear',
    gradientOnly: true,
    reason: "tfjs' gradient swaps height and width; no network here computes a gradient through resizing on wasm",
  },
  ...(['libtorch', 'wasm'] as const).map((engine) => ({
    engine,
    name: 'resizeNearestNeighbor',
    gradientOnly: true,
    reason: "the reference's gradient is wrong from the second image on; finite differences agree with both engines",
  })),
  { engine: 'wasm', name: 'floorDiv', gradientOnly: false, reason: 'the same values, declared float32 instead of int32' },
  { engine: 'wasm', name: 'prelu', gradientOnly: false, reason: 'does not broadcast x over a larger alpha; prelu is not used' },
];

export function isExcluded(engine: EngineName, name: string, gradient: boolean): boolean {
  return EXCLUSIONS.some((e) => e.engine === engine && e.name === name && (gradient || !e.gradientOnly));
}
