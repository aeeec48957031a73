// Grades hips on a paired workstation from the sheet, by the keyboard, which shows with counts what leaves before it does.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { pairingLineOf, startWorker } from '../fixtures/real-worker.ts';
import { expectAccessible } from './accessible.ts';
import { test } from './workstation.ts';

test.setTimeout(600_000);

test('the sheet says what leaves for a workstation, and grades the hips there', async ({ page, study }) => {
  const there = mkdtempSync(join(tmpdir(), 'osteograde-worker-'));
  const worker = await startWorker(there);
  const { client } = study;
  try {
    await client.workstations.pair({ name: 'gpu', line: await pairingLineOf(there, 'laptop', `127.0.0.1:${worker.port}`) });
    await page.goto(study.address);
    const list = page.getByRole('grid', { name: 'Worklist' });
    await expect(list).toBeVisible();
    await list.press('Control+Shift+A');
    await page.getByRole('button', { name: 'Grade', exact: true }).focus();
    await page.keyboard.press('Enter');
    const sheet = page.getByRole('dialog', { name: 'Grading hips' });
    await sheet.getByLabel('Grade on').focus();
    await page.keyboard.press('ArrowDown');
    const leaves = sheet.getByRole('region', { name: 'Leaves this machine for gpu' });
    await expect(leaves).toContainText('Hip crops, 8-bit, without a header8, 402 kB');
    await expect(leaves).toContainText('Never: films, labels, names, identifiers');
    await expectAccessible(page, 'grading, what leaves for a workstation');
    await sheet.getByRole('button', { name: 'Grade', exact: true }).focus();
    await page.keyboard.press('Enter');
    await expect(sheet.getByRole('button', { name: 'Done' })).toBeVisible({ timeout: 300_000 });
    await expect(sheet).toContainText('8 of 8');
    await expectAccessible(page, 'grading, done on a workstation');
  } finally {
    await client.workstations.remove({ name: 'gpu' }); // the tests after this one use the same server
    await worker.end('SIGKILL');
    rmSync(there, { recursive: true, force: true });
  }
});
