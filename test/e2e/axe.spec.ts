// WCAG 2.2 AA, as far as axe can tell, in every state of every screen and in both themes.

import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';
import { startWorkstation, test } from './workstation.ts';

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

test.setTimeout(240_000);

async function expectClean(page: Page, state: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).withTags(TAGS).analyze();
  const found = violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')} ${failureSummary}`),
  );
  expect.soft(found, state).toEqual([]);
}

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
  'Export report',
] as const;

for (const theme of ['dark', 'light'] as const) {
  test(`axe finds nothing on any screen in the ${theme} theme`, async ({ page, study }) => {
    await page.addInitScript((chosen) => window.localStorage.setItem('osteograde.theme', chosen), theme);
    await page.goto(study.address);
    const rows = page.getByRole('grid', { name: 'Worklist' }).locator('[data-index]');
    await expect(rows.first()).toBeVisible();
    await expectClean(page, 'library, table');
    await page.keyboard.press('t');
    await expect(page.getByRole('listbox', { name: 'Worklist' })).toBeVisible();
    await expectClean(page, 'library, thumbnails');
    await page.keyboard.press('t');
    await page.keyboard.press('/');
    await page.keyboard.type('nobody');
    await expect(page.getByRole('heading', { name: 'No hip matches' })).toBeVisible();
    await expectClean(page, 'library, nothing found');
    await page.getByRole('button', { name: 'Clear filters' }).last().click();
    for (const title of SHEETS) {
      await page.keyboard.press('Control+k');
      await page.getByRole('combobox', { name: /Search commands/ }).fill(title);
      if (title === SHEETS[0]) await expectClean(page, 'palette');
      await page.getByRole('option', { name: title }).first().click();
      const sheet = page.getByRole('dialog');
      await expect(sheet).toBeVisible();
      await page.waitForTimeout(300);
      await expectClean(page, `sheet: ${title}`);
      await page.keyboard.press('Escape');
      await expect(sheet).toHaveCount(0);
    }
    await page.getByRole('grid').press('Enter');
    await expect(page.getByRole('application').getByText(/^Zoom/)).toBeVisible();
    await page.keyboard.press('1');
    await expectClean(page, 'case, a quadrant waits for its grade');
    await page.keyboard.press('Escape');
    await page.getByText(/^History/).click();
    await expectClean(page, 'case');
    for (const [key, heading] of [
      ['Control+3', 'Train'],
      ['Control+,', 'Settings'],
    ] as const) {
      await page.keyboard.press(key);
      await expect(page.getByRole('heading', { name: heading, exact: true })).toBeVisible();
      await page.waitForTimeout(1500);
      await expectClean(page, heading);
    }
    await page.keyboard.press('Control+6');
    await expect(page.getByText(/report/i).first()).toBeVisible();
    await expectClean(page, 'reports');
  });
}

test('axe finds nothing before a study is open', async ({ page }) => {
  const workstation = await startWorkstation();
  try {
    await page.goto(workstation.origin);
    await expect(page.getByLabel('Access token')).toBeVisible();
    await expectClean(page, 'sign in');
    await page.goto(workstation.address);
    await expect(page.getByRole('heading', { name: 'Welcome to Osteograde' })).toBeVisible();
    await expectClean(page, 'first start');
    await workstation.client.studies.create({ name: 'Empty', folder: null });
    await page.reload();
    await expect(page.getByRole('heading', { name: 'This study has no hips yet' })).toBeVisible();
    await expectClean(page, 'empty study');
    for (const screen of ['case', 'train', 'reports']) {
      await page.goto(`${workstation.origin}/#/${workstation.page.studyId()}/${screen}`);
      await page.waitForTimeout(1000);
      await expectClean(page, `${screen} of an empty study`);
    }
  } finally {
    await workstation.stop();
  }
});
