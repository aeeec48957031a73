// Runs the bundled specs on one engine: node run-specs.ts BUNDLE ENGINE OUTCOME. In its own process, because the specs reset tfjs.

import { writeFileSync } from 'node:fs';
import process from 'node:process';
import jasmineCore from 'jasmine-core';
import type { EngineName } from '../../../main/tensor/engine.ts';
import type * as Specs from './specs.ts';

export interface SpecsOutcome {
  /** Why the engine is not available. If set, no spec ran. */
  readonly absent?: string | undefined;
  readonly passed: number;
  /** Disabled by tfjs itself. */
  readonly pending: number;
  /** Each as "name: first line of the failure". */
  readonly failed: readonly string[];
}

const [, , bundle = '', engine = '', outcomeFile = ''] = process.argv;
jasmineCore.installGlobals();
const environment = jasmineCore.jasmine.getEnv();
environment.configure({ random: false, forbidDuplicateNames: false });
// The bundle of specs.ts, so it has the types of that file.
const { declareSpecs } = (await import(bundle)) as typeof Specs;
const absent = await declareSpecs(engine as EngineName);
const counts = { passed: 0, pending: 0 };
const failed: string[] = [];
environment.addReporter({
  specDone: ({ status, fullName, failedExpectations }) => {
    if (status === 'passed' || status === 'pending') counts[status]++;
    if (status === 'failed') failed.push(`${fullName}: ${failedExpectations.map(firstLine).join(' | ')}`);
  },
  suiteDone: ({ fullName, failedExpectations }) => {
    if (failedExpectations.length > 0) failed.push(`${fullName}: ${failedExpectations.map(firstLine).join(' | ')}`);
  },
});
if (absent === undefined) await environment.execute();
writeFileSync(outcomeFile, JSON.stringify({ absent, ...counts, failed } satisfies SpecsOutcome));
process.exit(0);

function firstLine({ message }: { readonly message: string }): string {
  return message.split('\n')[0] ?? '';
}
