// An experiment is run from the screen by the keyboard: its matrix fills up, claims and tables appear, and its files can be downloaded.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';
import { phantomRun } from '../unit/training/synthetic-hips.ts';
import { test } from './workstation.ts';

test.setTimeout(900_000);

/** Two runs of seconds, on a handful of phantoms. */
function putTinyExperiment(home: string): void {
  const { name: _, ...recipe } = phantomRun(64, 1);
  const experiment = {
    name: 'tiny',
    about: 'Two strategies of a tiny recipe.',
    paper: 'ye',
    recipe,
    sweeps: [{ strategy: { each: ['masked', 'oracle'] } }],
  };
  mkdirSync(join(home, 'experiments'), { recursive: true });
  writeFileSync(join(home, 'experiments', 'tiny.json'), JSON.stringify(experiment));
}

async function axeFindsNothing(page: Page): Promise<void> {
  for (const theme of ['dark', 'light']) {
    await page.evaluate((chosen) => void (document.documentElement.dataset['theme'] = chosen), theme);
    const { violations } = await new AxeBuilder({ page })
      .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
      .analyze();
    expect(
      violations.map(({ id, nodes }) => `${theme}, ${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`),
    ).toEqual([]);
  }
}

test('an experiment is run by the keyboard, and fills its matrix, its claims and its tables', async ({ page, study }) => {
  putTinyExperiment(study.home);
  await page.goto(study.address);
  await expect(page.getByRole('grid', { name: 'Worklist' })).toBeVisible();
  await page.keyboard.press('Control+4');
  await expect(page.getByRole('heading', { name: 'Experiments', exact: true })).toBeVisible();
  await expect(page.getByRole('link', { name: 'chen-small' })).toBeVisible();
  await axeFindsNothing(page);

  await page.getByRole('link', { name: 'tiny' }).focus();
  await page.keyboard.press('Enter');
  const runs = page.getByRole('table', { name: 'Runs', exact: true });
  await expect(runs.getByRole('columnheader')).toHaveText(['Setting', 'Run']);
  await expect(runs.getByRole('row', { name: /^strategy masked waiting/ })).toBeVisible();
  await expect(page.getByText('The finished runs decide no published claim yet.')).toBeVisible();

  await page.getByRole('button', { name: 'Run all' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Stop' }).first()).toBeVisible();
  await expect(runs.getByRole('row', { name: /^strategy masked -?\d\.\d+/ })).toBeVisible({ timeout: 300_000 });
  await expect(page.getByText('2 of 2 runs finished.')).toBeVisible({ timeout: 300_000 });
  const claims = page.getByRole('table', { name: 'Published claims' });
  await expect(claims.getByRole('row', { name: /(Same direction|Opposite|Undecided).*oracle.*\(-?\d/ }).first()).toBeVisible({
    timeout: 60_000,
  });
  await expect(page.getByRole('table', { name: 'ye-mean-kappa' })).toContainText('masked');
  await axeFindsNothing(page);

  await page.getByRole('button', { name: 'Write report' }).focus();
  await page.keyboard.press('Enter');
  const link = page.getByRole('link', { name: 'ye-mean-kappa.csv' });
  await expect(link).toBeVisible({ timeout: 60_000 });
  await expect(link).toHaveAttribute('href', /experiments\/tiny/);
  const download = page.waitForEvent('download');
  await link.focus();
  await page.keyboard.press('Enter');
  const file = await (await download).path();
  expect(readFileSync(file, 'utf8')).toContain('masked');
});

test('an experiment on pictures says what it needs', async ({ page, study }) => {
  await page.goto(study.address);
  await expect(page.getByRole('grid', { name: 'Worklist' })).toBeVisible();
  await page.goto(`${study.origin}/#/${study.page.studyId()}/experiments/gorriz-small`);
  await expect(page.getByLabel('Image folder')).toBeVisible();
  await page.getByRole('button', { name: 'Run all' }).click();
  await expect(page.getByText(/Name the folder that contains them, then run it again/)).toBeVisible();
});
