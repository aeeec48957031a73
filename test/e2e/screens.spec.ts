// What was seen on the screens and mended: each test keeps one of these from coming back.

import { mkdirSync, copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, type Page } from '@playwright/test';
import { expectAccessible } from './accessible.ts';
import { startStudy, test, type Study } from './workstation.ts';

const resources = fileURLToPath(new URL('../../resources', import.meta.url));
const QUADRANTS = ['femur-superior', 'femur-inferior', 'acetabulum-superior', 'acetabulum-inferior'] as const;

/** A study of its own, because these tests read hips and change the model. */
let study: Study;

test.setTimeout(400_000);

test.beforeAll(async () => {
  test.setTimeout(180_000);
  study = await startStudy();
  // A second model that agrees with nobody: the shipped network under another name, with a kappa of zero on its card.
  const folder = join(study.home, 'models');
  mkdirSync(folder, { recursive: true });
  copyFileSync(join(resources, 'models', 'masked-resnet18-phantom.onnx'), join(folder, 'weak-model.onnx'));
  const card = JSON.parse(readFileSync(join(resources, 'models', 'masked-resnet18-phantom.json'), 'utf8'));
  const figures = [{ name: 'mean kappa (validation)', value: 0, data: 'nothing' }];
  writeFileSync(join(folder, 'weak-model.json'), JSON.stringify({ ...card, name: 'weak-model', figures }));
});
test.afterAll(() => study.stop());

async function openLibrary(page: Page): Promise<void> {
  await page.goto(study.address);
  await expect(page.getByRole('grid', { name: 'Worklist' }).locator('[data-index]').first()).toBeVisible();
}

async function readAll(hipId: string, grade: 0 | 1 | 2 | 3): Promise<void> {
  for (const quadrant of QUADRANTS) await study.client.reading.save({ hipId, quadrant, label: { kind: 'graded', grade } });
}

async function clear(hipId: string): Promise<void> {
  for (const quadrant of QUADRANTS) await study.client.reading.save({ hipId, quadrant, label: { kind: 'missing' } });
}

test('the list that a case was opened from stays whole when a reading takes the hip out of the filter', async ({ page }) => {
  await openLibrary(page);
  await page.getByRole('button', { name: /^Not read 8$/ }).click();
  await page.getByRole('grid').press('Enter');
  await expect(page.getByText('1 of 8')).toBeVisible();
  for (const key of ['1', '0', '2', '0', '3', '0', '4', '0']) await page.keyboard.press(key);
  await expect(page.getByRole('contentinfo')).toContainText('1 read');
  await expect(page.getByText('1 of 8')).toBeVisible();
  await page.keyboard.press('j');
  await expect(page.getByText('2 of 8')).toBeVisible();
  await page.reload();
  await expect(page.getByText('2 of 8')).toBeVisible();
  await page.keyboard.press('k');
  await expect(page.getByText('1 of 8')).toBeVisible();
  await clear((await study.client.hips.list({})).rows[0].hipId);
});

test('a hip is read when all four quadrants are; the label stays beside the reading', async ({ page }) => {
  const [row] = (await study.client.hips.list({})).rows;
  await study.client.reading.save({ hipId: row.hipId, quadrant: 'femur-superior', label: { kind: 'graded', grade: 3 } });
  await openLibrary(page);
  await expect(page.getByRole('contentinfo')).toContainText('0 read · 1 partly');
  await expect(page.getByRole('button', { name: /^Partly read 1$/ })).toBeVisible();
  const first = page.getByRole('row').nth(1);
  await expect(first.getByRole('img', { name: 'Reader, Femur superior: read as grade 3' })).toBeVisible();
  await expect(first.getByRole('img', { name: /^Label, Femur superior: labelled grade/ })).toBeVisible();
  await page.getByRole('grid').press('Enter');
  await expect(page.getByRole('img', { name: /^Label, Femur superior: labelled grade/ })).toBeVisible();
  await clear(row.hipId);
});

