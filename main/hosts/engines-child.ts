// The process that measures the engines.

import { answerSurvey } from '../learning/preflight/engine-survey.ts';
import { parentOfThisProcess } from '../processes/child-process.ts';
import { utilityParent } from '../processes/utility-process.ts';
import { startWatchdog } from '../processes/watchdog.ts';

startWatchdog();
answerSurvey(utilityParent() ?? parentOfThisProcess());
process.on('disconnect', () => process.exit(0));
