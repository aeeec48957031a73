import { describe, expect, it } from 'vitest';
import type { Job, Progress } from '../../../../main/domain/study/job.ts';
import { failed, FailureError } from '../../../../main/domain/failure.ts';
import { logFile } from '../../../../main/files/log-file.ts';
import type { Environment } from '../../../../main/services/environment.ts';
import { openJobBoard, type JobHandle } from '../../../../main/services/jobs/job-board.ts';

function board() {
  const reported: unknown[] = [];
  const noted: string[] = [];
  const kept: Job[] = [];
  const problems: unknown[] = [];
  let id = 0;
  const environment: Environment = {
    host: 'cli',
    version: '0',
    home: '/nowhere',
    resources: '/nowhere',
    now: () => new Date(),
    trainingMemoryBytes: null,
    newId: () => `job-${(id += 1)}`,
    roots: null,
    errors: { report: (error) => reported.push(error), note: (line) => noted.push(line), repeat: () => undefined },
    logFile: logFile('/nowhere'),
    startReader: () => {
      throw new Error('This test reads no files.');
    },
  };
  const jobs = openJobBoard(environment, { keep: (job) => kept.push(job), addProblem: (...problem) => problems.push(problem) });
  const start = (work: (job: JobHandle) => Promise<void>) => jobs.start({ kind: 'import', work });
  return { jobs, start, reported, noted, kept, problems };
}

async function all(progress: AsyncIterable<Progress>): Promise<Progress[]> {
  const seen: Progress[] = [];
  for await (const step of progress) seen.push(step);
  return seen;
}

describe('the job board', () => {
  it('reports progress to the end, and reports the end again to a later follower', async () => {
    const { jobs, start } = board();
    const gate = Promise.withResolvers<void>();
    const id = start(async (job) => {
      job.step('Working', 1, 2);
      await gate.promise;
      job.step('Working', 2, 2);
    });
    const first = all(jobs.follow(id));
    gate.resolve();
    const seen = await first;
    expect(seen.at(-1)).toMatchObject({ state: 'done', stage: 'Working', done: 2, total: 2 });
    expect((await all(jobs.follow(id))).map((progress) => progress.state)).toEqual(['done']);
  });

  it('logs its starts and ends by kind, and a failure by its code, because sentences may name a file', async () => {
    const { jobs, start, noted } = board();
    await jobs.ended(start(async ({ problem }) => problem('Smith.dcm', failed('disk-full', 'Smith.dcm').failure)));
    await jobs.ended(
      start(async () => {
        throw new FailureError(failed('disk-full', 'Smith.dcm is too large.').failure);
      }),
    );
    expect(noted).toEqual([
      'job import started',
      'job import ended: done, 1 problems',
      'job import started',
      'job import ended: failed (disk-full), 0 problems',
    ]);
  });

  it('continues when a follower leaves', async () => {
    const { jobs, start } = board();
    const gate = Promise.withResolvers<void>();
    const id = start(() => gate.promise);
    const leaving = new AbortController();
    const seen = all(jobs.follow(id, leaving.signal));
    leaving.abort();
    expect((await seen).at(-1)?.state).toBe('running');
    expect(jobs.busy()).toBe(true);
    gate.resolve();
    await jobs.stopAll();
    expect(jobs.busy()).toBe(false);
  });

  it('ends as stopped when it was stopped, and cannot be stopped twice', async () => {
    const { jobs, start } = board();
    const id = start(async ({ signal }) => {
      await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
    });
    expect(jobs.stop(id)).toBe(true);
    expect((await all(jobs.follow(id))).at(-1)).toMatchObject({ state: 'stopped', failure: { code: 'stopped' } });
    expect(jobs.stop(id)).toBe(false);
  });

  it('ends as failed with the message of an expected failure', async () => {
    const { jobs, start, reported } = board();
    const id = start(async () => {
      throw new FailureError({ code: 'disk-full', message: 'The disk is full.' });
    });
    expect((await all(jobs.follow(id))).at(-1)).toMatchObject({ state: 'failed', failure: { code: 'disk-full' } });
    expect(reported).toEqual([]);
  });

  it('logs an unexpected error and does not show its message', async () => {
    const { jobs, start, reported } = board();
    const id = start(async () => {
      throw new Error('secret of patient Smith');
    });
    const last = (await all(jobs.follow(id))).at(-1);
    expect(last).toMatchObject({ state: 'failed', failure: { code: 'unexpected' } });
    expect(JSON.stringify(last)).not.toContain('Smith');
    expect(reported).toHaveLength(1);
  });

  it('stores each problem once, and counts them in the progress', async () => {
    const { jobs, start, kept, problems } = board();
    const id = start(async (job) => {
      job.problem('a.dcm', { code: 'not-dicom', message: 'a.dcm is not a DICOM file.' });
      job.problem('b.dcm', { code: 'not-dicom', message: 'b.dcm is not a DICOM file.' });
    });
    await all(jobs.follow(id));
    await jobs.stopAll();
    expect(kept.at(-1)?.progress).toMatchObject({ state: 'done', problems: 2 });
    expect(problems).toMatchObject([
      [id, 1, { file: 'a.dcm' }],
      [id, 2, { file: 'b.dcm' }],
    ]);
  });
});
