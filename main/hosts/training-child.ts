// The process that trains. `child-process.ts` starts it as a Node process, Electron as a utility process.

import { parentOfThisProcess } from '../processes/child-process.ts';
import { endNow } from '../processes/end-now.ts';
import { utilityParent } from '../processes/utility-process.ts';
import { startWatchdog } from '../processes/watchdog.ts';

startWatchdog(); // before the rest is loaded, which can take seconds
process.title = 'osteograde-train';
const stop = new AbortController();
// Ctrl+C in a terminal also reaches this process. It then ends after its step, like any stopped run.
process.on('SIGINT', () => stop.abort());
process.on('SIGTERM', () => stop.abort());
const { answerTraining } = await import('../learning/run/training-process.ts');
const answering = answerTraining(utilityParent() ?? parentOfThisProcess(), stop.signal);
// Without its parent, the run stops after its step and the process ends.
process.on('disconnect', () => {
  stop.abort();
  void answering.idle().then(endNow);
});
