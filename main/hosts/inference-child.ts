// The process that grades. `child-process.ts` starts it as a Node process, Electron as a utility process. It ends with its parent.

import { answerInference } from '../inference/inference-process.ts';
import { openInferenceHere } from '../inference/inference.ts';
import { parentOfThisProcess } from '../processes/child-process.ts';
import { utilityParent } from '../processes/utility-process.ts';
import { startWatchdog } from '../processes/watchdog.ts';

startWatchdog();
answerInference(utilityParent() ?? parentOfThisProcess(), openInferenceHere());
process.on('disconnect', () => process.exit(0));
