// What a worker grants a desktop: turns, time, memory and room for a while, and only what is its own. The training process is silent, so
// that nothing but the worker ends it.

import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ProcessEnd } from '../../../main/processes/process-channel.ts';
import { PROTOCOL, PROTOCOL_HEADER, type Job, type WorkerState } from '../../../main/remote/protocol.ts';
import { openDesktops } from '../../../main/remote/worker/desktops.ts';
import { openWorker, type Worker, type WorkerLimits } from '../../../main/remote/worker/worker.ts';
import { everythingIn, openToOthers } from '../../fixtures/open-to-others.ts';
import { tinyRecipe } from '../training/synthetic-hips.ts';

const DAY_MS = 86_400_000;
const LIMITS: WorkerLimits = { quotaBytes: 1e6, hours: 1, memoryBytes: 3e9, keepDays: 2, atOnce: 1 };
const sha = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const crops = Buffer.from('crops');

/** A training process that says nothing. */
interface Silent {
  readonly sent: unknown[];
  readonly end: () => void;
  ended: boolean;
}

let folder: string;
let worker: Worker;
let processes: Silent[];
let errors: unknown[];
let passedMs: number;
let laptop: string;
let desk: string;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'osteograde-limits-'));
  [processes, errors, passedMs] = [[], [], 0];
  await start();
  const desktops = openDesktops(folder);
  laptop = (await desktops.add('laptop', new Date())).token;
  desk = (await desktops.add('desk', new Date())).token;
});

afterEach(async () => {
  await stop();
  rmSync(folder, { recursive: true, force: true });
  if (errors.length > 0) throw new Error('The worker reported an unexpected error.', { cause: errors[0] });
});

async function start(limits: Partial<WorkerLimits> = {}, gpu: number | null = null): Promise<void> {
  worker = await openWorker({
    folder,
    limits: { ...LIMITS, ...limits },
    gpu,
    engine: () => null,
    version: '1',
    now: () => new Date(Date.now() + passedMs),
    log: { report: (error) => errors.push(error), note: () => undefined, repeat: () => undefined },
    startTraining: silentProcess,
    startInference: silentProcess,
  });
}

/** The processes end with the worker, as they do when their parent is gone. */
async function stop(): Promise<void> {
  const closed = worker.close();
  for (const one of processes) one.end();
  await closed;
}

function silentProcess() {
  const exits: ((end: ProcessEnd) => void)[] = [];
  const silent: Silent = {
    sent: [],
    ended: false,
    end: () => {
      if (silent.ended) return;
      silent.ended = true;
      for (const exit of exits) exit({ kind: 'died', reason: 'killed' });
    },
  };
  processes.push(silent);
  return {
    send: (message: unknown) => void silent.sent.push(message),
    onMessage: () => undefined,
    onExit: (listener: (end: ProcessEnd) => void) => void exits.push(listener),
    kill: silent.end,
  };
}

