// The process that trains. Started by `child-process.ts`, or by Electron as a utility process.

import { answerTraining } from '../learning/run/training-process.ts';
import { parentOfThisProcess } from '../processes/child-process.ts';
import { utilityParent } from '../processes/utility-process.ts';

process.title = 'osteograde-train';
const stop = new AbortController();
// Ctrl+C in a terminal reaches this process too: it ends after its step, like any stop, and not as if it had died.
process.on('SIGINT', () => stop.abort());
process.on('SIGTERM', () => stop.abort());
const answering = answerTraining(utilityParent() ?? parentOfThisProcess(), stop.signal);
// Without the application there is nobody to report to: the run stops after its step, and its process ends.
process.on('disconnect', () => {
  stop.abort();
  void answering.idle().then(() => process.exit(0));
});
