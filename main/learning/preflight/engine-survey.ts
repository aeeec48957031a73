// The training engines of this machine: what works, how fast, and which is chosen.

import { listEngines, type ListedEngine } from '../../tensor/list-engines.ts';

export type EngineReport = ListedEngine;

/** Measures the engines somewhere a crash does no harm. */
export type EngineSurvey = () => Promise<readonly EngineReport[]>;

/** Opens and measures each engine in turn; the first that works is chosen. Loads native code: not for the process of a host. */
export async function measureEngines(): Promise<readonly EngineReport[]> {
  return (await listEngines()).engines;
}