test('a key accepts the model, the next unread hip opens, and the last quadrant opens the next hip if that is wanted', async ({
  page,
}) => {
  const { rows } = await study.client.hips.list({});
  await openLibrary(page);
  await page.getByRole('grid').press('Enter');
  await expect(page.getByText('1 of 8')).toBeVisible();
  await page.keyboard.press('a');
  await expect(page.getByRole('contentinfo')).toContainText('1 read');
  await expect(page.getByText('1 of 8')).toBeVisible();
  await readAll(rows[1].hipId, 1);
  await page.keyboard.press('u');
  await expect(page.getByText('3 of 8')).toBeVisible();
  await page.getByRole('checkbox', { name: /Open the next hip/ }).check();
  await page.keyboard.press('a');
  await expect(page.getByText('4 of 8')).toBeVisible();
  for (const { hipId } of rows.slice(0, 3)) await clear(hipId);
});

test('a setting that is changed while an older answer is on its way stays as it was chosen', async ({ page }) => {
  const [{ hipId }, other] = (await study.client.hips.list({})).rows;
  await study.client.settings.putReading({ ...(await study.client.settings.reading()), autoAdvance: false });
  await openLibrary(page);
  await page.getByRole('grid').press('Enter');
  const box = page.getByRole('checkbox', { name: /Open the next hip/ });
  await expect(box).not.toBeChecked();
  const asked = Promise.withResolvers<void>();
  const release = Promise.withResolvers<void>();
  const delivered = Promise.withResolvers<void>();
  await page.route(
    '**/settings/reading',
    async (route) => {
      const old = await route.fetch();
      asked.resolve();
      await release.promise;
      await route.fulfill({ response: old }).catch(() => undefined); // the page no longer waits for it
      delivered.resolve();
    },
    { times: 1 },
  );
  await readAll(other.hipId, 1); // the page sees that the study has changed, and asks for everything again
  await asked.promise;
  await box.check();
  const seen = await box.evaluateHandle((input: HTMLInputElement) => {
    const states = new Set<boolean>();
    const look = (): void => {
      states.add(input.checked);
      requestAnimationFrame(look);
    };
    look();
    return states;
  });
  release.resolve();
  await delivered.promise;
  await expect.poll(async () => (await study.client.settings.reading()).autoAdvance).toBe(true);
  await page.waitForTimeout(1000); // long enough for the page to ask again and be answered
  expect(await seen.evaluate((states) => [...states])).toEqual([true]);
  await clear(hipId);
  await clear(other.hipId);
});

test('readings and settings are undone and done again, on any screen and after a reload', async ({ page }) => {
  const [{ hipId }] = (await study.client.hips.list({})).rows;
  await openLibrary(page);
  await page.getByRole('grid').press('Enter');
  await expect(page.getByText('1 of 8')).toBeVisible();
  await page.keyboard.press('2');
  await page.keyboard.press('3');
  const chip = page.getByRole('button', { name: 'Femur inferior: read as grade 3' });
  await expect(chip).toHaveAttribute('aria-pressed', 'true');
  await page.reload();
  await expect(chip).toHaveAttribute('aria-pressed', 'true');
  await page.keyboard.press('Control+6');
  await page.keyboard.press('Control+z');
  await expect(page.getByText('Undone. Femur inferior: grade 3 → not read.')).toBeVisible();
  await expect(chip).toHaveAttribute('aria-pressed', 'false');
  await page.keyboard.press('Control+Shift+z');
  await expect(chip).toHaveAttribute('aria-pressed', 'true');
  await page.keyboard.press('Control+z');
  await expect(chip).toHaveAttribute('aria-pressed', 'false');
  const colours = page.getByRole('combobox', { name: 'Colours' });
  await colours.selectOption('viridis');
  await expect.poll(async () => (await study.client.settings.reading()).heat.map).toBe('viridis');
  await page.reload();
  await expect(colours).toHaveValue('viridis');
  await page.keyboard.press('Control+z');
  await expect(colours).toHaveValue('inferno');
  expect((await study.client.hips.case({ hipId })).row.reading['femur-inferior']).toEqual({ kind: 'missing' });
});

