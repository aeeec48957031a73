// The process that grades. `child-process.ts` starts it as a Node process, Electron as a utility process. It ends with its parent.

import { parentOfThisProcess } from '../processes/child-process.ts';
import { endNow } from '../processes/end-now.ts';
import { utilityParent } from '../processes/utility-process.ts';
import { startWatchdog } from '../processes/watchdog.ts';

startWatchdog(); // before the rest is loaded, which can take seconds
process.on('disconnect', endNow);
process.on('SIGINT', () => undefined); // Ctrl+C reaches the whole group; the parent finishes its hip and then ends this process
const { answerInference } = await import('../inference/inference-process.ts');
const { openInferenceHere } = await import('../inference/inference.ts');
answerInference(utilityParent() ?? parentOfThisProcess(), openInferenceHere());
