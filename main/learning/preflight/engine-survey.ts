// Which training engines work on this machine, how fast they are, and which one is chosen.

import { listEngines, type ListedEngine } from '../../tensor/list-engines.ts';

export type EngineReport = ListedEngine;

/** Measures the engines in a process whose crash does no harm. */
export type EngineSurvey = () => Promise<readonly EngineReport[]>;

/** Opens and measures each engine in turn. The first that works is chosen. It loads native code: do not call it in a host's process. */
export async function measureEngines(): Promise<readonly EngineReport[]> {
  return (await listEngines()).engines;
}
