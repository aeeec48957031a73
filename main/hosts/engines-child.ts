// The process that measures the engines: tells its parent and ends.

import { measureEngines } from '../learning/preflight/engine-survey.ts';
import { parentOfThisProcess } from '../processes/child-process.ts';
import { utilityParent } from '../processes/utility-process.ts';

const parent = utilityParent() ?? parentOfThisProcess();
process.on('disconnect', () => process.exit(0));
parent.send(await measureEngines());
