// The process that measures the engines.

import { parentOfThisProcess } from '../processes/child-process.ts';
import { endNow } from '../processes/end-now.ts';
import { utilityParent } from '../processes/utility-process.ts';
import { startWatchdog } from '../processes/watchdog.ts';

startWatchdog(); // before the rest is loaded, which can take seconds
process.on('disconnect', endNow);
const { answerSurvey } = await import('../learning/preflight/engine-survey.ts');
answerSurvey(utilityParent() ?? parentOfThisProcess());
