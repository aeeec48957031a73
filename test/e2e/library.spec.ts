// The worklist: filters, both layouts, the palette, import and batch actions.

import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { test } from './workstation.ts';

test.beforeEach(async ({ page, study }) => {
  await page.goto(study.address);
  await expect(page.getByRole('grid', { name: 'Worklist' })).toBeVisible();
});

test('filters narrow the list, their counts follow, and clearing them restores every hip', { tag: '@core' }, async ({ page }) => {
  const rows = page.getByRole('grid').locator('[data-index]');
  await expect(rows).toHaveCount(8);
  await page.getByRole('button', { name: /^Left 4$/ }).click();
  await expect(rows).toHaveCount(4);
  await expect(page.getByText('4 of 8 hips')).toBeVisible();
  await page.getByRole('button', { name: /^V01 2$/ }).click();
  await expect(rows).toHaveCount(2);
  await page.keyboard.press('/');
  await page.keyboard.type('no such subject');
  await expect(page.getByRole('heading', { name: 'No hip matches' })).toBeVisible();
  await page.getByRole('button', { name: 'Clear filters' }).last().click();
  await expect(rows).toHaveCount(8);
});

test('thumbnails show the same hips, and a double click opens the case', async ({ page }) => {
  await page.getByRole('radio', { name: 'Thumbnails' }).check({ force: true });
  const cards = page.getByRole('listbox', { name: 'Worklist' }).getByRole('option');
  await expect(cards).toHaveCount(8);
  await cards.nth(3).click();
  await expect(page.getByRole('complementary', { name: 'Preview' }).getByText('Left hip')).toBeVisible();
  await cards.nth(3).dblclick();
  await expect(page.getByRole('application')).toBeVisible();
});

test('the palette finds a subject and opens its hip', async ({ page }) => {
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'Search commands and subjects' }).fill('00001');
  const entry = page.getByRole('option', { name: /PHANTOM-00001.*Left hip/ }).first();
  await expect(entry).toBeVisible();
  await entry.click();
  await expect(page.getByRole('radio', { name: 'Left hip' })).toBeChecked();
});

test('marked hips go into one report with every format', async ({ page }) => {
  const boxes = page.getByRole('grid').getByRole('checkbox');
  await boxes.nth(0).check();
  await boxes.nth(1).check();
  await expect(page.getByText('2 hips selected')).toBeVisible();
  await page.getByRole('button', { name: 'Export report' }).click();
  const sheet = page.getByRole('dialog', { name: 'Export report' });
  await sheet.getByRole('checkbox', { name: /JSON/ }).check();
  await sheet.getByRole('checkbox', { name: /CSV/ }).check();
  await sheet.getByRole('button', { name: 'Write report' }).click();
  const written = page.getByRole('dialog', { name: 'Report written' });
  await expect(written.getByRole('link')).toHaveCount(3, { timeout: 30_000 });
  await written.getByRole('button', { name: 'Done' }).click();
  await page.keyboard.press('Control+6');
  await expect(page.getByRole('table', { name: 'Written reports' }).getByRole('link', { name: /Open CSV/ })).toBeVisible();
});

test('an import skips a bad file and names it', { tag: '@core' }, async ({ page, study }) => {
  const folder = mkdtempSync(join(tmpdir(), 'osteograde-import-'));
  const bad = join(folder, 'holiday.dcm');
  writeFileSync(bad, 'this is not a radiograph');
  const good = filesUnder(study.cohort).filter((file) => file.includes('00001') && /\.(dcm|pts)$/.test(file));
  await page.keyboard.press('Control+i');
  const sheet = page.getByRole('dialog', { name: 'Import radiographs' });
  await sheet
    .locator('input[type=file]')
    .first()
    .setInputFiles([...good, bad]);
  await expect(sheet.getByText(/3 radiographs, 2 point files/)).toBeVisible();
  await sheet.getByRole('button', { name: 'Continue' }).click();
  await expect(sheet.getByText('Stays out')).toBeVisible({ timeout: 30_000 });
  await expect(sheet.getByRole('list', { name: 'Problems found' })).toContainText('holiday.dcm');
  await sheet.getByRole('button', { name: /^Import 2 radiographs/ }).click();
  await expect(sheet.getByText('Finished')).toBeVisible({ timeout: 45_000 });
  await expect(sheet.getByRole('list', { name: 'Problems' })).toContainText('holiday.dcm');
  await sheet.getByRole('button', { name: 'Done' }).click();
  // Importing the same radiographs again adds nothing.
  await expect(page.getByRole('grid').locator('[data-index]')).toHaveCount(8);
});

function filesUnder(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}