test('a weak model is chosen only after a warning, and two models’ grades never stand in one list', async ({ page }) => {
  await openLibrary(page);
  await expect(page.getByRole('row').nth(1)).toContainText('masked-resnet18-phantom 1.0.0');
  await page.keyboard.press('Control+,');
  const weak = page.getByRole('listitem').filter({ hasText: 'weak-model' });
  await expect(weak).toContainText('agrees hardly better than chance');
  await weak.getByRole('radio').click();
  const sheet = page.getByRole('dialog', { name: 'Use a weak model?' });
  await expect(sheet.getByRole('button', { name: 'Cancel' })).toBeFocused();
  await expectAccessible(page, 'sheet: use a weak model');
  await page.keyboard.press('Enter');
  await expect(sheet).toHaveCount(0);
  expect((await study.client.grading.model()).name).toBe('masked-resnet18-phantom');
  await expect(study.client.grading.choose({ name: 'weak-model' })).rejects.toMatchObject({ data: { code: 'model-weak' } });
  await weak.getByRole('radio').click();
  await sheet.getByRole('button', { name: 'Use it all the same' }).click();
  await expect.poll(async () => (await study.client.study.summary()).graded).toBe(0);
  const [{ hipId }] = (await study.client.hips.list({})).rows;
  for await (const _ of await study.client.grading.run({ hipIds: [hipId] }));
  const { rows } = await study.client.hips.list({});
  expect(rows.flatMap(({ gradedBy }) => gradedBy ?? [])).toEqual(['weak-model 1.0.0']);
  await page.keyboard.press('Control+1');
  await page.getByRole('grid').press('Enter');
  const gradings = page.getByRole('region', { name: 'Gradings of this hip' });
  await expect(gradings.getByRole('listitem')).toHaveCount(2);
  await expect(gradings).toContainText('masked-resnet18-phantom 1.0.0');
  await gradings.scrollIntoViewIfNeeded();
  await expectAccessible(page, 'case, two models have graded it');
  await page.keyboard.press('Control+z');
  await expect.poll(async () => (await study.client.study.summary()).graded).toBe(8);
});

test('any column sorts in both directions, and no column is cut at 1280 pixels', async ({ page }) => {
  await openLibrary(page);
  const headers = page.getByRole('columnheader').filter({ has: page.getByRole('button') });
  expect(await headers.count()).toBeGreaterThanOrEqual(12);
  for (const header of await headers.all()) {
    await header.getByRole('button').click();
    await expect(header).toHaveAttribute('aria-sort', /ascending|descending/);
    const first = await header.getAttribute('aria-sort');
    await header.getByRole('button').click();
    await expect(header).not.toHaveAttribute('aria-sort', first ?? '');
  }
  const grid = page.getByRole('grid', { name: 'Worklist' });
  expect(await grid.evaluate((element) => element.scrollWidth <= element.clientWidth)).toBe(true);
  const cut = await headers.evaluateAll((all) => {
    const right = all[0]?.closest('[role=grid]')?.getBoundingClientRect().right ?? 0;
    return all.filter((header) => header.getBoundingClientRect().right > right).length;
  });
  expect(cut).toBe(0);
  await page.getByRole('button', { name: 'Subject' }).first().click();
});

