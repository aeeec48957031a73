// A model is measured from the screen. Every count leads to its hips, and a hip to its case.

import { expect } from '@playwright/test';
import { test } from './workstation.ts';

test.setTimeout(240_000);

test('a model is measured on a part, and its counts open the hips behind them', async ({ page, study }) => {
  await study.client.splits.build({ name: 'mine', recipe: { preset: '70-15-15', seed: 1, stratify: 'none', keep: null } });
  await page.goto(study.address);
  await expect(page.getByRole('grid', { name: 'Worklist' })).toBeVisible();
  await page.keyboard.press('Control+5');
  await expect(page.getByRole('heading', { name: 'Evaluate', exact: true })).toBeVisible();
  await page.getByLabel('Part').selectOption('train');
  await page.getByRole('button', { name: 'Measure' }).click();
  const open = page.getByRole('link', { name: /^Open .* on Training/ });
  await expect(open).toBeVisible({ timeout: 120_000 });
  await open.focus();
  await page.keyboard.press('Enter');

  await expect(page.getByRole('table', { name: 'Figures' })).toContainText('Mean kappa (quadratic)');
  const cell = page.getByRole('button', { name: /^Femur superior: [1-9]\d* hips? of grade/ }).first();
  await cell.focus();
  await page.keyboard.press('Enter');
  const hips = page.getByRole('region', { name: /^Femur superior: [1-9]\d* hips? of grade/ });
  await expect(hips.getByRole('link').first()).toBeVisible();
  await expect(page.getByRole('img', { name: /^ROC of Femur superior/ })).toBeVisible();
  await expect(
    page.getByRole('region', { name: 'Mean heatmaps' }).getByRole('img', { name: /^Femur superior, \d+ hips?$/ }),
  ).toBeVisible();
  await page.getByRole('button', { name: 'Write tables and figures' }).click();
  await expect(page.getByText(/files written to .*evaluations/)).toBeVisible({ timeout: 60_000 });
  await hips.getByRole('link').first().click();
  await expect(page.getByText('Evidence (Grad-CAM)').first()).toBeVisible();
});
