// The process that reads the files of an import. What a stranger made is opened here and nowhere else. It ends with its parent.

import { parentOfThisProcess } from '../processes/child-process.ts';
import { endNow } from '../processes/end-now.ts';
import { utilityParent } from '../processes/utility-process.ts';
import { startWatchdog } from '../processes/watchdog.ts';

startWatchdog(); // before the rest is loaded
process.on('disconnect', endNow);
const { answerReader } = await import('../cohort/reading/answer-reader.ts');
answerReader(utilityParent() ?? parentOfThisProcess());
