// How the evidence is shown.

import type { HeatmapScore } from '../../main/contract/byte-routes.ts';
import type { ColourMap } from '../../main/domain/colour-map.ts';

export interface HeatSettings {
  readonly score: HeatmapScore;
  /** 0 to 1. */
  readonly opacity: number;
  readonly map: ColourMap;
}

export const DEFAULT_HEAT: HeatSettings = { score: 'at-least-1', opacity: 0.65, map: 'inferno' };
