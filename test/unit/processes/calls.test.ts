// Calls to a real child process, which answers, refuses, throws, dies, sends nonsense or does not stop.

import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { boundsArguments } from '../../../main/processes/bounds.ts';
import { endFailure, type CallEnd } from '../../../main/processes/call-end.ts';
import { openCallerPool } from '../../../main/processes/caller-pool.ts';
import { callOnce, openCaller, type Caller } from '../../../main/processes/calls.ts';
import { startChild } from '../../../main/processes/child-process.ts';
import type { ProcessChannel } from '../../../main/processes/process-channel.ts';
import { CHILD_PROTOCOL, type ChildCall } from './programs/protocol.ts';

const program = fileURLToPath(new URL('programs/child.ts', import.meta.url));
const SENTENCES = {
  memory: (megabytes: number) => `more than ${megabytes} MB`,
  time: (seconds: number) => `longer than ${seconds} s`,
  died: (reason: string) => reason,
};
const NUMBERS = { value: z.instanceof(Float32Array) };

const children: ProcessChannel[] = [];
const callers: Caller<ChildCall, number>[] = [];
const choices = {
  protocol: CHILD_PROTOCOL,
  start: () => {
    const child = startChild(program, boundsArguments({ megabytes: 400, orphanMs: 0 }));
    children.push(child);
    return child;
  },
  died: (end: CallEnd) => endFailure(end, SENTENCES),
  stopMs: 300,
};
const open = () => {
  const caller = openCaller(choices);
  callers.push(caller);
  return caller;
};
afterEach(async () => {
  await Promise.all(callers.splice(0).map((caller) => caller.close()));
  children.length = 0;
});

