// The process that reads a file of weights from elsewhere before a training.

import { answerWeightsReading } from '../learning/preflight/weights-reading.ts';
import { parentOfThisProcess } from '../processes/child-process.ts';
import { utilityParent } from '../processes/utility-process.ts';
import { startWatchdog } from '../processes/watchdog.ts';

startWatchdog();
answerWeightsReading(utilityParent() ?? parentOfThisProcess());
process.on('disconnect', () => process.exit(0));
