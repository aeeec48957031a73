// A first-time user: from an empty home to a PDF, and stopping the demo.

import { existsSync, readFileSync } from 'node:fs';
import { expect, type Locator } from '@playwright/test';
import { expectAccessible } from './accessible.ts';
import { startWorkstation, test, type RunningWorkstation } from './workstation.ts';

/** The demo draws, imports and grades 24 radiographs, which takes a while on two busy cores. */
const DEMO_MS = 240_000;

let workstation: RunningWorkstation;

test.beforeEach(async () => {
  workstation = await startWorkstation();
});

test.afterEach(() => workstation.stop());

test('the demo shows its progress and stops on request', async ({ page }) => {
  await page.goto(workstation.address);
  await expect(page.getByRole('heading', { name: 'Welcome to Osteograde' })).toBeVisible();
  await page.getByRole('button', { name: 'Open the demo study' }).click();
  const sheet = page.getByRole('dialog', { name: 'Preparing the demo study' });
  await expect(sheet.getByRole('progressbar')).toBeVisible();
  await sheet.getByRole('button', { name: 'Stop' }).click();
  // It asks first, and Enter would keep the demo running.
  await expect(sheet.getByRole('button', { name: 'Keep it running' })).toBeFocused();
  await expectAccessible(page, 'sheet: demo, asked whether to stop');
  await sheet.getByRole('group').getByRole('button', { name: 'Stop' }).click();
  await expect(sheet.getByText('Stopped. You can start again at any time.')).toBeVisible({ timeout: 30_000 });
  await sheet.getByRole('button', { name: 'Close' }).last().click();
  await expect(page.getByRole('button', { name: 'Open the demo study' })).toBeVisible();
  await page.getByRole('button', { name: 'No jobs running' }).click();
  await expect(page.getByRole('dialog', { name: 'Jobs' }).getByText('Stopped', { exact: true })).toBeVisible();
});

test('after a reload the demo is said to go on', async ({ page }) => {
  await page.goto(workstation.address);
  await page.getByRole('button', { name: 'Open the demo study' }).click();
  await expect(page.getByRole('dialog', { name: 'Preparing the demo study' }).getByRole('progressbar')).toBeVisible();
  await expect(page).toHaveURL(/library$/);
  await page.reload();
  await expect(page.getByText('The demo study is being filled.', { exact: false })).toBeVisible();
  await expect(page.getByText('The demo was stopped', { exact: false })).toHaveCount(0);
  await expectAccessible(page, 'library while the demo is being filled');
  await page.keyboard.press('Control+j');
  await expect(page.getByRole('dialog', { name: /^Jobs/ }).getByRole('progressbar')).toBeVisible();
  await expectAccessible(page, 'sheet: a job is running');
});

// Without the looks of axe in between, because the demo is not long.
test('in the sheet of jobs Enter leaves a running job alone, and Stop ends it', async ({ page }) => {
  await page.goto(workstation.address);
  await page.getByRole('button', { name: 'Open the demo study' }).click();
  await expect(page.getByRole('dialog', { name: 'Preparing the demo study' }).getByRole('progressbar')).toBeVisible();
  await page.reload();
  const jobs = page.getByRole('dialog', { name: /^Jobs/ });
  await expect(page.getByText('The demo study is being filled.', { exact: false })).toBeVisible();
  await page.keyboard.press('Control+j');
  await expect(jobs.getByRole('progressbar')).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(jobs).toHaveCount(0);
  await page.keyboard.press('Control+j');
  await expect(jobs.getByRole('progressbar')).toBeVisible();
  await jobs.getByRole('button', { name: 'Stop' }).click();
  await jobs.getByRole('group').getByRole('button', { name: 'Stop' }).click();
  await expect(jobs.getByText('Stopped', { exact: true })).toBeVisible({ timeout: 30_000 });
  await page.keyboard.press('Escape');
  await expect(page.getByText('The demo was stopped', { exact: false })).toBeVisible();
});

test('a first-time user reaches a PDF in five clicks', async ({ page }, info) => {
  test.setTimeout(DEMO_MS + 60_000);
  let clicks = 0;
  const click = async (target: Locator): Promise<void> => {
    clicks += 1;
    await target.click();
  };
  await page.goto(workstation.address);
  await click(page.getByRole('button', { name: 'Open the demo study' }));
  await expect(page.getByRole('grid', { name: 'Worklist' })).toBeVisible({ timeout: DEMO_MS });
  await click(page.getByRole('button', { name: 'Open case' }));
  // What was drawn is known, so the evidence is held against it beside the zone.
  await expect(page.getByText(/^\d+% in outline$/).first()).toBeVisible();
  await page.getByRole('group', { name: /Acetabulum superior/ }).hover();
  await expect(page.getByRole('application')).toHaveAttribute('data-painted', /./);
  await page.screenshot({ path: info.outputPath('true-outline.png') });
  await click(page.getByRole('button', { name: 'Export report' }));
  await click(page.getByRole('button', { name: 'Write report' }));
  const written = page.getByRole('dialog', { name: 'Report written' });
  await expect(written).toBeVisible({ timeout: 30_000 });
  const path = (await written.getByText(/\.pdf$/).textContent()) ?? '';
  expect(existsSync(path)).toBe(true);
  expect(readFileSync(path).subarray(0, 5).toString()).toBe('%PDF-');
  const opened = page.waitForEvent('popup');
  await click(written.getByRole('link', { name: /Open PDF/ }));
  expect((await opened).url()).toContain('/bytes/reports/');
  expect(clicks).toBeLessThanOrEqual(5);
});
