// How figures of runs and reports are written.

import type { Estimate } from '../../main/domain/evaluation/evaluation.ts';
import { experimentText } from '../text/experiments.ts';

/** A count, or a figure. */
export function numberText(value: number): string {
  return Number.isInteger(value) ? String(value) : figureText(value);
}

export function figureText(value: number): string {
  return Number.isFinite(value) ? value.toFixed(3) : experimentText.notDefined;
}

export function estimateText({ value, low, high }: Estimate): string {
  const bounded = Number.isFinite(value) && Number.isFinite(low) && Number.isFinite(high);
  return bounded ? `${figureText(value)} (${figureText(low)} to ${figureText(high)})` : figureText(value);
}
