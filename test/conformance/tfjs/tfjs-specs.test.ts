// tfjs' own kernel tests, about four thousand specs, on the engines available here.

import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EngineName } from '../../../main/tensor/engine.ts';
import { bundleSpecs } from './bundle-specs.ts';
import { EXCLUDED_SPECS } from './excluded-specs.ts';
import type { SpecsOutcome } from './run-specs.ts';

/** The tensorflow engine includes its own tfjs, which cannot be joined with that of the specs. */
const ENGINES = ['libtorch', 'wasm'] as const;

let folder = '';
let bundle = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'osteograde-specs-'));
  bundle = await bundleSpecs(folder);
});
afterAll(() => rm(folder, { recursive: true }));

async function outcomeOn(engine: EngineName): Promise<SpecsOutcome> {
  const file = join(folder, `${engine}.json`);
  const child = spawn(process.execPath, [join(import.meta.dirname, 'run-specs.ts'), bundle, engine, file], { stdio: 'ignore' });
  const code = await new Promise((resolve) => void child.once('close', resolve));
  if (code !== 0) throw new Error(`the specs ended with ${String(code)}`);
  // Written by run-specs.ts.
  return JSON.parse(await readFile(file, 'utf8')) as SpecsOutcome;
}

describe.each(ENGINES)("tfjs' own specs on %s", (engine) => {
  it(
    'pass, except those excluded with a reason',
    { tags: engine === 'wasm' ? ['slow'] : [], timeout: 180_000 },
    async (context) => {
      const { absent, passed, pending, failed } = await outcomeOn(engine);
      if (absent !== undefined) context.skip(absent);
      const rules = EXCLUDED_SPECS.filter(({ engines }) => engines.includes(engine));
      const excluded = failed.filter((outcome) => rules.some((rule) => rule.outcome.test(outcome)));
      process.stdout.write(
        `tfjs specs on ${engine}: ${passed + failed.length} ran, ${passed} passed, ${excluded.length} excluded, ${pending} pending in tfjs\n`,
      );
      expect(failed.filter((outcome) => !excluded.includes(outcome))).toEqual([]);
      expect(
        rules.filter(({ outcome }) => !failed.some((outcomeText) => outcome.test(outcomeText))).map(({ reason }) => reason),
      ).toEqual([]);
      expect(passed).toBeGreaterThan(3900);
    },
  );
});
