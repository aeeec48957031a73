// A model that computes for minutes in one native call: Stop ends its job, and no process outlives the server or command, however it ends.

import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { osteograde } from '../fixtures/command-line.ts';
import { writeHostileModel } from '../fixtures/hostile-onnx.ts';
import { childrenOf } from '../fixtures/proc.ts';
import { startServer, untilGone, type RealServer } from '../fixtures/real-server.ts';
import { films, temporaryFolder } from '../unit/cohort/films.ts';
import { lastOf, type Client } from './client.ts';

const onLinux = process.platform === 'linux';
const folder = temporaryFolder();
const home = join(folder, 'home');
const study = join(folder, 'study');
const servers: RealServer[] = [];

const start = async (): Promise<RealServer> => {
  const server = await startServer(home);
  servers.push(server);
  return server;
};

beforeAll(async () => {
  if (!onLinux) return;
  mkdirSync(join(home, 'models'), { recursive: true });
  writeHostileModel(join(home, 'models'), 'slow');
  await films(join(folder, 'films'), 1);
  const server = await start();
  const { client } = server.page;
  await client.studies.create({ name: 'Blocked', folder: study });
  await lastOf(await client.study.import({ paths: [join(folder, 'films')], upload: null, spacingMm: null }));
  await client.grading.choose({ name: 'slow' });
  await server.end('SIGTERM');
}, 120_000);

afterAll(async () => {
  for (const server of servers) await server.end('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

/** Starts grading with the slow model and waits until the inference process is blocked. Returns the job and its end. */
async function block(server: RealServer, client: Client) {
  const { rows } = await client.hips.list({});
  const progress = lastOf(await client.grading.run({ hipIds: rows.map(({ hipId }) => hipId) }));
  progress.catch(() => undefined); // it breaks off when the server is killed
  while (!server.children().some(({ command }) => command.includes('inference-child'))) await pause(50);
  await pause(1500);
  const [job] = await client.jobs.list();
  if (job === undefined) throw new Error('No job is running.');
  return { jobId: job.jobId, progress };
}

const pidsOf = (server: RealServer): number[] => server.children().map(({ pid }) => pid);

describe.skipIf(!onLinux)('a model that blocks its process', () => {
  it(
    'is ended within six seconds of Stop, and the next job gets a new process',
    { tags: ['slow'], timeout: 60_000 },
    async () => {
      const server = await start();
      const { client } = server.page;
      await client.studies.open({ folder: study });
      const { jobId, progress } = await block(server, client);
      const begin = performance.now();
      await client.jobs.stop({ jobId });
      expect(await progress).toMatchObject({ state: 'stopped' });
      expect(performance.now() - begin).toBeLessThan(8000);
      await client.grading.choose({ name: 'masked-resnet18-phantom' });
      const { rows } = await client.hips.list({});
      expect(await lastOf(await client.grading.run({ hipIds: rows.map(({ hipId }) => hipId) }))).toMatchObject({ state: 'done' });
      await client.grading.choose({ name: 'slow' });
      await server.end('SIGTERM');
    },
  );

  for (const signal of ['SIGTERM', 'SIGKILL'] as const)
    it(
      `does not outlive a server that ends by ${signal}`,
      { tags: signal === 'SIGTERM' ? ['slow'] : [], timeout: 60_000 },
      async () => {
        const server = await start();
        const { client } = server.page;
        await client.studies.open({ folder: study });
        await block(server, client);
        const children = pidsOf(server);
        expect(children.length).toBeGreaterThan(0);
        expect(await server.end(signal)).toBeLessThan(7000);
        expect(await untilGone(children, 6000)).toMatchObject({ left: [] });
        expect(server.errors()).toBe('');
      },
    );

  it('is ended within seconds by a signal to predict, which says so', { tags: ['slow'], timeout: 60_000 }, async () => {
    const model = join(home, 'models', 'slow.onnx');
    let ended = Number.NaN;
    const stopOnceBlocked = async (pid: number): Promise<void> => {
      while (!childrenOf(pid).some(({ command }) => command.includes('film-child'))) await pause(50);
      await pause(1500);
      ended = performance.now();
      process.kill(pid, 'SIGTERM');
    };
    const predicted = await osteograde(['predict', join(folder, 'films'), '--model', model, '--json'], {
      home,
      onStart: (pid) => void stopOnceBlocked(pid),
    });
    expect(performance.now() - ended).toBeLessThan(9000);
    expect(predicted.code).toBe(1);
    expect(JSON.parse(predicted.stdout)).toMatchObject({ hips: [], errors: [{ code: 'stopped' }] });
  });
});