async function send(token: string, path: string, method = 'GET', body?: string | Buffer, headers: object = {}) {
  const request = new Request(`https://worker${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, [PROTOCOL_HEADER]: String(PROTOCOL), ...headers },
    ...(body === undefined ? {} : { body: new Uint8Array(Buffer.from(body)) }),
  });
  const response = await worker.handler(request);
  const text = await response.text();
  return { status: response.status, headers: response.headers, value: text === '' ? null : (JSON.parse(text) as unknown) };
}

const manifest = (run: string, files = {}): string => JSON.stringify({ kind: 'train', run, recipe: tinyRecipe, files });

async function order(token: string, run: string, files = {}): Promise<Job> {
  const { status, value } = await send(token, '/jobs', 'POST', manifest(run, files));
  expect(status).toBe(201);
  return value as Job;
}

const jobOf = async (token: string, { jobId }: Job): Promise<Job> => (await send(token, `/jobs/${jobId}`)).value as Job;
const stateOf = async (token: string): Promise<WorkerState> => (await send(token, '/worker')).value as WorkerState;

async function upload(token: string): Promise<object> {
  const bytes = String(crops.length);
  const headers = { 'upload-offset': '0', 'upload-length': bytes, 'content-length': bytes };
  expect((await send(token, `/objects/${sha(crops)}`, 'PATCH', crops, headers)).status).toBe(201);
  return { 'data/train.pixels': { sha256: sha(crops), bytes: crops.length } };
}

async function isThere(token: string): Promise<boolean> {
  return (await send(token, `/objects/${sha(crops)}`, 'HEAD')).headers.get('upload-complete') === '?1';
}

describe('a job', () => {
  it('that takes longer than it may is ended in words, with its process', async () => {
    await stop();
    await start({ hours: 0.2 / 3600 });
    const job = await order(laptop, 'slow');
    await expect.poll(async () => (await jobOf(laptop, job)).state, { timeout: 20_000 }).toBe('failed');
    const { failure } = await jobOf(laptop, job);
    expect(failure).toMatchObject({ code: 'process-ended', message: expect.stringMatching(/longer than the .* hours/) });
    expect(processes.map(({ ended }) => ended)).toEqual([true]);
  }, 30_000);

  it('gets no more memory than the worker allows', async () => {
    await order(laptop, 'big');
    await expect.poll(() => JSON.stringify(processes[0]?.sent)).toContain('"memoryLimitBytes":3000000000');
  });

  it.each([
    ['the one that it names', { gpu: 1 }, '"gpu":1'],
    ["the worker's, if it names none", {}, '"gpu":3'],
  ])('computes on %s of the GPUs', async (_, asked, sent) => {
    await stop();
    await start({}, 3);
    const body = JSON.stringify({ kind: 'train', run: 'on-a-gpu', recipe: tinyRecipe, files: {}, ...asked });
    expect((await send(laptop, '/jobs', 'POST', body)).status).toBe(201);
    await expect.poll(() => JSON.stringify(processes.at(-1)?.sent)).toContain(sent);
  });

  it('waits for its turn, which desktops have one after the other, and says how many are before it', async () => {
    const [first, second] = [await order(laptop, 'first'), await order(laptop, 'second')];
    const other = await order(desk, 'other');
    expect([await jobOf(laptop, first), await jobOf(laptop, second), await jobOf(desk, other)]).toMatchObject([
      { state: 'running', before: null },
      { state: 'queued', before: 2 },
      { state: 'queued', before: 1 },
    ]);
    expect(await stateOf(desk)).toMatchObject({ queue: { running: 1, waiting: 2 }, jobs: [{ run: 'other' }] });
    await expect.poll(() => processes.length).toBe(1);
    processes[0]?.end();
    await expect.poll(async () => (await jobOf(desk, other)).state).toBe('running');
    expect(await jobOf(laptop, second)).toMatchObject({ state: 'queued' });
  });
});

describe('a desktop', () => {
  it('cannot use what another has sent, and neither can other people of the machine', async () => {
    const files = await upload(laptop);
    expect((await send(desk, '/jobs', 'POST', manifest('theirs', files))).status).toBe(409);
    await order(laptop, 'mine', files);
    expect(everythingIn(folder).length).toBeGreaterThan(5);
    expect(openToOthers(folder)).toEqual([]);
  });

  it('has 200 jobs at most, whatever others have', async () => {
    for (let i = 0; i < 200; i++) await order(laptop, `run-${i}`);
    const { status, value } = await send(laptop, '/jobs', 'POST', manifest('one-more'));
    expect({ status, value }).toMatchObject({ status: 422, value: { message: expect.stringContaining('200') } });
    await order(desk, 'mine');
  }, 60_000);
});

describe('what is kept', () => {
  const ended = async (job: Job): Promise<void> => {
    await expect.poll(() => processes.length).toBe(1);
    processes[0]?.end();
    await expect.poll(async () => (await jobOf(laptop, job)).endedAt).not.toBeNull();
  };
  const later = async (days: number): Promise<void> => {
    await stop();
    passedMs = days * DAY_MS;
    await start();
  };

  it('goes with its job when the days are over, and not before', async () => {
    const job = await order(laptop, 'old', await upload(laptop));
    await ended(job);
    await later(1);
    expect([(await send(laptop, `/jobs/${job.jobId}`)).status, await isThere(laptop)]).toEqual([200, true]);
    await later(3);
    await expect.poll(async () => (await send(laptop, `/jobs/${job.jobId}`)).status).toBe(404);
    await expect.poll(async () => isThere(laptop)).toBe(false);
    expect(readdirSync(join(folder, 'jobs'))).toEqual([]);
    expect((await stateOf(laptop)).disk.usedBytes).toBe(0);
  });

  it('stays while a job needs it, however long that waits or runs', async () => {
    const running = await order(laptop, 'long');
    const waiting = await order(laptop, 'waiting', await upload(laptop));
    await later(30);
    await expect.poll(async () => (await jobOf(laptop, running)).state).toBe('running');
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(await jobOf(laptop, waiting)).toMatchObject({ state: 'queued' });
    expect(await isThere(laptop)).toBe(true);
  });
});
