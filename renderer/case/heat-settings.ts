// The settings of the Grad-CAM.

import { HEATMAPS, type GradingKind, type HeatmapScore } from '../../main/domain/grading.ts';
import type { ColourMap } from '../../main/domain/colour-map.ts';

export interface HeatSettings {
  readonly score: HeatmapScore;
  /** 0 to 1. */
  readonly opacity: number;
  readonly map: ColourMap;
}

const DEFAULT_SCORE: HeatmapScore = 'at-least-1';

/** Returns the chosen score, or the default if this kind of grading does not have it. */
export function scoreFor(kind: GradingKind, { score }: HeatSettings): HeatmapScore {
  return HEATMAPS[kind].scores.find((kept) => kept === score) ?? DEFAULT_SCORE;
}
