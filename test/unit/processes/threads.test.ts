// Tasks for real threads, which answer, refuse, throw, die, hang, exhaust their memory or send nonsense.

import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { openThreads, type ThreadLimits, type Threads } from '../../../main/processes/threads.ts';
import type { Failure, Result } from '../../../main/domain/failure.ts';
import type { ThreadTask } from './programs/protocol.ts';

const NUMBERS = z.instanceof(Float32Array);
const failure = (message: string): Failure => ({ code: 'process-ended', message });

const pools: Threads<ThreadTask>[] = [];
const open = (limits: ThreadLimits = {}): Threads<ThreadTask> => {
  const pool = openThreads<ThreadTask>({
    threads: 1,
    ...limits,
    program: new URL('./programs/thread.ts', import.meta.url),
    failures: {
      tooSlow: (timeLimitMs) => failure(`not within ${timeLimitMs} ms`),
      outOfMemory: () => failure('out of memory'),
      crashed: failure,
      closed: () => failure('closed'),
    },
  });
  pools.push(pool);
  return pool;
};
const run = async (pool: Threads<ThreadTask>, behaviour: ThreadTask['behaviour']): Promise<Result<Float32Array>> =>
  pool.run({ behaviour, numbers: Float32Array.of(1, 2) }, { value: NUMBERS });
afterEach(async () => {
  await Promise.all(pools.splice(0).map(async (pool) => pool.close()));
});

const DOUBLED = { ok: true, value: Float32Array.of(2, 4) };

describe('a task for a thread', () => {
  it('is answered, and the buffers given away are empty afterwards', async () => {
    const numbers = Float32Array.of(1, 2);
    const answer = await open().run({ behaviour: 'double', numbers }, { value: NUMBERS, transfer: [numbers.buffer] });
    expect(answer).toEqual(DOUBLED);
    expect(numbers).toHaveLength(0);
  });

  it('passes a refusal on', async () => {
    expect(await run(open(), 'refuse')).toMatchObject({ ok: false, failure: { code: 'not-dicom' } });
  });

  it('throws what the thread threw, with the stack from there', async () => {
    const thrown = await run(open(), 'throw').catch((error: unknown) => error);
    expect(thrown).toMatchObject({ message: 'planted', cause: expect.stringContaining('programs/thread.ts') });
  });

  it('throws if the value is not of the expected form', async () => {
    await expect(run(open(), 'lie')).rejects.toThrow('an answer of an unknown form');
  });

  it('throws if the task itself is not of the expected form', async () => {
    // @ts-expect-error -- the program must refuse what the compiler would
    const unknown = open().run({ behaviour: 'sing', numbers: [1] }, { value: NUMBERS });
    await expect(unknown).rejects.toThrow('behaviour');
  });

  it('throws if the task cannot be sent', async () => {
    const pool = open();
    const detached = Float32Array.of(1);
    structuredClone(detached, { transfer: [detached.buffer] });
    const task = { behaviour: 'double' as const, numbers: detached };
    await expect(pool.run(task, { value: NUMBERS, transfer: [detached.buffer] })).rejects.toThrow('transfer');
    expect(await run(pool, 'double')).toEqual(DOUBLED);
  });

  it.each([
    ['dies', 'die', 'exit code 7'],
    ['hangs', 'hang', 'not within 5000 ms'],
    ['exhausts its memory', 'hoard', 'out of memory'],
    ['sends a message of an unknown form', 'babble', 'it sent a message of an unknown form'],
  ] as const)('fails when its thread %s, and the next task gets a new thread', async (_, behaviour, message) => {
    const pool = open({ heapMegabytes: 40, timeLimitMs: behaviour === 'hang' ? 5000 : 60_000 });
    const [failed, next] = await Promise.all([run(pool, behaviour), run(pool, 'double')]);
    expect(failed).toEqual({ ok: false, failure: failure(message) });
    expect(next).toEqual(DOUBLED);
  });

  it('gets a new thread if an idle one died', async () => {
    const pool = open();
    expect(await run(pool, 'die-later')).toMatchObject({ ok: true });
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(await run(pool, 'double')).toEqual(DOUBLED);
  });

  it('leaves no timer behind', async () => {
    const timers = (): number => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
    const pool = open();
    await run(pool, 'double');
    const before = timers();
    await Promise.allSettled([run(pool, 'double'), run(pool, 'refuse'), run(pool, 'throw'), run(pool, 'die')]);
    expect(timers()).toBe(before);
  });

  it('fails if the pool closes, whether it runs or waits', async () => {
    const pool = open();
    const tasks = [run(pool, 'hang'), run(pool, 'double')];
    await pool.close();
    const closed = { ok: false, failure: failure('closed') };
    expect(await Promise.all(tasks)).toEqual([closed, closed]);
    expect(await run(pool, 'double')).toEqual(closed);
  });

  it('keeps its process until the pool is closed, also if it is answered meanwhile', () => {
    const program = fileURLToPath(new URL('./programs/closing.ts', import.meta.url));
    const { status, stdout, stderr } = spawnSync(process.execPath, [program], { encoding: 'utf8' });
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: 'closed', stderr: '' });
  });
});
