// What tells runs apart: the settings that are not the same in all of them.

import type { Run } from '../../main/domain/training/run.ts';

/** Seen in columns of their own, or naming the run rather than setting it. */
const SHOWN_ELSEWHERE = new Set(['name', 'system']);

/** The dotted places whose values differ between the runs, in the order of the recipes; none for a single run. */
export function differingSettings(runs: readonly Pick<Run, 'settings'>[]): readonly string[] {
  const places = new Set(runs.flatMap(({ settings }) => Object.keys(settings)));
  return [...places].filter((place) => {
    const values = new Set(runs.map(({ settings }) => settings[place]));
    return values.size > 1 && !SHOWN_ELSEWHERE.has(place);
  });
}