describe('a call to another process', () => {
  it('gets its events, then its value, typed arrays as they are', async () => {
    const events: number[] = [];
    const result = await open().call({ behaviour: 'double' }, { ...NUMBERS, onEvent: (event) => events.push(event) });
    expect(events).toEqual([1, 2]);
    expect(result).toEqual({ ok: true, value: new Float32Array([1, 2]) });
  });

  it('passes a refusal on and leaves the process alive', async () => {
    const caller = open();
    expect(await caller.call({ behaviour: 'refuse' }, NUMBERS)).toMatchObject({ ok: false, failure: { code: 'not-dicom' } });
    expect(await caller.call({ behaviour: 'double' }, NUMBERS)).toMatchObject({ ok: true });
    expect(children).toHaveLength(1);
  });

  it('throws what the process threw, with the stack from there', async () => {
    const thrown = await open()
      .call({ behaviour: 'throw' }, NUMBERS)
      .catch((error: unknown) => error);
    expect(thrown).toMatchObject({ message: 'planted', cause: expect.stringContaining('programs/child.ts') });
  });

  it('fails when the process dies, and the next call gets a new process', async () => {
    const caller = open();
    expect(await caller.call({ behaviour: 'die' }, NUMBERS)).toEqual({
      ok: false,
      failure: { code: 'process-ended', message: 'exit code 7' },
    });
    expect(await caller.call({ behaviour: 'double' }, NUMBERS)).toMatchObject({ ok: true });
    expect(children).toHaveLength(2);
  });

  it('fails, and ends the process, when that sends a message of an unknown form', async () => {
    const result = await open().call({ behaviour: 'babble' }, NUMBERS);
    expect(result).toMatchObject({ ok: false, failure: { message: 'it sent a message of an unknown form' } });
  });

  it('throws when the value is not what was expected', async () => {
    const thrown = open().call({ behaviour: 'lie' }, NUMBERS);
    await expect(thrown).rejects.toThrow('an answer of an unknown form');
  });

  it('is stopped by its signal, and the process lives on', async () => {
    const caller = open();
    const stopper = new AbortController();
    const options = { ...NUMBERS, signal: stopper.signal, onEvent: () => stopper.abort() };
    expect(await caller.call({ behaviour: 'stop-when-asked' }, options)).toMatchObject({ failure: { code: 'stopped' } });
    await new Promise((resolve) => setTimeout(resolve, 2 * choices.stopMs));
    expect(await caller.call({ behaviour: 'double' }, NUMBERS)).toMatchObject({ ok: true });
    expect(children).toHaveLength(1);
  });

  it('is ended with its process when that does not stop in time', async () => {
    const stopper = new AbortController();
    const options = { ...NUMBERS, signal: stopper.signal, onEvent: () => stopper.abort() };
    expect(await open().call({ behaviour: 'never-stop' }, options)).toMatchObject({ failure: { code: 'stopped' } });
  });

  it('is ended with its process when that is blocked', async () => {
    const caller = open();
    const stopper = new AbortController();
    const options = { ...NUMBERS, signal: stopper.signal, onEvent: () => setTimeout(() => stopper.abort(), 100) };
    expect(await caller.call({ behaviour: 'loop' }, options)).toMatchObject({ failure: { code: 'stopped' } });
    expect(await caller.call({ behaviour: 'double' }, NUMBERS)).toMatchObject({ ok: true });
  });

  it('may take longer to stop once it has confirmed that it saves its work', async () => {
    const caller = openCaller({ ...choices, savingMs: 5000 });
    callers.push(caller);
    const stopper = new AbortController();
    const options = { ...NUMBERS, signal: stopper.signal, onEvent: () => stopper.abort() };
    expect(await caller.call({ behaviour: 'save-when-asked' }, options)).toMatchObject({
      failure: { message: 'Stopped and saved.' },
    });
  });

  it('is stopped before its turn without a word to the process', async () => {
    const caller = open();
    const stopper = new AbortController();
    const [first, second] = [
      caller.call({ behaviour: 'double' }, NUMBERS),
      caller.call({ behaviour: 'loop' }, { ...NUMBERS, signal: stopper.signal }),
    ];
    stopper.abort();
    expect(await second).toMatchObject({ failure: { code: 'stopped' } });
    expect(await first).toMatchObject({ ok: true });
    expect(await caller.call({ behaviour: 'double' }, { ...NUMBERS, signal: stopper.signal })).toMatchObject({ ok: false });
    expect(children).toHaveLength(1);
  });

  it('that exceeds its deadline fails alone: the calls behind it get a new process', async () => {
    const caller = open();
    const [slow, next] = await Promise.all([
      caller.call({ behaviour: 'loop' }, { ...NUMBERS, deadlineMs: 1000 }),
      caller.call({ behaviour: 'double' }, { ...NUMBERS, deadlineMs: 30_000 }),
    ]);
    expect(slow).toEqual({ ok: false, failure: { code: 'process-ended', message: 'longer than 1 s' } });
    expect(next).toMatchObject({ ok: true });
  });

  it.each(['hoard', 'print-and-hoard'] as const)('that needs too much memory says so: %s', async (behaviour) => {
    expect(await open().call({ behaviour }, NUMBERS)).toEqual({
      ok: false,
      failure: { code: 'out-of-memory', message: 'more than 400 MB' },
    });
  });

  it('fails in words when the caller is closed, and so do the calls behind it', async () => {
    const caller = open();
    const calls = [caller.call({ behaviour: 'loop' }, NUMBERS), caller.call({ behaviour: 'double' }, NUMBERS)];
    await caller.close();
    for (const call of calls) expect(await call).toMatchObject({ failure: { message: 'the program closed it' } });
  });

  it('that still waits when its pool is closed starts no process', async () => {
    const pool = openCallerPool(choices, 1);
    callers.push(pool);
    const calls = [1, 2, 3].map(async () => pool.call({ behaviour: 'loop' }, NUMBERS));
    await expect.poll(() => children.length).toBe(1);
    await pool.close();
    expect(await Promise.all(calls)).toEqual(Array.from({ length: 3 }, () => expect.objectContaining({ ok: false })));
    expect(children).toHaveLength(1);
  });

  it('made once leaves no process behind', async () => {
    expect(await callOnce(choices, { behaviour: 'double' }, NUMBERS)).toMatchObject({ ok: true });
    const ended = new Promise((resolve) => children[0].onExit(() => resolve('ended')));
    expect(await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 100, 'alive'))])).toBe('ended');
  });
});
