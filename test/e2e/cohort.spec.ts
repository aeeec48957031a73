// The cohort browser: filters by label and quadrant, saved filters, a subject's visits, co-occurrence, audits, splits, batch actions.

import { expect } from '@playwright/test';
import { test } from './workstation.ts';

test.beforeEach(async ({ page, study }) => {
  await page.goto(study.address);
  await expect(page.getByRole('grid', { name: 'Worklist' })).toBeVisible();
});

test('a filter can be saved, applied again and removed', async ({ page }) => {
  const rows = page.getByRole('grid').locator('[data-index]');
  await page.getByRole('button', { name: /^Left 4$/ }).click();
  await page.getByRole('button', { name: 'Save this filter' }).click();
  await page.getByRole('textbox', { name: 'Name of the filter' }).fill('Left hips');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  const saved = page.getByRole('button', { name: 'Filter: Left hips' });
  await expect(saved).toHaveAttribute('aria-pressed', 'true');
  await page.getByRole('button', { name: 'Clear filters' }).click();
  await expect(rows).toHaveCount(8);
  await saved.click();
  await expect(rows).toHaveCount(4);
  await page.getByRole('button', { name: 'Remove the filter Left hips' }).click();
  await expect(saved).toHaveCount(0);
});

test('the grade of a quadrant filters the list, and its count matches', async ({ page }) => {
  await page.locator('summary', { hasText: 'Quadrants' }).click();
  await page.getByRole('group', { name: 'Grades of' }).getByRole('radio', { name: 'Model' }).check({ force: true });
  const cell = page.getByRole('button', { name: /^Femur superior: grade \d, [1-9]\d* hips?$/ }).first();
  const hips = Number(/, (\d+) hips?$/.exec((await cell.getAttribute('aria-label')) ?? '')?.[1]);
  await cell.click();
  await expect(page.getByRole('grid').locator('[data-index]')).toHaveCount(hips);
});

test('the visits of a subject are shown side by side, and each opens its case', async ({ page }) => {
  const strip = page.getByRole('region', { name: 'Visits of this subject' });
  await expect(strip.getByRole('button')).toHaveCount(4);
  await expect(strip.locator('[aria-current=true]')).toHaveCount(1);
  await strip.getByRole('button', { name: /visit V01, left hip/ }).click();
  await expect(page.getByRole('radio', { name: 'Left hip' })).toBeChecked();
});

test('a split is built by subject, becomes active and appears in the list, and marked hips move with their subject', async ({
  page,
}) => {
  await page.keyboard.press('Shift+S');
  const sheet = page.getByRole('dialog', { name: 'Build a split' });
  await expect(sheet.getByRole('row', { name: /All subjects/ })).toContainText('2');
  await sheet.getByRole('button', { name: 'Build and use' }).click();
  await expect(sheet.getByText('Active', { exact: true })).toBeVisible();
  await sheet.getByRole('button', { name: 'Close' }).last().click();
  await page.getByRole('grid').getByRole('checkbox').nth(0).check();
  await page.getByRole('combobox', { name: 'Add to split' }).selectOption({ label: 'Test' });
  await expect(page.getByText('1 subject now in test')).toBeVisible();
  await expect(page.getByRole('button', { name: /^Test [48]$/ })).toBeVisible();
});

test('the data can be checked, and every hip in the list can be selected at once', async ({ page }) => {
  await page.keyboard.press('Shift+A');
  const sheet = page.getByRole('dialog', { name: 'Check the data' });
  await expect(sheet.getByRole('status')).toContainText('0 findings block training');
  await expect(sheet.getByRole('definition').filter({ hasText: 'last hash' })).toContainText(
    /\d+ changes, last hash [0-9a-f]{64}/,
  );
  await sheet.getByRole('button', { name: 'Done' }).click();
  await page.getByRole('grid').getByRole('checkbox').nth(0).check();
  await page.getByRole('button', { name: 'Select all 8' }).click();
  await expect(page.getByText('8 hips selected')).toBeVisible();
});

test('co-occurrence follows the filter', async ({ page }) => {
  await page.getByRole('button', { name: /^Left 4$/ }).click();
  await page.keyboard.press('Shift+C');
  const sheet = page.getByRole('dialog', { name: 'Co-occurrence of osteophytes' });
  await expect(sheet.getByText('4 hips match the current filter.')).toBeVisible();
  // The grades of the model, because a study that nobody has read yet has no others.
  await sheet.getByRole('radio', { name: 'Model' }).check();
  await expect(sheet.getByRole('table', { name: 'Hips with an osteophyte in both quadrants' }).getByRole('cell')).toHaveCount(16);
});
