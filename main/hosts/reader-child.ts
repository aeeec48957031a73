// The process that reads the files of an import. What a stranger made is opened here and nowhere else. It ends with its parent.

import { answerReader } from '../cohort/reading/answer-reader.ts';
import { parentOfThisProcess } from '../processes/child-process.ts';
import { utilityParent } from '../processes/utility-process.ts';
import { startWatchdog } from '../processes/watchdog.ts';

startWatchdog();
answerReader(utilityParent() ?? parentOfThisProcess());
process.on('disconnect', () => process.exit(0));
