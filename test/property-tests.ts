// Property tests draw the same cases in every run of `npm test`. `npm run test:long` draws new cases, and more of them.
// A failure prints its seed. `PROPERTY_SEED=N npm test` draws those cases again.

import * as fc from 'fast-check';
import { inject } from 'vitest';

const { seed, numRuns } = inject('properties');
fc.configureGlobal({ ...fc.readConfigureGlobal(), seed, numRuns });
