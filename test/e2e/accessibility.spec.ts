// Every control of every screen has a name and is large enough to click.

import { expect, type Page } from '@playwright/test';
import { test } from './workstation.ts';

const CONTROLS = 'button:visible, a[href]:visible, input:visible, select:visible, [role=grid], [role=application]';
const SMALLEST = 24;

/** What each screen shows once it has its data. */
const READY = {
  library: '8 hips',
  case: 'Evidence (Grad-CAM)',
  train: 'Weak supervision: masked weak hips',
  experiments: 'chen-small',
  evaluate: 'Measure',
  reports: /report/i,
  settings: 'Limits',
} as const;

for (const screen of ['library', 'case', 'train', 'experiments', 'evaluate', 'reports', 'settings'] as const) {
  test(`every control of the ${screen} screen has a name and is large enough`, { tag: '@core' }, async ({ page, study }) => {
    const list = await study.client.hips.list({});
    const place = screen === 'case' ? `case/${encodeURIComponent(list.rows[0].hipId)}` : screen;
    await page.goto(study.address);
    await page.goto(`${study.origin}/#/${place}`);
    await expect(page.getByRole('contentinfo')).toContainText('not for diagnosis');
    await expect(page.getByText(READY[screen]).first()).toBeVisible();
    await expect(page.locator('h1')).toHaveCount(1);
    await everyControlIsNamed(page);
    expect(await tooSmall(page)).toEqual([]);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
    expect(overflow).toBe(false);
  });
}

for (const [keys, name] of [
  ['Control+k', 'Commands'],
  ['Control+i', 'Import radiographs'],
  ['Control+o', 'Open a study'],
  ['Control+j', 'Jobs'],
] as const) {
  test(`the sheet "${name}" opens with ${keys}, keeps the focus and closes with Escape`, async ({ page, study }) => {
    await page.goto(study.address);
    await expect(page.getByRole('grid')).toBeVisible();
    await page.keyboard.press(keys);
    const sheet = page.getByRole('dialog', { name });
    await expect(sheet).toBeVisible();
    await everyControlIsNamed(page);
    expect(await sheet.evaluate((element) => element.contains(document.activeElement))).toBe(true);
    await page.keyboard.press('Escape');
    await expect(sheet).toHaveCount(0);
  });
}

async function everyControlIsNamed(page: Page): Promise<void> {
  const controls = await page.locator(CONTROLS).all();
  expect(controls.length).toBeGreaterThan(5);
  for (const control of controls) await expect(control).toHaveAccessibleName(/\S/);
}

/** Returns the buttons and links that are smaller than the smallest target. Text links in a sentence may be as high as their line. */
async function tooSmall(page: Page): Promise<string[]> {
  return page.locator('button:visible, nav a:visible').evaluateAll(
    (controls, smallest) =>
      controls.flatMap((control) => {
        const { width, height } = control.getBoundingClientRect();
        return Math.min(width, height) + 0.5 < smallest ? [`${control.outerHTML.slice(0, 120)} ${width} x ${height}`] : [];
      }),
    SMALLEST,
  );
}
