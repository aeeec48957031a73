// Several pages: on one study they see each other's readings, on two studies they never meet. A closed study stops its pages.

import { expect, type Page } from '@playwright/test';
import { expectAccessible } from './accessible.ts';
import { expectAsksBeforeLeaving, holdFirst, startStudy, test, type Study } from './workstation.ts';

/** Another page's change shows within a second. A busy machine gets a little longer. */
const SOON = { timeout: 3000 };

let study: Study;
let hipId: string;

test.beforeAll(async () => {
  study = await startStudy();
  [{ hipId }] = (await study.client.hips.list({ side: ['right'] })).rows;
});

test.afterAll(() => study.stop());

test('two pages on one study see each other’s readings within a second, without a click', async ({ page, context }) => {
  const other = await context.newPage();
  await openCase(page);
  await openCase(other);
  await page.keyboard.press('1');
  await page.keyboard.press('3');
  await expect(chip(other, 'Femur superior', 3)).toHaveAttribute('aria-pressed', 'true', SOON);
  await expect(other.getByRole('contentinfo')).toContainText('1 partly', SOON);
  await other.keyboard.press('1');
  await other.keyboard.press('Delete');
  await expect(chip(page, 'Femur superior', 3)).toHaveAttribute('aria-pressed', 'false', SOON);
});

test(
  'a key is stored in the study of its page, whatever study another page opens',
  { tag: '@core' },
  async ({ page, context }) => {
    await openCase(page);
    await expect(page).toHaveTitle(/^PHANTOM-.*, right hip · End to end · Osteograde$/);
    const other = await context.newPage();
    await createStudy(other, 'Second study');
    await expect(other).toHaveTitle('Library · Second study · Osteograde');
    await expect(other.getByRole('heading', { name: 'This study has no hips yet' })).toBeVisible();
    await page.keyboard.press('3');
    await page.keyboard.press('3');
    await expect.poll(() => stored('acetabulum-superior')).toEqual({ kind: 'graded', grade: 3 });
    await expect(page.getByRole('banner')).toContainText('End to end');
    await page.reload();
    await expect(chip(page, 'Acetabulum superior', 3)).toHaveAttribute('aria-pressed', 'true');
    // A page whose address names no study takes the newest one.
    const third = await context.newPage();
    await third.goto(study.address);
    await expect(third).toHaveTitle('Library · Second study · Osteograde');
  },
);

test('a page whose study is closed says so, saves nothing, and can open it again', async ({ page, context }) => {
  await openCase(page);
  const other = await context.newPage();
  await openCase(other);
  await runCommand(other, 'Close this study');
  await other.getByRole('dialog').getByRole('button', { name: 'Close study' }).click();
  await expect(other).toHaveTitle('Library · Second study · Osteograde');
  await expect(page.getByRole('heading', { name: 'End to end is closed' })).toBeVisible();
  await expect(page.getByRole('application')).toHaveCount(0);
  await expectAccessible(page, 'closed study');
  const saves: string[] = [];
  page.on('request', (request) => {
    if (request.url().includes('/reading/save')) saves.push(request.url());
  });
  await page.keyboard.press('2');
  await page.keyboard.press('2');
  await page.getByRole('button', { name: 'Open it again' }).click();
  await expect(page.getByRole('application')).toBeVisible();
  expect(saves).toEqual([]);
  expect(await stored('femur-inferior')).toEqual({ kind: 'missing' });
  await page.keyboard.press('2');
  await page.keyboard.press('2');
  await expect.poll(() => stored('femur-inferior')).toEqual({ kind: 'graded', grade: 2 });
});

test('of three fast keys the last is stored, although the first request is slow', async ({ page }) => {
  await openCase(page);
  const saves = await holdFirst(page, '**/reading/save');
  for (const grade of ['1', '2', '3']) {
    await page.keyboard.press('4');
    await page.keyboard.press(grade);
  }
  await expect(chip(page, 'Acetabulum inferior', 3)).toHaveAttribute('aria-pressed', 'true');
  await expect(page.getByRole('contentinfo')).toContainText('Saving…');
  // Leaving the hip does not stop its readings.
  await page.keyboard.press('s');
  await expect(page.getByRole('radio', { name: 'Left hip' })).toBeChecked();
  saves.release();
  await expect.poll(() => stored('acetabulum-inferior')).toEqual({ kind: 'graded', grade: 3 });
  expect(saves.count()).toBe(2);
});

