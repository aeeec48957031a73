// The process that grades. Started by `child-process.ts`, or by Electron as a utility process; ends with its parent.

import { answerInference } from '../services/inference-process.ts';
import { openInferenceHere } from '../services/inference.ts';
import { parentOfThisProcess } from './child-process.ts';
import { utilityParent } from './utility-process.ts';

answerInference(utilityParent() ?? parentOfThisProcess(), openInferenceHere());
process.on('disconnect', () => process.exit(0));
