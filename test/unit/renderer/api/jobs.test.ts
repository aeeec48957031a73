import { ORPCError } from '@orpc/client';
import { describe, expect, it } from 'vitest';
import type { Progress } from '../../../../main/contract/schemas.ts';
import { failureWords } from '../../../../renderer/api/failure-words.ts';
import { withStep } from '../../../../renderer/api/jobs.ts';

const step = (jobId: string, done: number): Progress => ({
  jobId,
  state: 'running',
  stage: 'Grading',
  done,
  total: 9,
  problems: [],
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

describe('words for failures', () => {
  it("are the failure's own where it was expected", () => {
    expect(failureWords(new ORPCError('FAILURE', { message: 'Choose another folder.' }))).toBe('Choose another folder.');
  });

  it('say what to do when the workstation is gone, the page is locked out, or a bug struck', () => {
    expect(failureWords(new TypeError('fetch failed'))).toMatch(/does not answer.*try again/);
    expect(failureWords(new ORPCError('UNAUTHORIZED'))).toMatch(/Open the address again/);
    expect(failureWords(new ORPCError('INTERNAL_SERVER_ERROR'))).toMatch(/went wrong inside/);
    expect(failureWords('anything')).toMatch(/went wrong inside/);
  });
});
