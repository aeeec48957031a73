// The process that reads films for grading and cuts their hips. It ends with its parent.

import { parentOfThisProcess } from '../processes/child-process.ts';
import { endNow } from '../processes/end-now.ts';
import { utilityParent } from '../processes/utility-process.ts';
import { startWatchdog } from '../processes/watchdog.ts';

startWatchdog(); // before the rest is loaded
process.on('disconnect', endNow);
process.on('SIGINT', () => undefined); // Ctrl+C reaches the whole group; the parent finishes its hip and then ends this process
const { answerFilmPreparers } = await import('../learning/grading/answer-film-preparers.ts');
const { openInferenceHere } = await import('../inference/inference.ts');
answerFilmPreparers(utilityParent() ?? parentOfThisProcess(), openInferenceHere());
