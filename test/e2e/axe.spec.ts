// WCAG 2.2 AA of the screens and sheets of one study. States that other tests reach are checked there: import, training, evaluations,
// workstations, knees, hips side by side, damaged, closed and read-only studies.

import { expect, type Page } from '@playwright/test';
import { expectAccessible } from './accessible.ts';
import { startStudy, startWorkstation, test } from './workstation.ts';

test.setTimeout(600_000);

/** Sheets by the command that opens them. */
const SHEETS = [
  'Import radiographs',
  'Open a study',
  'Create a study',
  'Close this study',
  'Show jobs',
  'Show all keys',
  'Take the tour',
  'Check the data',
  'Build a split',
  'Show co-occurrence',
  'Save the key of the study',
] as const;

test('axe finds nothing in the library and its sheets', async ({ page, study }) => {
  await page.goto(study.address);
  const rows = page.getByRole('grid', { name: 'Worklist' }).locator('[data-index]');
  await expect(rows.first()).toBeVisible();
  await expectAccessible(page, 'library, table');
  await page.keyboard.press('t');
  await expect(page.getByRole('listbox', { name: 'Worklist' })).toBeVisible();
  await expectAccessible(page, 'library, thumbnails');
  await page.keyboard.press('t');
  await page.keyboard.press('/');
  await page.keyboard.type('nobody');
  await expect(page.getByRole('heading', { name: 'No hip matches' })).toBeVisible();
  await expectAccessible(page, 'library, nothing found');
  await page.getByRole('button', { name: 'Clear filters' }).last().click();
  for (const title of SHEETS) {
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: /Search commands/ }).fill(title);
    if (title === SHEETS[0]) await expectAccessible(page, 'palette');
    await page.getByRole('option', { name: title }).first().click();
    const sheet = page.getByRole('dialog');
    await expect(sheet).toBeVisible();
    await page.waitForTimeout(300);
    await expectAccessible(page, `sheet: ${title}`);
    await page.keyboard.press('Escape');
    await expect(sheet).toHaveCount(0);
  }
  await rows.first().getByRole('checkbox').check();
  await expectAccessible(page, 'library, a hip is marked');
  await page.getByRole('button', { name: 'Grade', exact: true }).click();
  await expect(page.getByRole('dialog', { name: 'Grading hips' }).getByRole('button', { name: 'Done' })).toBeVisible();
  await expectAccessible(page, 'sheet: grading, finished');
});

test('axe finds nothing in a case, its report and the other screens', async ({ page }) => {
  const study = await startStudy();
  try {
    const [{ hipId }] = (await study.client.hips.list({})).rows;
    await study.client.reading.save({ hipId, quadrant: 'femur-superior', label: { kind: 'graded', grade: 0 } });
    await page.goto(study.address);
    await expect(page.getByRole('grid')).toBeVisible();
    await page.goto(`${study.origin}/#/${study.page.studyId()}/case/${encodeURIComponent(hipId)}`);
    await expect(page.getByRole('application').getByText(/^Zoom/)).toBeVisible();
    await page.keyboard.press('1');
    await expectAccessible(page, 'case, a quadrant waits for its grade');
    await page.keyboard.press('3');
    await expect(page.getByRole('contentinfo')).toContainText('1 partly');
    for (const summary of await page.locator('aside summary').all()) await summary.click();
    await expectAccessible(page, 'case, everything open');
    await page.keyboard.press('Control+z');
    await expect(page.getByText(/^Undone/)).toBeVisible();
    await expectAccessible(page, 'case, undone');
    await page.keyboard.press('Control+e');
    const sheet = page.getByRole('dialog', { name: 'Export report' });
    await expect(sheet.getByRole('img', { name: /^Reader, Femur superior/ })).toBeVisible();
    await expectAccessible(page, 'sheet: report with its preview');
    await sheet.getByRole('button', { name: 'Write report' }).click();
    await expect(page.getByRole('dialog', { name: 'Report written' })).toBeVisible({ timeout: 60_000 });
    await expectAccessible(page, 'sheet: report written');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+6');
    await expect(page.getByRole('table', { name: 'Written reports' })).toBeVisible();
    await expectAccessible(page, 'reports');
    await page.keyboard.press('Control+3');
    await expect(page.getByRole('list', { name: 'Checks before training' })).toBeVisible({ timeout: 60_000 });
    await expectAccessible(page, 'train');
    await page.keyboard.press('Control+,');
    await expect(page.getByRole('heading', { name: 'Settings', exact: true })).toBeVisible();
    await expectAccessible(page, 'settings');
  } finally {
    await study.stop();
  }
});

test('axe finds nothing before a study is open, and in an empty one', async ({ page }) => {
  const workstation = await startWorkstation();
  try {
    await page.goto(workstation.origin);
    await expect(page.getByLabel('Access token')).toBeVisible();
    await expectAccessible(page, 'sign in');
    await page.goto(workstation.address);
    await expect(page.getByRole('heading', { name: 'Welcome to Osteograde' })).toBeVisible();
    await expectAccessible(page, 'first start');
    await expectScreens(page, `${workstation.origin}/#/`, 'no study');
    await workstation.client.studies.create({ name: 'Empty', folder: null });
    await page.goto(`${workstation.origin}/#/library`);
    await page.reload();
    await expect(page.getByRole('heading', { name: 'This study has no hips yet' })).toBeVisible();
    await expectAccessible(page, 'empty study');
    await expectScreens(page, `${workstation.origin}/#/${workstation.page.studyId()}/`, 'an empty study');
    await page.goto(`${workstation.origin}/#/${workstation.page.studyId()}/case/nobody`);
    await expect(page.getByRole('alert')).toBeVisible();
    await expectAccessible(page, 'a case that does not exist');
  } finally {
    await workstation.stop();
  }
});

async function expectScreens(page: Page, address: string, state: string): Promise<void> {
  for (const screen of ['case', 'train', 'evaluate', 'reports']) {
    await page.goto(`${address}${screen}`);
    await expect(page.locator('h1')).toBeVisible();
    await expectAccessible(page, `${screen} of ${state}`);
  }
}
