// The real server on a home folder of its own, and a small study of phantom radiographs in it.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, test as base, type Page as BrowserPage } from '@playwright/test';
import type { Progress } from '../../main/domain/study/job.ts';
import { writeCohortOnce } from '../fixtures/drawn-cohort.ts';
import { pageOf, type Client, type Page } from '../integration/client.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const TOKEN = 'end-to-end-token';

export interface RunningWorkstation {
  /** The address to open in a browser, token included. */
  readonly address: string;
  readonly origin: string;
  /** The header that grants access. */
  readonly authorization: string;
  readonly home: string;
  /** Calls what a page calls, in the study that it opened last. */
  readonly page: Page;
  readonly client: Client;
  readonly stop: () => Promise<void>;
}

/** Starts `osteograde serve` on a fresh home folder and waits until it prints its address. */
export async function startWorkstation(): Promise<RunningWorkstation> {
  const home = mkdtempSync(join(tmpdir(), 'osteograde-e2e-'));
  const program = join(root, 'main', 'hosts', 'bin', 'osteograde.mjs');
  const server = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', program, 'serve', '--home', home, '--token', TOKEN],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  let address: string | undefined;
  for await (const line of createInterface({ input: server.stdout })) {
    address = /http:\/\/\S+/.exec(line)?.[0];
    if (address !== undefined) break;
  }
  if (address === undefined) throw new Error('The server ended without printing an address.');
  server.stdout.resume();
  const { origin } = new URL(address);
  const authorization = `Bearer ${TOKEN}`;
  const page = pageOf(origin, (request) => {
    request.headers.set('authorization', authorization);
    return fetch(request);
  });
  return {
    address,
    origin,
    authorization,
    home,
    page,
    client: page.client,
    stop: async () => {
      const ended = once(server, 'exit');
      server.kill('SIGTERM');
      await ended;
      rmSync(home, { recursive: true, force: true });
    },
  };
}

/** Two subjects at two visits make eight hips. They are imported and graded as by a user. */
const COHORT = { subjects: 2, visits: 2, seed: 20, implantShare: 0, enrichment: 'balanced' } as const;

export interface Study extends RunningWorkstation {
  /** The folder with the radiographs and their points. */
  readonly cohort: string;
}

/** Starts a workstation with the small study, for a test that changes it. */
export async function startStudy(): Promise<Study> {
  const workstation = await startWorkstation();
  try {
    return { ...workstation, cohort: await fillStudy(workstation) };
  } catch (error) {
    await workstation.stop();
    throw error;
  }
}

/** Draws, imports and grades the cohort. Returns its folder. */
async function fillStudy(workstation: RunningWorkstation): Promise<string> {
  const cohort = join(workstation.home, 'cohort');
  await writeCohortOnce({ ...COHORT, folder: cohort });
  await workstation.client.studies.create({ name: 'End to end', folder: null });
  await finish(await workstation.client.study.import({ paths: [cohort], upload: null, spacingMm: null }));
  await finish(await workstation.client.grading.run({ hipIds: [] }));
  return cohort;
}

/** Follows a job to its end. Throws if it does not finish. */
export async function finish(steps: AsyncIterable<Progress>): Promise<void> {
  let last: Progress | null = null;
  for await (const step of steps) last = step;
  if (last?.state !== 'done') throw new Error(last?.failure?.message ?? 'The job did not finish.');
}

/** Runs a test on the small study. The page must not throw or violate its content policy. */
export const test = base.extend<{ watched: void }, { study: Study }>({
  study: [
    // oxlint-disable-next-line no-empty-pattern -- Playwright reads the fixtures from the pattern
    async ({}, use) => {
      const study = await startStudy();
      await use(study);
      await study.stop();
    },
    { scope: 'worker', timeout: 300_000 },
  ],
  watched: [
    async ({ page }, use) => {
      const faults: string[] = [];
      page.on('pageerror', (error) => faults.push(error.message));
      page.on('console', (message) => {
        if (message.type() === 'error' && /content security policy/i.test(message.text())) faults.push(message.text());
      });
      await use();
      expect(faults).toEqual([]);
    },
    { auto: true },
  ],
});

/** Expects that the page asks before it is left, and stays. */
export async function expectAsksBeforeLeaving(page: BrowserPage): Promise<void> {
  const leaving = page.waitForEvent('dialog');
  const closing = page.close({ runBeforeUnload: true });
  const dialog = await leaving;
  expect(dialog.type()).toBe('beforeunload');
  await dialog.dismiss();
  await closing;
}

/** Holds the first request of these back until `release`, and counts them. */
export async function holdFirst(page: BrowserPage, route: string) {
  let requests = 0;
  const first = Promise.withResolvers<void>();
  await page.route(route, async (request) => {
    requests += 1;
    if (requests === 1) await first.promise;
    await request.continue();
  });
  return { release: first.resolve, count: () => requests };
}
