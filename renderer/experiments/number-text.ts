// How figures of runs and reports are written.

import type { Estimate } from '../../main/domain/evaluation/evaluation.ts';
import { experimentText } from '../text/experiments.ts';

export function numberText(value: number): string {
  if (!Number.isFinite(value)) return experimentText.notDefined;
  return Number.isInteger(value) ? String(value) : value.toFixed(3);
}

export function estimateText({ value, low, high }: Estimate): string {
  if (!Number.isFinite(value)) return experimentText.notDefined;
  const bounded = Number.isFinite(low) && Number.isFinite(high);
  return bounded ? `${value.toFixed(3)} (${low.toFixed(3)} – ${high.toFixed(3)})` : value.toFixed(3);
}
