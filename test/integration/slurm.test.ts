// Experiments on a cluster: the results are those of this machine, whatever ends on the way.

import { createHash } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { osteograde } from '../fixtures/command-line.ts';
import { noCluster, openSlurmCluster, type SlurmCluster } from '../fixtures/slurm-cluster.ts';
import { tinyRun } from '../unit/training/synthetic-hips.ts';

const isLong = import.meta.env.MODE === 'long';
const reason = noCluster();
const home = mkdtempSync(join(tmpdir(), 'osteograde-slurm-'));
let cluster: SlurmCluster | null = null;

beforeAll(async () => {
  if (reason === null) cluster = await openSlurmCluster(join(home, 'cluster'), 26_817);
});
afterAll(async () => {
  await cluster?.close();
  rmSync(home, { recursive: true, force: true, maxRetries: 5 });
});

/** Writes an experiment of one run for each seed. */
function specOf(name: string, epochs: number, seeds: readonly number[]): string {
  const path = join(home, `${name}.json`);
  const { name: _, ...recipe } = tinyRun(epochs, 1);
  writeFileSync(path, JSON.stringify({ name, about: 'A test.', recipe, sweeps: [{ seed: { each: seeds } }] }));
  return path;
}

async function experiment(command: 'run' | 'submit' | 'status', spec: string, ...args: string[]) {
  Object.assign(process.env, cluster?.env);
  const outcome = await osteograde(['experiment', command, spec, ...args, '--json'], { home });
  expect(outcome.stderr).toBe('');
  expect(outcome.code).toBe(0);
  return outcome.stdout;
}

const Status = z.object({ runs: z.array(z.object({ state: z.string(), epochs: z.int(), hash: z.string() })) });

async function statusOf(spec: string, folder: string) {
  return Status.parse(JSON.parse(await experiment('status', spec, '--folder', folder))).runs;
}

/** The digests of the results, by the runs' hashes. */
function digests(folder: string): Record<string, string> {
  return Object.fromEntries(
    readdirSync(join(folder, 'runs')).map((hash) => {
      const path = join(folder, 'runs', hash, 'result.json');
      const bytes = existsSync(path) ? readFileSync(path) : '';
      return [hash, createHash('sha256').update(bytes).digest('hex')];
    }),
  );
}

/** The trainings of tasks, which run in `folder`. */
function taskProcesses(folder: string): number[] {
  const lines = execFileSync('ps', ['-eo', 'pid=,args='], { encoding: 'utf8' }).split('\n');
  return lines.flatMap((line) =>
    line.includes(`--folder ${folder} `) && !line.includes('bash') ? [Number.parseInt(line, 10)] : [],
  );
}

/** Waits until it holds. What never happens fails with its name, long before the limit of the test. */
async function until(what: string, holds: () => Promise<boolean> | boolean): Promise<void> {
  const deadline = Date.now() + 900_000;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`After a quarter of an hour, still waiting until ${what}.`);
    await pause(300);
  }
}

describe.skipIf(reason !== null)(`an experiment on SLURM${reason === null ? '' : ` (${reason})`}`, () => {
  it('has the same results, byte for byte, as on this machine', { tags: ['slow'], timeout: 1_800_000 }, async () => {
    const spec = specOf('short', 1, [1]);
    const [here, there] = [join(home, 'here'), join(home, 'there')];
    const submitted = await experiment('submit', spec, '--slurm', '--folder', there, '--threads', '1', '--time', '30');
    expect(JSON.parse(submitted)).toMatchObject({ name: 'short', arrays: [{ runs: 1 }] });
    await experiment('run', spec, '--folder', here, '--threads', '1');
    await cluster?.idle(1_500_000);
    expect(await statusOf(spec, there)).toMatchObject([{ state: 'finished' }]);
    expect(digests(there)).toEqual(digests(here));
    const again = await experiment('submit', spec, '--slurm', '--folder', there, '--threads', '1');
    expect(JSON.parse(again)).toMatchObject({ arrays: [] });
  });

  it.runIf(isLong)(
    'completes with the same results when a task, the daemon of the node and the controller are killed',
    { timeout: 3_600_000 },
    async () => {
      const spec = specOf('killed', 300, [1, 2, 3]);
      const [here, there] = [join(home, 'here-killed'), join(home, 'there-killed')];
      await experiment('run', spec, '--folder', here, '--threads', '1');
      await experiment('submit', spec, '--slurm', '--folder', there, '--threads', '1', '--time', '60', '--at-once', '1');
      const hasEpoch = async () => (await statusOf(spec, there)).some(({ epochs, state }) => state === 'open' && epochs > 0);

      await until('a run has an epoch', hasEpoch);
      cluster?.kill('slurmctld');
      await pause(3000);
      cluster?.start('slurmctld');

      await until('a task trains', () => taskProcesses(there).length > 0);
      // The node is declared down and its task queued again, while the first one goes on as an orphan.
      cluster?.kill('slurmd');
      await pause(20_000);
      cluster?.start('slurmd');

      await until('the run that was queued again has an epoch', hasEpoch);
      for (const pid of taskProcesses(there)) process.kill(pid, 'SIGKILL');
      await cluster?.idle(3_000_000);
      const states = (await statusOf(spec, there)).map(({ state }) => state);
      // A task that was killed is listed, and submitting again is how it goes on.
      if (states.includes('failed') || states.includes('open')) {
        await experiment('submit', spec, '--slurm', '--folder', there, '--threads', '1', '--time', '60');
        await cluster?.idle(3_000_000);
      }
      expect((await statusOf(spec, there)).map(({ state }) => state)).toEqual(['finished', 'finished', 'finished']);
      expect(digests(there)).toEqual(digests(here));
    },
  );
});
