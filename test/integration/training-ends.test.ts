// However a training process ends, it loses nothing, leaves nothing behind, and resumes to the same weights.

import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startProgram } from '../../main/hosts/start-program.ts';
import type { ProcessChannel } from '../../main/processes/process-channel.ts';
import { runIsFree } from '../../main/learning/run/run-lease.ts';
import { runTraining } from '../../main/learning/run/training.ts';
import type { TrainingOptions, TrainingOrder, TrainingProgress } from '../../main/learning/run/training-calls.ts';
import { openEngine } from '../../main/tensor/open-engine.ts';
import { loadCheckpoint } from '../../main/training/run-folder.ts';
import { tinyRun } from '../unit/training/synthetic-hips.ts';

const recipe = tinyRun(6, 1);
const engine = await openEngine({ engine: 'libtorch', threads: 1 });
if (engine.ok) engine.value.dispose();
/** Only root can make a small disk. */
const canMount = process.platform === 'linux' && process.getuid?.() === 0;
const neverStopped = new AbortController().signal;

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'osteograde-ends-'));
});
afterAll(() => rm(folder, { recursive: true }));

function order(name: string, changes: Partial<TrainingOptions> = {}): TrainingOrder {
  const folders = { folder: join(folder, name), models: join(folder, 'models', name), cache: join(folder, 'crops') };
  return { recipe, options: { ...folders, resume: false, threads: 1, version: '0.0.0-test', ...changes } };
}
const start = (): ProcessChannel => startProgram('training-child');

/** Returns the ids of the training processes that this process started. */
function trainingProcesses(): number[] {
  const children = execFileSync('ps', ['-o', 'pid=,args=', '--ppid', String(process.pid)], { encoding: 'utf8' });
  return children.split('\n').flatMap((line) => (line.includes('osteograde-train') ? [Number.parseInt(line, 10)] : []));
}

/** Returns a listener that sends the signal during the first step of this epoch. */
function sendSignal(signal: NodeJS.Signals, epoch: number | 'any'): (progress: TrainingProgress) => void {
  let sent = false;
  return (progress) => {
    if (sent || progress.kind !== 'step' || (epoch !== 'any' && progress.epoch !== epoch)) return;
    sent = true;
    for (const child of trainingProcesses()) process.kill(child, signal);
  };
}

async function lastWeights(name: string): Promise<Map<string, readonly number[]>> {
  const checkpoint = await loadCheckpoint(join(folder, name), 'last');
  if (!checkpoint.ok) throw new Error(checkpoint.failure.message);
  return new Map([...checkpoint.value.weights].map(([tensor, { data }]) => [tensor, [...data]]));
}

/** Returns what runs left behind besides their files: processes, temporary files, held leases. */
async function leftBehind(): Promise<(string | number)[]> {
  const runs = (await readdir(folder)).filter((name) => name !== 'crops' && name !== 'models');
  const files = await Promise.all(runs.map((name) => readdir(join(folder, name), { recursive: true })));
  return [...trainingProcesses(), ...files.flat().filter((file) => /\.part$|lock|\.tmp$|lease\/(?!free$)/iu.test(file))];
}

describe('a training process', () => {
  it(
    'terminated in one step and killed in another resumes to the same weights as an undisturbed run',
    { tags: ['slow'], timeout: 600_000 },
    async () => {
      expect(await runTraining(start, order('whole'), () => undefined, neverStopped)).toMatchObject({ ok: true });
      const expected = await lastWeights('whole');

      const terminated = await runTraining(start, order('broken'), sendSignal('SIGTERM', 1), neverStopped);
      expect(terminated).toMatchObject({ ok: false, failure: { code: 'stopped' } });
      const killed = await runTraining(start, order('broken', { resume: true }), sendSignal('SIGKILL', 2), neverStopped);
      expect(killed).toMatchObject({
        ok: false,
        failure: { code: 'process-ended', message: expect.stringMatching(/signal SIGKILL.*smaller batch\. Then resume the run/) },
      });
      // A kill during the write of a checkpoint leaves this file.
      await writeFile(join(folder, 'broken', 'last.safetensors.part'), 'half a checkpo');
      expect(await runTraining(start, order('broken', { resume: true }), () => undefined, neverStopped)).toMatchObject({
        ok: true,
      });
      expect(await lastWeights('broken')).toEqual(expected);
      expect(await leftBehind()).toEqual([]);
    },
  );

  it.skipIf(!engine.ok)(
    'that exceeds its memory limit reports it before the first step, and says what to change',
    { tags: ['slow'], timeout: 240_000 },
    async () => {
      const result = await runTraining(
        start,
        order('limited', { engine: 'libtorch', memoryLimitBytes: 2 ** 20 }),
        () => undefined,
        neverStopped,
      );
      expect(result).toMatchObject({
        ok: false,
        failure: { code: 'out-of-memory', message: expect.stringMatching(/smaller batch/) },
      });
      expect(await leftBehind()).toEqual([]);
    },
  );

  it('keeps another process out of its run, and lets it in when it is gone', { tags: ['slow'], timeout: 240_000 }, async () => {
    // A second process is told of the first after seconds, and the first must still train then.
    const locked = (resume: boolean): TrainingOrder => ({ ...order('locked', { resume }), recipe: tinyRun(1000, 1) });
    const seconds: Promise<unknown>[] = [];
    const stopper = new AbortController();
    const first = await runTraining(
      start,
      locked(false),
      (progress) => {
        if (progress.kind !== 'step' || seconds.length > 0) return;
        seconds.push(
          runIsFree(join(folder, 'locked')),
          runTraining(start, locked(true), () => undefined, neverStopped).finally(() => stopper.abort()),
        );
      },
      stopper.signal,
    );
    expect(first).toMatchObject({ failure: { code: 'stopped' } });
    expect(await Promise.all(seconds)).toMatchObject([
      { ok: false, failure: { code: 'study-busy' } },
      {
        ok: false,
        failure: {
          code: 'study-busy',
          message: expect.stringMatching(/Another process still trains.*process \d+ on .*wait a few seconds/),
        },
      },
    ]);
    expect(await runIsFree(join(folder, 'locked'))).toMatchObject({ ok: true });

    const killed = await runTraining(start, locked(true), sendSignal('SIGKILL', 'any'), neverStopped);
    expect(killed).toMatchObject({ ok: false });
    expect(await runIsFree(join(folder, 'locked'))).toMatchObject({ ok: true });
  });

  it.skipIf(!canMount)('on a full disk ends in words, and keeps its folder readable', { timeout: 240_000 }, async () => {
    const disk = join(folder, 'disk');
    await mkdir(disk);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', disk]);
    try {
      const result = await runTraining(start, order(join('disk', 'run')), () => undefined, neverStopped);
      expect(result).toMatchObject({
        ok: false,
        failure: { code: 'disk-full', message: expect.stringMatching(/is full.*Free some space/) },
      });
      expect((await readdir(join(disk, 'run'))).filter((name) => name.endsWith('.part'))).toEqual([]);
    } finally {
      execFileSync('umount', [disk]);
    }
  });
});
