// Pairs with a worker over TLS in the settings, trains there through cuts and a kill of the worker, and gets the files of a run here.

import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { openCutLine } from '../fixtures/cut-line.ts';
import { pairingLineOf } from '../fixtures/real-worker.ts';
import { expectAccessible } from './accessible.ts';
import { putTinyRecipe } from './tiny-recipe.ts';
import { test } from './workstation.ts';

test.setTimeout(1_200_000);

const EPOCHS = 6;

test('a workstation is paired, trains through five cuts and a kill, and its files equal those of a run here', async ({
  page,
  study,
}) => {
  const there = mkdtempSync(join(tmpdir(), 'osteograde-worker-'));
  const line = await openCutLine(there);
  let worker = await line.startWorker();
  try {
    const { client } = study;
    putTinyRecipe(study.home, 'masked-resnet18-phantom', 'tiny', {
      stages: [{ size: 32, epochs: EPOCHS }],
      data: { kind: 'study' },
      batch: 2,
    });
    const { rows } = await client.hips.list({});
    const first = rows[0]?.hipId.split('|')[0];
    await client.splits.build({ name: 'halves', recipe: { preset: '70-15-15', seed: 3 } });
    for (const [part, isIn] of [
      ['train', true],
      ['val', false],
    ] as const) {
      const hipIds = rows.map(({ hipId }) => hipId).filter((hipId) => (hipId.split('|')[0] === first) === isIn);
      await client.splits.assign({ hipIds, part });
    }
    await page.goto(study.address);
    await expect(page.getByRole('grid', { name: 'Worklist' })).toBeVisible();

    // Pair by the keyboard: a wrong line first, which is refused and not kept.
    await page.goto(`${study.origin}/#/settings`);
    const form = page.getByRole('form', { name: 'Pair with a workstation' });
    await form.getByLabel('Name').fill('gpu');
    await form.getByLabel('Pairing line').fill('osteograde-pair:nonsense');
    await page.keyboard.press('Enter');
    await expect(form.getByRole('alert')).toContainText('not a pairing line');
    await expectAccessible(page, 'settings, a pairing line is refused');
    const pairing = await pairingLineOf(there, 'laptop', line.address());
    await form.getByLabel('Pairing line').fill(pairing);
    await page.keyboard.press('Enter');
    const list = page.getByRole('list', { name: 'Workstations' });
    await expect(list).toContainText('Idle', { timeout: 30_000 });
    await expectAccessible(page, 'settings, a workstation is paired');
    expect(JSON.stringify(await client.workstations.list())).not.toContain(pairing.split('.').at(-1));

    // Here first, then there.
    // The form starts from an installed model, if one fits.
    const preset = (await client.workstation.presets()).find(({ presetId }) => presetId === 'own-tiny');
    const here = await client.training.start({ presetId: 'own-tiny', model: preset?.startModels[0] ?? null });
    await expect
      .poll(async () => (await client.training.run(here).catch(() => null))?.run.state, { timeout: 500_000 })
      .toBe('finished');
    await page.keyboard.press('Control+3');
    await page.getByRole('button', { name: /tiny$/ }).click();
    await page.getByLabel('Train on').selectOption('gpu');
    const leaves = page.getByRole('region', { name: 'Leaves this machine for gpu' });
    await expect(leaves).toContainText('Hip crops', { timeout: 60_000 });
    await expect(leaves).toContainText('Never: films, names, identifiers');
    await expect(page.getByRole('list', { name: 'Checks before training' })).toContainText('gpu is ready');
    await expectAccessible(page, 'train, on a workstation');
    await page.getByRole('button', { name: 'Start training' }).click();
    await expect(page.getByText('on gpu')).toBeVisible({ timeout: 60_000 });
    await expect(page.getByRole('log')).toContainText(`Epoch 1 of ${EPOCHS}`, { timeout: 120_000 });
    for (let cut = 0; cut < 5; cut++) {
      await line.cutFor(1000);
      await page.waitForTimeout(400);
    }
    const { port } = worker;
    await worker.end('SIGKILL');
    await expect(page.getByRole('log')).toContainText('The connection to gpu was lost', { timeout: 60_000 });
    worker = await line.startWorker('--port', String(port));
    await expect(page.getByText('Finished', { exact: true })).toBeVisible({ timeout: 500_000 });

    const [remote, local] = await client.training.runs();
    expect(remote).toMatchObject({ workstation: 'gpu', state: 'finished' });
    const { folder } = await client.study.summary();
    const digests = (runId = ''): Record<string, string> => digestsIn(join(folder, 'runs', runId));
    expect(Object.keys(digests(remote?.runId))).toContain('tiny.onnx');
    expect(digests(remote?.runId)).toEqual(digests(local?.runId));
    const audit = await client.audits.run();
    expect(JSON.stringify(audit)).not.toContain('damaged');
    expect(readdirSync(join(there, 'worker', 'jobs'))).toEqual([]);
  } finally {
    await worker.end('SIGKILL');
    await line.close();
    rmSync(there, { recursive: true, force: true });
  }
});

function digestsIn(folder: string): Record<string, string> {
  const names = readdirSync(folder).filter((name) => /\.(safetensors|onnx)$/.test(name));
  return Object.fromEntries(
    names.sort().map((name) => [
      name,
      createHash('sha256')
        .update(readFileSync(join(folder, name)))
        .digest('hex'),
    ]),
  );
}
