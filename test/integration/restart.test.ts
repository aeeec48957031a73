// `npm start`, ended by a signal and started again: nothing that it started is left, and the study that was open opens again with its jobs.

import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Job } from '../../main/domain/study/job.ts';
import { descendantsOf } from '../fixtures/proc.ts';
import { npmStart, untilGone, type RealServer } from '../fixtures/real-server.ts';
import { films, temporaryFolder } from '../unit/cohort/films.ts';
import { lastOf } from './client.ts';

const onLinux = process.platform === 'linux';
const folder = temporaryFolder();
const home = join(folder, 'home');
let server: RealServer | null = null;

beforeAll(() => films(join(folder, 'films'), 1));

afterAll(async () => {
  await server?.end('SIGTERM');
  rmSync(folder, { recursive: true, force: true });
});

/** Starts it and remembers it, so that a test that fails leaves nothing running. */
async function started(): Promise<RealServer> {
  server = await npmStart(home);
  return server;
}

/** Ends npm and expects that everything below it ends as well. */
async function endAll({ pid, end, errors }: RealServer): Promise<void> {
  const below = descendantsOf(pid).map((child) => child.pid);
  expect(below.length).toBeGreaterThan(0);
  await end('SIGTERM');
  server = null;
  expect(await untilGone(below, 20_000)).toMatchObject({ left: [] });
  expect(errors()).not.toMatch(/npm (?:warn|error)/i);
}

it.skipIf(!onLinux)(
  'ends everything on SIGTERM, and opens the last study again with the names, times and ends of its jobs',
  async () => {
    const first = await started();
    const { client } = first.page;
    const { id } = await client.studies.create({ name: 'Kept over a restart', folder: join(folder, 'study') });
    await lastOf(await client.study.import({ paths: [join(folder, 'films')], upload: null, spacingMm: null }));
    await lastOf(await client.grading.run({ hipIds: [] }));
    const before = await client.jobs.list();
    await endAll(first);

    const second = await started();
    const page = second.newPage();
    expect(await page.client.studies.newest()).toMatchObject({ id, name: 'Kept over a restart' });
    const after = await page.client.studies.open({ folder: join(folder, 'study') }).then(() => page.client.jobs.list());
    expect(after.map(named)).toEqual(before.map(named));
    expect(after).toMatchObject([
      { kind: 'predict', about: expect.stringMatching(/^masked-resnet18-phantom \d/), progress: { state: 'done' } },
      { kind: 'import', progress: { state: 'done' } },
    ]);
    for (const { startedAt, endedAt } of after) expect(Date.parse(endedAt ?? '')).toBeGreaterThanOrEqual(Date.parse(startedAt));
    await endAll(second);
  },
  400_000,
);

const named = ({ jobId, kind, about, startedAt, endedAt }: Job) => ({ jobId, kind, about, startedAt, endedAt });