test('a reading that cannot be saved is marked at its cell, survives a change of hips, and is saved on request', async ({
  page,
}) => {
  await openCase(page);
  await page.route('**/reading/save', (route) => route.abort());
  await page.keyboard.press('1');
  await page.keyboard.press('2');
  const cell = page.getByRole('group', { name: '1, Femur superior' });
  await expect(cell.getByText('Not saved')).toBeVisible();
  await expect(page.getByRole('alert')).toContainText('Femur superior: the reading is not saved.');
  await expect(chip(page, 'Femur superior', 2)).toHaveAttribute('aria-pressed', 'true');
  expect(await stored('femur-superior')).toEqual({ kind: 'missing' });
  await expectAccessible(page, 'case, a reading is not saved');
  await expectAsksBeforeLeaving(page);
  await page.keyboard.press('s');
  await expect(page.getByRole('radio', { name: 'Left hip' })).toBeChecked();
  await page.getByRole('contentinfo').getByRole('button', { name: '1 reading not saved' }).click();
  await expect(page.getByRole('radio', { name: 'Right hip' })).toBeChecked();
  await page.unroute('**/reading/save');
  await page.keyboard.press('Control+s');
  await expect(cell.getByText('Not saved')).toHaveCount(0);
  expect(await stored('femur-superior')).toEqual({ kind: 'graded', grade: 2 });
});

test('a page that the server refuses says so, and continues with the token of the restarted server', async ({ page }) => {
  await openCase(page);
  const asked: string[] = [];
  await page.route('**/rpc/**', async (route) => {
    const { authorization = '' } = await route.request().allHeaders();
    asked.push(authorization);
    if (authorization === study.authorization) await route.fulfill({ status: 401, json: {} });
    else await route.continue({ headers: { ...(await route.request().allHeaders()), authorization: study.authorization } });
  });
  await expect(page.getByRole('heading', { name: 'Osteograde does not accept this page any more' })).toBeVisible();
  await expectAccessible(page, 'refused page');
  const place = page.url();
  await page.goto(`${study.origin}/#token=another-token-of-a-server`);
  await expect(page.getByRole('application')).toBeVisible();
  expect(asked).toContain('Bearer another-token-of-a-server');
  expect(page.url()).toBe(place);
});

test('a study that can only be read says so, and takes no reading', async ({ page }) => {
  const reason = 'This study was made by a newer version. It can only be read.';
  await page.route('**/study/summary', async (route) => {
    const response = await route.fetch();
    const answer = await response.json();
    await route.fulfill({ response, json: { ...answer, json: { ...answer.json, readOnly: reason } } });
  });
  const saves: string[] = [];
  page.on('request', (request) => {
    if (request.url().includes('/reading/save')) saves.push(request.url());
  });
  await openCase(page);
  await expect(page.getByRole('banner').getByText('Read-only')).toHaveAttribute('title', reason);
  await expect(page.getByText(reason)).toBeVisible();
  await expect(chip(page, 'Femur superior', 1)).toBeDisabled();
  await expectAccessible(page, 'case of a study that can only be read');
  await page.keyboard.press('1');
  await page.keyboard.press('1');
  await page.keyboard.press('Control+1');
  await expect(page.getByRole('button', { name: 'Import radiographs' })).toBeDisabled();
  expect(saves).toEqual([]);
});

async function openCase(page: Page): Promise<void> {
  await page.goto(study.address);
  await page.goto(`${study.origin}/#/${study.page.studyId()}/case/${encodeURIComponent(hipId)}`);
  await expect(page.getByRole('application').getByText(/^Zoom/)).toBeVisible();
}

async function runCommand(page: Page, title: string): Promise<void> {
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'Search commands and subjects' }).fill(title);
  await page.getByRole('option', { name: title }).first().click();
}

async function createStudy(page: Page, name: string): Promise<void> {
  await page.goto(study.address);
  await expect(page.getByRole('grid', { name: 'Worklist' })).toBeVisible();
  await runCommand(page, 'Create a study');
  await page.getByRole('textbox', { name: 'Name' }).fill(name);
  await page.getByRole('button', { name: 'Create study' }).click();
  await expect(page.getByRole('dialog', { name: 'Import radiographs' })).toBeVisible();
  await page.keyboard.press('Escape');
}

function chip(page: Page, quadrant: string, grade: number) {
  return page.getByRole('button', { name: `${quadrant}: read as grade ${grade}` });
}

/** Returns the reading of a quadrant as the study holds it. */
async function stored(quadrant: 'femur-superior' | 'femur-inferior' | 'acetabulum-superior' | 'acetabulum-inferior') {
  const { row } = await study.client.hips.case({ hipId });
  return row.reading[quadrant];
}
