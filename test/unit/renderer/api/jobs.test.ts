import { ORPCError } from '@orpc/client';
import { describe, expect, it } from 'vitest';
import type { Progress } from '../../../../main/domain/study/job.ts';
import { failureMessage } from '../../../../renderer/api/failure-message.ts';
import { allProblems } from '../../../../renderer/api/job-problems.ts';
import { lastOf, withStep } from '../../../../renderer/api/jobs.ts';

const step = (jobId: string, done: number): Progress => ({
  jobId,
  state: 'running',
  stage: 'Grading',
  done,
  total: 9,
  problems: 0,
  failure: null,
});

describe('the list of jobs', () => {
  it('puts a new job first and updates a known one in place', () => {
    const first = withStep([], 'import', step('a', 0));
    const second = withStep(first, 'predict', step('b', 0));
    expect(second.map((job) => job.jobId)).toEqual(['b', 'a']);
    const third = withStep(second, 'import', step('a', 5));
    expect(third.map((job) => [job.jobId, job.progress.done])).toEqual([
      ['b', 0],
      ['a', 5],
    ]);
  });
});

describe('following a job', () => {
  async function* breaking(...steps: readonly Progress[]) {
    yield* steps;
    throw new TypeError('network error');
  }
  async function* whole(...steps: readonly Progress[]) {
    yield* steps;
  }

  it('resumes when the connection breaks', async () => {
    const seen: number[] = [];
    const reopened: string[] = [];
    const reopen = async (jobId: string) => {
      reopened.push(jobId);
      return whole(step(jobId, 5), step(jobId, 9));
    };
    const last = await lastOf(breaking(step('a', 1), step('a', 2)), reopen, ({ done }) => seen.push(done));
    expect(reopened).toEqual(['a']);
    expect(seen).toEqual([1, 2, 5, 9]);
    expect(last?.done).toBe(9);
  });

  it('gives up after repeated breaks, and at once if the job never started', async () => {
    const reopen = async (jobId: string) => breaking(step(jobId, 3));
    await expect(lastOf(breaking(step('a', 1)), reopen, () => undefined)).rejects.toThrow('network error');
    await expect(lastOf(breaking(), reopen, () => undefined)).rejects.toThrow('network error');
  });
});

describe('the problems of a job', () => {
  const problems = Array.from({ length: 2500 }, (_, index) => ({
    file: `${index}.dcm`,
    failure: { code: 'not-dicom', message: 'Choose the original file.' } as const,
  }));
  const pagesOf =
    (total: number) =>
    async ({ offset, limit }: { offset: number; limit: number }) => ({ total, problems: problems.slice(offset, offset + limit) });

  it('are fetched page by page until all are there', async () => {
    expect(await allProblems(pagesOf(2500))).toEqual(problems);
  });

  it('end with an empty page, whatever the total says', async () => {
    expect(await allProblems(pagesOf(9999))).toEqual(problems);
  });
});

describe('the message for a failure', () => {
  it("is the failure's own if it was expected", () => {
    expect(failureMessage(new ORPCError('FAILURE', { message: 'Choose another folder.' }))).toBe('Choose another folder.');
  });

  it('says what to do if the workstation is gone, the page has no permission, or a bug occurred', () => {
    expect(failureMessage(new TypeError('fetch failed'))).toMatch(/not responding.*try again/);
    expect(failureMessage(new ORPCError('UNAUTHORIZED'))).toMatch(/Open the address/);
    expect(failureMessage(new ORPCError('INTERNAL_SERVER_ERROR'))).toMatch(/went wrong inside/);
    expect(failureMessage('anything')).toMatch(/went wrong inside/);
  });
});
