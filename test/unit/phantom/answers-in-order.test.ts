import { join } from 'node:path';
import { tmpdir } from 'node:os';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { answersInOrder } from '../../../main/phantom/answers-in-order.ts';
import { ImageRecordSchema, type ImageJob } from '../../../main/phantom/cohort-image.ts';
import { hipsOfSubject, PhantomHipSchema, type HipJob } from '../../../main/phantom/subject-hips.ts';

const jobs = [3, 1, 2].map((index): HipJob => ({ kind: 'hips', seed: 5, index, visits: 1, enrichment: 'balanced' }));
const options = { answer: z.array(PhantomHipSchema), workers: 2 };

describe('the answers of phantom jobs', () => {
  it('come in the order of the jobs, as one thread alone gives them', async () => {
    const answers = await listOf(answersInOrder(jobs, options));
    expect(answers).toEqual(jobs.map(hipsOfSubject));
  });

  it('end with the failure of the first job that fails', async () => {
    const folder = join(tmpdir(), 'osteograde-no-such-folder', 'cohort');
    const job: ImageJob = { ...jobs[0], kind: 'image', folder: `${folder}.partial`, visit: 0 };
    const run = listOf(answersInOrder([job, job], { answer: ImageRecordSchema, workers: 2 }));
    await expect(run).rejects.toMatchObject({
      failure: { code: 'folder-not-writable', message: expect.stringContaining(`${folder}.`) },
    });
  });

  it('end with the error that a thread throws', async () => {
    // @ts-expect-error -- a job that the compiler refuses
    const run = listOf(answersInOrder([{ ...jobs[0], kind: 'knees' }], options));
    await expect(run).rejects.toThrow('kind');
  });

  it('end with the reason of the signal', async () => {
    const stopper = new AbortController();
    const run = answersInOrder(jobs, { ...options, signal: stopper.signal });
    expect((await run.next()).done).toBe(false);
    stopper.abort(new Error('stopped by a person'));
    await expect(run.next()).rejects.toThrow('stopped by a person');
  });
});

async function listOf<Answer>(answers: AsyncIterable<Answer>): Promise<Answer[]> {
  const list: Answer[] = [];
  for await (const answer of answers) list.push(answer);
  return list;
}
