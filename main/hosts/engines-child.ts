// The process that measures the engines: tells its parent and ends.

import { measureEngines } from '../services/engines.ts';
import { parentOfThisProcess } from './child-process.ts';
import { utilityParent } from './utility-process.ts';

const parent = utilityParent() ?? parentOfThisProcess();
process.on('disconnect', () => process.exit(0));
parent.send(await measureEngines());
