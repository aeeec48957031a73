// Where the part of a knee's picture lies that the model reads.

import type { KneeArea, KneeMaps } from '../../../main/domain/study/knee-case.ts';

/** The edges of the region in image pixels. */
export function regionBox(area: KneeArea, region: KneeMaps['region']) {
  const [left, top] = [area.left + region.left * area.width, area.top + region.top * area.height];
  return { left, top, right: left + region.width * area.width, bottom: top + region.height * area.height };
}
