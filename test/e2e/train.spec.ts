// Trains from the screen to the end with the real engine. The page is closed and opened again in between.

import { expect } from '@playwright/test';
import { expectAccessible } from './accessible.ts';
import { putTinyRecipe } from './tiny-recipe.ts';
import { startStudy, test } from './workstation.ts';

const SHIPPED = 'masked-resnet18-phantom';
const stages = [{ size: 32, epochs: 4 }];

test.setTimeout(480_000);

test('a run is started, watched after the page was closed, paused, resumed, extended, and exported as a model', async ({
  page,
  context,
  study,
}) => {
  putTinyRecipe(study.home, SHIPPED, 'tiny', { stages });
  putTinyRecipe(study.home, SHIPPED, 'wrong', { stages, batchSize: 4 });
  putTinyRecipe(study.home, SHIPPED, 'huge', { stages: [{ size: 1024, epochs: 1 }], batch: 1024 });
  await page.goto(study.address);
  await expect(page.getByRole('grid', { name: 'Worklist' })).toBeVisible();
  await page.keyboard.press('Control+3');
  await expect(page.getByRole('heading', { name: 'Train', exact: true })).toBeVisible();
  await page.getByText(/^Trained on synthetic hips/).click();
  await page.getByRole('button', { name: /wrong/ }).click();
  const checks = page.getByRole('list', { name: 'Checks before training' });
  await expect(checks).toContainText('batchSize');
  await expect(page.getByRole('button', { name: 'Start training' })).toBeDisabled();
  await expectAccessible(page, 'train, a recipe is wrong');
  await page.getByRole('button', { name: /huge$/ }).click();
  await expect(checks).toContainText(/A step needs about [\d.]+ GB.*smaller batch or smaller images/, { timeout: 60_000 });
  await expect(page.getByRole('button', { name: 'Start training' })).toBeDisabled();
  await page.getByRole('button', { name: /tiny$/ }).click();
  const start = page.getByRole('button', { name: 'Start training' });
  await expect(start).toBeEnabled({ timeout: 60_000 });
  await start.click();
  await expect(page.getByRole('region', { name: 'Training now' })).toBeVisible();
  await expect(page.getByRole('log')).toContainText('Starts');
  await page.keyboard.press('s');
  await expect(page.getByRole('dialog', { name: 'Stop training?' })).toBeVisible();
  await expectAccessible(page, 'sheet: stop training');
  await page.keyboard.press('Escape');
  await expectAccessible(page, 'run, training');
  const address = page.url();
  await page.close();

  const again = await context.newPage();
  await again.goto(study.address); // signs the new tab in
  await again.goto(address);
  const loss = again.getByRole('img', { name: /^Loss by epoch/ });
  await expect(loss).toBeVisible({ timeout: 90_000 });
  await again.keyboard.press('p');
  await expect(again.getByText(/^(Paused|Finished)$/)).toBeVisible({ timeout: 60_000 });
  if (await again.getByText('Paused', { exact: true }).isVisible()) {
    await expectAccessible(again, 'run, paused');
    await again.keyboard.press('g');
  }
  await expect(again.getByText('Finished', { exact: true })).toBeVisible({ timeout: 120_000 });
  await expect(loss).toHaveAccessibleName(/Validation [\d.]+ at epoch 4/);
  await expect(again.getByRole('img', { name: /^Agreement on validation hips/ })).toHaveAccessibleName(/Mean kappa/);

  await expect(again.getByText(/one-cycle/)).toBeVisible();
  await expectAccessible(again, 'run, finished');
  await again.getByLabel('More epochs').fill('2');
  await again.getByRole('button', { name: 'Extend' }).click();
  await expect(again.getByRole('log')).toContainText('Extended by 2 epochs after epoch 4', { timeout: 60_000 });
  await expect(loss).toHaveAccessibleName(/Validation [\d.]+ at epoch 6/, { timeout: 120_000 });
  await expect(again.getByText('Finished', { exact: true })).toBeVisible({ timeout: 60_000 });

  const before = (await study.client.workstation.about()).models.length;
  await again.getByRole('button', { name: 'Use this run: Lowest loss' }).click();
  await expect(again.getByText(/can now be chosen/)).toBeVisible({ timeout: 60_000 });
  expect((await study.client.workstation.about()).models).toHaveLength(before + 1);
  await again.keyboard.press('Backspace');
  const runs = again.getByRole('table', { name: 'Training runs' });
  await expect(runs.getByRole('row')).toHaveCount(2);
  await expect(runs).toContainText('Finished');
  await expectAccessible(again, 'train, with a run');
});

test('a run that fails says why and what to do', { tag: '@core' }, async ({ page, study }) => {
  // Weights overflow after the first step.
  const optimizer = { kind: 'adamw', learningRate: 1e30, weightDecay: 0, beta1: 0.9, beta2: 0.99 };
  putTinyRecipe(study.home, SHIPPED, 'diverges', { stages, optimizer });
  const preset = (await study.client.workstation.presets()).find(({ recipe }) => recipe.name === 'diverges');
  if (preset === undefined) throw new Error('The recipe is not offered.');
  const { runId } = await study.client.training.start({ presetId: preset.presetId });
  for await (const _ of await study.client.training.follow({ runId }));
  await page.goto(study.address);
  await page.goto(`${study.origin}/#/${study.page.studyId()}/train/${runId}`);
  await expect(page.getByText('Failed', { exact: true })).toBeVisible();
  await expect(page.getByText(/Lower the learning rate/).first()).toBeVisible();
  await expectAccessible(page, 'run, failed');
});

test('the form of a recipe allows a grade without an example, and training can start', async ({ page }) => {
  // Of its own, because other tests choose splits and read grades in the one that they share.
  const study = await startStudy();
  try {
    await page.goto(study.address);
    await page.goto(`${study.origin}/#/${study.page.studyId()}/train`);
    const checks = page.getByRole('list', { name: 'Checks before training' });
    await expect(checks).toContainText('No training picture has grade', { timeout: 60_000 });
    const start = page.getByRole('button', { name: 'Start training' });
    await expect(start).toBeDisabled();
    await expect(page.getByRole('combobox', { name: 'Start from' }).locator('option:checked')).toHaveText(
      /masked-resnet18-phantom/,
    );
    await page.getByRole('checkbox', { name: /^Train even if a grade has no example/ }).check();
    await expect(checks).not.toContainText('No training picture has grade', { timeout: 60_000 });
    await expect(start).toBeEnabled();
  } finally {
    await study.stop();
  }
});
