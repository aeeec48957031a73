// The entry of the bundle: opens an engine and declares tfjs' specs for it. Jasmine's globals must exist before.

import { setTestEnvs } from '@tensorflow/tfjs-core/dist/jasmine_util';
import type { EngineName } from '../../../main/tensor/engine.ts';
import { openEngine } from '../../../main/tensor/open-engine.ts';

/** Returns why the engine is not available, or undefined. */
export async function declareSpecs(engine: EngineName): Promise<string | undefined> {
  const opened = await openEngine({ engine, threads: 1 });
  if (!opened.ok) return opened.failure.message;
  setTestEnvs([{ name: engine, backendName: engine, isDataSync: true }]);
  await import('@tensorflow/tfjs-core/dist/tests');
  return undefined;
}
