// The settings of the Grad-CAM. They are kept with the study.

import type { HeatmapScore } from '../../main/domain/grading.ts';
import type { ReadingSettings } from '../../main/domain/study/changes.ts';

export type HeatSettings = Readonly<ReadingSettings['heat']>;

const DEFAULT_SCORE: HeatmapScore = 'at-least-1';

/** Returns the chosen score, or the default if the grading keeps no map of it. */
export function scoreFor(kept: readonly HeatmapScore[], { score }: HeatSettings): HeatmapScore {
  return kept.includes(score) ? score : DEFAULT_SCORE;
}
