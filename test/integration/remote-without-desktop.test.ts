// A run on a worker while the desktop's program is closed: it continues there, and the program follows and fetches it when it is back.

import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { openEngine } from '../../main/tensor/open-engine.ts';
import { putTinyRecipe } from '../e2e/tiny-recipe.ts';
import { startServer } from '../fixtures/real-server.ts';
import { pairingLineOf, startWorker } from '../fixtures/real-worker.ts';
import { failureOf, type Client } from './client.ts';

const engine = await openEngine({ engine: 'libtorch', threads: 1 });
if (engine.ok) engine.value.dispose();

const folder = mkdtempSync(join(tmpdir(), 'osteograde-away-'));
const [there, here] = [join(folder, 'there'), join(folder, 'here')];
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const EPOCHS = 12;

/** Waits until the run has an epoch, or has ended. */
async function untilEpoch(client: Client, runId: string): Promise<void> {
  for (;;) {
    const { run } = await client.training.run({ runId });
    if (run.last !== null || run.state !== 'running') return;
    await pause(300);
  }
}

describe.skipIf(!engine.ok)('a run on a worker (needs libtorch)', { timeout: 500_000 }, () => {
  it('continues without the program, which fetches it later', { tags: ['slow'] }, async () => {
    for (const path of [there, here]) mkdirSync(path);
    const worker = await startWorker(there);
    const line = await pairingLineOf(there, 'laptop', `127.0.0.1:${worker.port}`);
    putTinyRecipe(here, 'masked-resnet18-phantom', 'tiny', { stages: [{ size: 32, epochs: EPOCHS }] });
    let server = await startServer(here);
    try {
      let { client } = server.page;
      expect(
        await failureOf(client.workstations.pair({ name: 'gpu', line: line.replace(/.$/, (c) => (c === 'x' ? 'y' : 'x')) })),
      ).toBe('not-allowed');
      expect(await client.workstations.list()).toEqual([]);
      await client.workstations.pair({ name: 'gpu', line });
      const { folder: study } = await client.studies.create({ name: 'Away', folder: null });
      const choice = { presetId: 'own-tiny', workstation: 'gpu' };
      expect((await client.training.preflight(choice)).sends?.items.map(({ what }) => what)).toEqual(['recipe']);
      const { runId } = await client.training.start(choice);
      await untilEpoch(client, runId);
      await server.end('SIGTERM');
      const { pid } = worker;
      expect(pid).toBeGreaterThan(0);
      expect(worker.children()).toHaveLength(1);

      server = await startServer(here);
      ({ client } = server.page);
      await client.studies.open({ folder: study });
      const [run] = await client.training.runs();
      expect(run).toMatchObject({ runId, state: 'paused', workstation: 'gpu' });
      const { jobs } = await client.workstations.state({ name: 'gpu' });
      expect(jobs).toMatchObject([{ run: runId }]);
      await client.training.resume({ runId, moreEpochs: 0 });
      let state = 'running';
      while (state === 'running') {
        await pause(500);
        ({ state } = (await client.training.run({ runId })).run);
      }
      const { run: ended, log } = await client.training.run({ runId });
      expect(ended).toMatchObject({ state: 'finished', last: { epoch: EPOCHS } });
      // It was followed, not sent again.
      expect(log.filter((entry) => entry.includes('First step')).length).toBeLessThanOrEqual(2);
      expect((await client.workstations.state({ name: 'gpu' })).jobs).toEqual([]);
    } finally {
      await server.end('SIGKILL');
      await worker.end('SIGKILL');
    }
  });
});
