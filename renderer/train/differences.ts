// Finds the settings that differ between runs.

import type { Run } from '../../main/domain/training/run.ts';

/** These have columns of their own or only name the run. */
const SHOWN_ELSEWHERE = new Set(['name', 'system']);

/** Returns the dotted keys whose values differ between the runs, in the order of the recipes. Empty for a single run. */
export function differingSettings(runs: readonly Pick<Run, 'settings'>[]): readonly string[] {
  const keys = new Set(runs.flatMap(({ settings }) => Object.keys(settings)));
  return [...keys].filter((key) => {
    const values = new Set(runs.map(({ settings }) => settings[key]));
    return values.size > 1 && !SHOWN_ELSEWHERE.has(key);
  });
}
