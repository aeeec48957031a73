// The process that reads a file of weights from elsewhere before a training.

import { parentOfThisProcess } from '../processes/child-process.ts';
import { endNow } from '../processes/end-now.ts';
import { utilityParent } from '../processes/utility-process.ts';
import { startWatchdog } from '../processes/watchdog.ts';

startWatchdog(); // before the rest is loaded, which can take seconds
process.on('disconnect', endNow);
const { answerWeightsReading } = await import('../learning/preflight/weights-reading.ts');
answerWeightsReading(utilityParent() ?? parentOfThisProcess());
