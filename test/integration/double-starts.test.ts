// Several pages that start a training at the same moment, over real sockets and with a real training process.

import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Run } from '../../main/domain/training/run.ts';
import { valueOrThrow } from '../../main/domain/failure.ts';
import { buildEnvironment } from '../../main/hosts/build-environment.ts';
import { startProgram } from '../../main/hosts/start-program.ts';
import { serve, type RunningServer } from '../../main/hosts/server.ts';
import { openInferenceHere } from '../../main/inference/inference.ts';
import type { ProcessChannel } from '../../main/processes/process-channel.ts';
import { openWorkstation, type Workstation } from '../../main/services/workstation.ts';
import { temporaryFolder } from '../unit/cohort/films.ts';
import { tinyRun } from '../unit/training/synthetic-hips.ts';
import { failureOf, pageOf, type Page } from './client.ts';

const folder = temporaryFolder();
const children: ProcessChannel[] = [];
let workstation: Workstation;
let server: RunningServer;
let studyId = '';

/** A page of its own, as if in another window. */
function page(): Page {
  return pageOf(
    server.origin,
    (request) => {
      request.headers.set('authorization', `Bearer ${server.token}`);
      return fetch(request);
    },
    studyId,
  );
}

beforeAll(async () => {
  const recipes = join(folder, 'resources', 'recipes');
  mkdirSync(recipes, { recursive: true });
  writeFileSync(join(recipes, 'tiny.json'), JSON.stringify({ ...tinyRun(40, 1), name: 'tiny' }));
  const environment = {
    ...buildEnvironment({ host: 'server', home: join(folder, 'home') }),
    resources: join(folder, 'resources'),
  };
  const engine = { version: '', device: 'cpu', threads: 1, memory: null, gflops: 1 } as const;
  workstation = openWorkstation(environment, {
    inference: openInferenceHere(),
    survey: async () => [{ ...engine, name: 'wasm', available: true, reason: '', chosen: true }],
    startTraining: () => {
      const child = startProgram('training-child');
      children.push(child);
      return child;
    },
    readWeights: () => Promise.reject(new Error('This test reads no weights.')),
    endAll: () => {
      for (const child of children) child.kill();
    },
  });
  server = valueOrThrow(await serve({ handler: workstation.handler, log: environment.errors, now: environment.now }));
  const first = page();
  await first.client.studies.create({ name: 'Training', folder: null });
  studyId = first.studyId();
});
afterAll(async () => {
  await server.close();
  await workstation.shutDown();
  rmSync(folder, { recursive: true, force: true });
});

const runs = async (): Promise<readonly Run[]> => page().client.training.runs();

async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 50));
}

describe('training started by six pages at once', () => {
  it('starts once, refuses five pages in words, and can be stopped', async () => {
    const starts = await Promise.all(
      Array.from({ length: 6 }, () => failureOf(page().client.training.start({ presetId: 'tiny' }))),
    );
    expect(starts.toSorted()).toEqual(['none', ...Array.from({ length: 5 }, () => 'study-busy')]);
    expect(children).toHaveLength(1);
    const [run, ...others] = await runs();
    expect([run.state, others]).toEqual(['running', []]);
    expect(await page().client.training.stop({ runId: run.runId })).toEqual({ asked: true });
    await until(async () => (await runs())[0].jobId === null);
    expect((await runs())[0].state).toBe('stopped');
  }, 120_000);

  it(
    'can be resumed while it ends: each page is refused or starts it, and only one does',
    { tags: ['slow'], timeout: 120_000 },
    async () => {
      const [{ runId }] = await runs();
      await page().client.training.resume({ runId, moreEpochs: 0 });
      await page().client.training.pause({ runId });
      const outcomes = new Set<string>();
      let resumed = 0;
      await until(async () => {
        const ends = await Promise.all([1, 2].map(() => failureOf(page().client.training.resume({ runId, moreEpochs: 0 }))));
        for (const end of ends) outcomes.add(end);
        resumed += ends.filter((end) => end === 'none').length;
        return resumed > 0;
      });
      expect(resumed).toBe(1);
      expect([...outcomes].toSorted()).toEqual(['none', 'study-busy']);
      expect((await runs()).map(({ state }) => state)).toEqual(['running']);
      await page().client.training.stop({ runId });
      await until(async () => (await runs())[0].jobId === null);
      expect(await page().client.studies.close({ id: studyId })).toEqual({ closed: true });
    },
  );
});
