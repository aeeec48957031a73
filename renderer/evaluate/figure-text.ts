// How figures are written.

import type { Estimate } from '../../main/domain/evaluation/evaluation.ts';
import { FINDINGS } from '../../main/domain/finding.ts';
import { QUADRANTS } from '../../main/domain/quadrant.ts';
import { text } from '../text/english.ts';
import { evaluationText } from '../text/evaluation.ts';

export function figureText(value: number, digits = 3): string {
  return Number.isFinite(value) ? value.toFixed(digits) : evaluationText.notDefined;
}

export function intervalText({ low, high }: Estimate): string {
  return Number.isFinite(low) && Number.isFinite(high) ? `${low.toFixed(3)} to ${high.toFixed(3)}` : evaluationText.notDefined;
}

export function pText(p: number): string {
  if (!Number.isFinite(p)) return evaluationText.notDefined;
  return p < 0.001 ? '< 0.001' : p.toFixed(3);
}

/** The name of a quadrant or finding. */
export function answerName(answer: string): string {
  const quadrant = QUADRANTS.find((each) => each === answer);
  if (quadrant !== undefined) return text.quadrant[quadrant];
  const finding = FINDINGS.find((each) => each === answer);
  return finding === undefined ? answer : text.finding[finding];
}
