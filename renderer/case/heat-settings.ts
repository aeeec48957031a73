// The settings of the Grad-CAM. They are kept with the study.

import { HEATMAPS, type GradingKind, type HeatmapScore } from '../../main/domain/grading.ts';
import type { ReadingSettings } from '../../main/domain/study/changes.ts';

export type HeatSettings = Readonly<ReadingSettings['heat']>;

const DEFAULT_SCORE: HeatmapScore = 'at-least-1';

/** Returns the chosen score, or the default if this kind of grading does not have it. */
export function scoreFor(kind: GradingKind, { score }: HeatSettings): HeatmapScore {
  return HEATMAPS[kind].scores.find((kept) => kept === score) ?? DEFAULT_SCORE;
}
