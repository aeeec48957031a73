// Where an engine is known to differ from tfjs' JavaScript backend, and why that is accepted.

import type { EngineName } from '../../main/tensor/engine.ts';

interface Exclusion {
  readonly engine: EngineName;
  readonly name: string;
  /** Only the gradient differs or is missing. */
  readonly gradientOnly?: boolean;
  readonly reason: string;
}

const EXCLUSIONS: readonly Exclusion[] = [];

export function isExcluded(engine: EngineName, name: string, gradient: boolean): boolean {
  return EXCLUSIONS.some((e) => e.engine === engine && e.name === name && (gradient || e.gradientOnly !== true));
}