test('the palette shows what cannot run with its reason, and ? and F1 show all keys', async ({ page }) => {
  await openLibrary(page);
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: /Search commands/ }).fill('Grade ungraded');
  const entry = page.getByRole('option', { name: /Grade ungraded hips/ });
  await expect(entry).toHaveAttribute('aria-disabled', 'true');
  await expect(entry).toContainText('Every hip has grades of the chosen model.');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: /Search commands/ }).fill('Show all keys');
  await expect(page.getByRole('option')).toHaveCount(1);
  await page.keyboard.press('Escape');
  for (const key of ['?', 'F1']) {
    await page.keyboard.press(key);
    const sheet = page.getByRole('dialog', { name: 'Keys' });
    await expect(sheet).toContainText('Undo');
    await page.keyboard.press('Escape');
    await expect(sheet).toHaveCount(0);
  }
  for (const name of ['Check the data', 'Build a split', 'Show co-occurrence']) {
    await expect(page.getByRole('button', { name, exact: true })).toHaveText(/\w/);
  }
});

test('jobs show what they worked on, when and how long, and Enter does not stop one', async ({ page }) => {
  await openLibrary(page);
  await page.keyboard.press('Control+j');
  const sheet = page.getByRole('dialog', { name: 'Jobs of End to end' });
  await expect(sheet.getByText('masked-resnet18-phantom 1.0.0').first()).toBeVisible();
  await expect(sheet.getByText(/^Started/).first()).toBeVisible();
  await expect(sheet.getByText(/^Took/).first()).toBeVisible();
  await expect(sheet.getByRole('button', { name: 'Done' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(sheet).toHaveCount(0);
});

test('at 200% zoom every control can be reached', async ({ page }) => {
  const [{ hipId }] = (await study.client.hips.list({})).rows;
  await page.setViewportSize({ width: 640, height: 400 });
  await page.goto(study.address);
  await page.goto(`${study.origin}/#/${study.page.studyId()}/case/${encodeURIComponent(hipId)}`);
  const report = page.getByRole('button', { name: 'Export report' });
  await report.scrollIntoViewIfNeeded();
  await expect(report).toBeInViewport();
  await page.getByRole('button', { name: 'Femur superior: read as grade 1' }).scrollIntoViewIfNeeded();
  await expect(page.getByRole('button', { name: 'Femur superior: read as grade 1' })).toBeInViewport();
});

test('a report is previewed, with the reader’s grade as the final one, and comes as a file per subject', async ({ page }) => {
  const { rows } = await study.client.hips.list({});
  await readAll(rows[0].hipId, 0);
  await openLibrary(page);
  await page.keyboard.press('Control+Shift+a');
  await page.getByRole('button', { name: 'Export report' }).click();
  const sheet = page.getByRole('dialog', { name: 'Export report' });
  const preview = sheet.getByRole('table');
  await expect(preview.getByRole('row')).toHaveCount(9);
  await expect(preview.getByRole('img', { name: 'Reader, Femur superior: read as grade 0' }).first()).toBeVisible();
  const firstPage = sheet.getByRole('img', { name: /^The first page of the PDF/ });
  await expect(firstPage).toBeVisible({ timeout: 60_000 });
  const inked = await firstPage.evaluate((image: HTMLImageElement) => [image.naturalWidth, image.naturalHeight]);
  expect(inked).toEqual([1191, 1684]); // A4 at two pixels a point
  const { pdf } = await study.client.report.firstPage({ hipIds: rows.map(({ hipId }) => hipId), perSubject: true });
  expect(Buffer.from(pdf, 'base64').subarray(0, 5).toString()).toBe('%PDF-');
  expect(await study.client.report.list()).toEqual([]);
  await sheet.getByRole('radio', { name: 'One per subject' }).check({ force: true });
  await sheet.getByRole('button', { name: 'Write report' }).click();
  const written = page.getByRole('dialog', { name: 'Report written' });
  await expect(written.getByRole('link', { name: /Open PDF/ })).toHaveCount(2, { timeout: 120_000 });
  const [report] = await study.client.report.list();
  // Eight pages took 6.4 MB before their pictures were compressed and their outlines simplified.
  expect(report.files.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThan(1_400_000);
  await clear(rows[0].hipId);
});
