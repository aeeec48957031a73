// The best engine on this machine, opened once per test file.

import { openEngine } from '../../../main/tensor/open-engine.ts';
import type { Engine } from '../../../main/tensor/engine.ts';

export async function testEngine(): Promise<Engine> {
  const opened = await openEngine({ threads: 1, precision: 'fp32' });
  if (!opened.ok) throw new Error(opened.failure.message);
  return opened.value;
}
