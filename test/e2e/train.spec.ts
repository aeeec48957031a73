// Training from the screen to its end with the real engine; the page is closed and opened again in between.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from '@playwright/test';
import { test, type Study } from './workstation.ts';

const shipped = fileURLToPath(new URL('../../resources/recipes/masked-resnet18-phantom.json', import.meta.url));

/** A run of seconds: the shipped recipe on a handful of small pictures. */
function putTinyRecipe({ home }: Study): void {
  const recipe: unknown = JSON.parse(readFileSync(shipped, 'utf8'));
  const tiny = {
    ...(recipe as Record<string, unknown>), // our own recipe
    name: 'tiny',
    emptyGrades: 'allowed',
    batch: 4,
    stages: [{ size: 32, epochs: 4 }],
    precision: 'fp32',
    data: {
      kind: 'phantom',
      seed: 11,
      training: [{ subjects: 6, grades: 'balanced', labels: 'strong' }],
      validation: { seed: 12, subjects: 3 },
      test: { seed: 13, subjects: 2 },
    },
  };
  mkdirSync(join(home, 'recipes'), { recursive: true });
  writeFileSync(join(home, 'recipes', 'tiny.json'), JSON.stringify(tiny));
  writeFileSync(join(home, 'recipes', 'wrong.json'), JSON.stringify({ ...tiny, name: 'wrong', batchSize: 4 }));
}

test.setTimeout(240_000);

test('a run is started, watched after the page was closed, paused, taken up, and made into a model', async ({
  page,
  context,
  study,
}) => {
  putTinyRecipe(study);
  await page.goto(study.address);
  await expect(page.getByRole('grid', { name: 'Worklist' })).toBeVisible();
  await page.keyboard.press('Control+3');
  await expect(page.getByRole('heading', { name: 'Train', exact: true })).toBeVisible();
  await page.getByRole('button', { name: /wrong/ }).click();
  await expect(page.getByRole('list', { name: 'Before the start' })).toContainText('batchSize');
  await expect(page.getByRole('button', { name: 'Start training' })).toBeDisabled();
  await page.getByRole('button', { name: /tiny$/ }).click();
  const start = page.getByRole('button', { name: 'Start training' });
  await expect(start).toBeEnabled({ timeout: 60_000 });
  await start.click();
  await expect(page.getByRole('region', { name: 'Training now' })).toBeVisible();
  await expect(page.getByRole('log')).toContainText('Starts');
  const address = page.url();
  await page.close();

  const again = await context.newPage();
  await again.goto(address);
  const loss = again.getByRole('img', { name: /^Loss by epoch/ });
  await expect(loss).toBeVisible({ timeout: 90_000 });
  await again.keyboard.press('p');
  await expect(again.getByText(/^(Paused|Finished)$/)).toBeVisible({ timeout: 60_000 });
  if (await again.getByText('Paused', { exact: true }).isVisible()) await again.keyboard.press('g');
  await expect(again.getByText('Finished', { exact: true })).toBeVisible({ timeout: 120_000 });
  await expect(loss).toHaveAccessibleName(/Validation [\d.]+ at epoch 4/);
  await expect(again.getByRole('img', { name: /^Agreement on validation hips/ })).toHaveAccessibleName(/Mean kappa/);

  await again.getByRole('button', { name: 'Use this run: Lowest loss' }).click();
  await expect(again.getByText(/can now be chosen/)).toBeVisible({ timeout: 60_000 });
  expect((await study.client.workstation.about()).models).toHaveLength(2);
  await again.keyboard.press('Backspace');
  const runs = again.getByRole('table', { name: 'Training runs' });
  await expect(runs.getByRole('row')).toHaveCount(2);
  await expect(runs).toContainText('Finished');
});
