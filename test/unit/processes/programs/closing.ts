// Closes threads, again and again, at the moment when an answer is there but not yet read, and says when that is done.

import { z } from 'zod';
import { openThreads } from '../../../../main/processes/threads.ts';
import type { ThreadTask } from './protocol.ts';

const failure = () => ({ code: 'process-ended' as const, message: 'ended' });
const choices = {
  program: new URL('thread.ts', import.meta.url),
  failures: { tooSlow: failure, outOfMemory: failure, crashed: failure, closed: failure },
};
for (let i = 0; i < 8; i++) {
  const threads = openThreads<ThreadTask>(choices);
  const double = () => threads.run({ behaviour: 'double', numbers: Float32Array.of(1) }, { value: z.instanceof(Float32Array) });
  await double();
  const answer = double();
  await new Promise((resolve) => setImmediate(resolve));
  const until = performance.now() + 100;
  while (performance.now() < until);
  await threads.close();
  if (!(await answer).ok) throw new Error('The answer was lost.');
}
process.stdout.write('closed');
