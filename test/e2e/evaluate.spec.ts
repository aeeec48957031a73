// A model is measured from the screen. Every count leads to its hips, and a hip to its case.

import { expect } from '@playwright/test';
import { expectAccessible } from './accessible.ts';
import { finish, test } from './workstation.ts';

test.setTimeout(240_000);

test('a model is measured on a part, and its counts open the hips behind them', async ({ page, study }) => {
  await study.client.splits.build({ name: 'mine', recipe: { preset: '70-15-15', seed: 1, stratify: 'none', keep: null } });
  for (const { hipId } of (await study.client.hips.list({})).rows)
    await study.client.reading.save({ hipId, quadrant: 'femur-superior', label: { kind: 'graded', grade: 1 } });
  await page.goto(study.address);
  await expect(page.getByRole('grid', { name: 'Worklist' })).toBeVisible();
  await page.keyboard.press('Control+5');
  await expect(page.getByRole('heading', { name: 'Evaluate', exact: true })).toBeVisible();
  await page.getByLabel('Part').selectOption('train');
  await page.getByLabel('Compare with').selectOption({ label: 'Imported labels alone' });
  await page.getByRole('button', { name: 'Measure' }).click();
  const open = page.getByRole('link', { name: /^Open .* on Training/ });
  await expect(open).toBeVisible({ timeout: 120_000 });
  await open.focus();
  await page.keyboard.press('Enter');

  await expect(page.getByText('Compared with imported labels alone')).toBeVisible();
  const agreement = page.getByRole('table', { name: 'Agreement' });
  await expect(agreement.getByRole('row', { name: /^Readings and labels Mean \d+ / })).toBeVisible();
  await expect(agreement.getByRole('row', { name: /^Labels and model Femur superior \d+ / })).toBeVisible();
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
  await expectAccessible(page, 'an evaluation with the hips of one count');
  await page.getByRole('button', { name: 'Write tables and figures' }).click();
  await expect(page.getByText(/files written to .*evaluations/)).toBeVisible({ timeout: 60_000 });
  await hips.getByRole('link').first().click();
  await expect(page.getByText('Evidence (Grad-CAM)').first()).toBeVisible();
});

test('two models are compared on the same hips, and their tables and figures are written', async ({ page, study }) => {
  await study.client.splits.build({ name: 'compared', recipe: { preset: '70-15-15', seed: 2, stratify: 'none', keep: null } });
  for (const model of ['masked-resnet18-phantom', 'masked-resnet18-phantom-2'])
    await finish(await study.client.evaluation.run({ model, split: 'train' }));
  await page.goto(study.address);
  await expect(page.getByRole('grid', { name: 'Worklist' })).toBeVisible();
  await page.keyboard.press('Control+5');
  const chosen = page.getByRole('checkbox', { name: /^Compare .* Training/ });
  await chosen.first().check();
  await chosen.nth(1).check();
  await page.getByRole('button', { name: 'Compare the chosen' }).click();
  const comparison = page.getByRole('region', { name: 'Comparison' });
  await expect(comparison.getByRole('img', { name: /^ROC/ })).toBeVisible();
  await expectAccessible(page, 'evaluate, two models compared');
  await comparison.getByRole('button', { name: 'Write tables and figures' }).click();
  await expect(page.getByText(/files written to .*evaluations/)).toBeVisible({ timeout: 60_000 });
});
