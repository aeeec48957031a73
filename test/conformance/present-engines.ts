// The engines that open on this machine, and the reference for comparison.

import * as tf from '@tensorflow/tfjs';
import { ENGINE_NAMES } from '../../main/tensor/engine.ts';
import type { Engine, EngineName } from '../../main/tensor/engine.ts';
import { openEngine } from '../../main/tensor/open-engine.ts';

export interface PresentEngines {
  readonly open: readonly Engine[];
  /** Engines that did not open, with the reason. */
  readonly absent: readonly { readonly name: EngineName; readonly reason: string }[];
}

export async function openAll(): Promise<PresentEngines> {
  // The reference warns that it is slow, which does not matter here.
  tf.env().set('PROD', true);
  const open: Engine[] = [];
  const absent: { name: EngineName; reason: string }[] = [];
  for (const engine of ENGINE_NAMES) {
    const opened = await openEngine({ engine, threads: 1 });
    if (opened.ok) open.push(opened.value);
    else absent.push({ name: engine, reason: opened.failure.message });
  }
  return { open, absent };
}

/** tfjs' JavaScript backend. */
export async function activateReference(): Promise<void> {
  await tf.setBackend('cpu');
}
