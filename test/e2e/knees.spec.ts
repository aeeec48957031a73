// A study of knees: named as knees everywhere, read by keyboard, with the failed trials of the model's maps beside them, and reported.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type Locator, type Page } from '@playwright/test';
import { bothKnees } from '../fixtures/knee-film.ts';
import { expectAccessible } from './accessible.ts';
import { expectAsksBeforeLeaving, holdFirst, finish, startWorkstation, test, type RunningWorkstation } from './workstation.ts';

let workstation: RunningWorkstation;

test.setTimeout(400_000);

test.beforeAll(async () => {
  test.setTimeout(400_000);
  workstation = await startWorkstation();
  const { client, home } = workstation;
  const films = join(home, 'films');
  mkdirSync(films);
  for (const subject of ['7000001', '7000002']) writeFileSync(join(films, `${subject}.dcm`), bothKnees(subject));
  await client.studies.create({ name: 'Knees', folder: null });
  await finish(await client.study.import({ paths: [films], upload: null, spacingMm: null }));
  await finish(await client.grading.run({ hipIds: [] }));
});

test.afterAll(() => workstation.stop());

test(
  'a study of knees is called so, names the model of each grade, and counts what was read',
  { tag: '@core' },
  async ({ page }) => {
    await page.goto(workstation.address);
    const list = page.getByRole('grid', { name: 'Worklist' });
    await expect(list.locator('[data-index]').first()).toContainText('knee-mobilenet-three');
    await expect(page.getByText('4 knees', { exact: true })).toBeVisible();
    await expect(page.getByRole('contentinfo')).toContainText('4 knees · 0 read');
    await expect(page.getByText(/\d hips?\b/)).toHaveCount(0);
    const mark = list.getByText(/^KL \d$/).first();
    expect(await mark.evaluate((element) => element.scrollWidth <= element.clientWidth)).toBe(true);
    const together = page.getByRole('button', { name: 'Show co-occurrence' });
    await expect(together).toBeDisabled();
    await expect(together).toHaveAttribute('title', 'It compares the quadrants of hips, and this study has only knees.');
    await expectAccessible(page, 'library of knees');
    await list.press('Enter');
    await expect(page.getByRole('application').getByText(/^Zoom/)).toBeVisible();
    await page.keyboard.press('3');
    await expect(page.getByRole('contentinfo')).toContainText('4 knees · 1 read');
    await page.keyboard.press('Control+z');
    await expect(page.getByText('Undone. KL grade: KL 3, moderate → not read.')).toBeVisible();
    await expect(page.getByRole('contentinfo')).toContainText('4 knees · 0 read');
    await page.keyboard.press('Control+Shift+Z');
    await expect(page.getByRole('contentinfo')).toContainText('4 knees · 1 read');
    await page.keyboard.press('Delete');
    await expect(page.getByRole('contentinfo')).toContainText('4 knees · 0 read');
  },
);

test(
  'keys that follow a step grade the knee that it leads to, also while that knee is loading',
  { tag: '@core' },
  async ({ page }) => {
    const { client } = workstation;
    const { rows } = await client.hips.list({});
    const [first, next] = rows;
    const loaded = Promise.withResolvers<void>();
    await page.route('**/rpc/*/case', async (route) => {
      if ((route.request().postData() ?? '').includes(next.hipId)) await loaded.promise;
      await route.continue();
    });
    await page.goto(workstation.address);
    await page.goto(`${workstation.origin}/#/${workstation.page.studyId()}/case/${encodeURIComponent(first.hipId)}`);
    await expect(page.getByRole('application')).toHaveAttribute('data-hip', first.hipId);
    await expect(page.getByRole('complementary')).toContainText('1 of 4');
    for (const key of ['j', '1', '3']) await page.keyboard.press(key);
    await expect(page.getByText('Loading', { exact: false }).first()).toBeVisible();
    loaded.resolve();
    const readingOf = async (hipId: string) => (await client.hips.case({ hipId })).row;
    await expect.poll(async () => (await readingOf(next.hipId)).knee?.reading).toEqual({ kind: 'graded', grade: 3 });
    expect((await readingOf(first.hipId)).knee?.reading).toEqual({ kind: 'missing' });
    // No key was taken for a quadrant of a hip.
    expect(Object.values((await readingOf(next.hipId)).reading).map(({ kind }) => kind)).toEqual(Array(4).fill('missing'));
    await page.keyboard.press('u');
    await expect(page).not.toHaveURL(new RegExp(`${encodeURIComponent(next.hipId).replaceAll('|', '.')}$`));
    await client.knees.read({ hipId: next.hipId, label: { kind: 'missing' } });
  },
);

test('of three fast keys the last is stored, although the first request is slow and the knee was left', async ({ page }) => {
  const hipId = await openKnee(page);
  const saves = await holdFirst(page, '**/knees/read');
  for (const grade of ['1', '2', '3']) await page.keyboard.press(grade);
  await expect(gradeButton(page, 3)).toHaveAttribute('aria-pressed', 'true');
  await expect(page.getByRole('contentinfo')).toContainText('Saving…');
  await page.keyboard.press('j');
  await expect(page.getByRole('application')).not.toHaveAttribute('data-hip', hipId);
  saves.release();
  await expect.poll(() => storedReading(hipId)).toEqual({ kind: 'graded', grade: 3 });
  expect(saves.count()).toBe(2);
  await workstation.client.knees.read({ hipId, label: { kind: 'missing' } });
});

test('a grade that cannot be saved is shown, survives a change of knees, and is saved on request', async ({ page }) => {
  const hipId = await openKnee(page);
  await page.route('**/knees/read', (route) => route.abort());
  await page.keyboard.press('2');
  await expect(page.getByRole('alert')).toContainText('The grade is not saved.');
  await expect(gradeButton(page, 2)).toHaveAttribute('aria-pressed', 'true');
  expect(await storedReading(hipId)).toEqual({ kind: 'missing' });
  await expectAccessible(page, 'case of a knee, a reading is not saved');
  await expectAsksBeforeLeaving(page);
  await page.keyboard.press('j');
  await expect(page.getByRole('application')).not.toHaveAttribute('data-hip', hipId);
  await expect(page.getByRole('alert')).toHaveCount(0);
  await page.getByRole('contentinfo').getByRole('button', { name: '1 reading not saved' }).click();
  await expect(page.getByRole('application')).toHaveAttribute('data-hip', hipId);
  await page.unroute('**/knees/read');
  await page.keyboard.press('Control+s');
  await expect(page.getByRole('alert')).toHaveCount(0);
  await expect.poll(() => storedReading(hipId)).toEqual({ kind: 'graded', grade: 2 });
  await workstation.client.knees.read({ hipId, label: { kind: 'missing' } });
});

test('a map that failed its trials is shown with what it failed, and the report with the reader’s grade as the final one', async ({
  page,
}) => {
  const { client } = workstation;
  const [{ hipId }] = (await client.hips.list({})).rows;
  await page.goto(workstation.address);
  await page.goto(`${workstation.origin}/#/${workstation.page.studyId()}/case/${encodeURIComponent(hipId)}`);
  const panel = page.getByRole('complementary');
  await expect(panel.getByText(/^This map failed: repeatability \(\d\.\d\d, at least 0\.8 wanted\)/)).toBeVisible();
  await expect(panel.getByText(/^This map failed: erased joint/)).toBeVisible();
  await expect(panel.getByRole('combobox', { name: 'Show on the film' })).toHaveValue('grad-cam');
  // What only films of hips have is off, and says why.
  for (const name of ['Measure a distance', 'Beside it: the other side', 'Landmarks']) {
    const button = page.getByRole('toolbar').getByRole('button', { name });
    await expect(button).toBeDisabled();
    await expect(button).toHaveAttribute('title', 'Only films of hips have this.');
  }
  for (const key of ['3', '4']) await page.keyboard.press(key);
  await expect(panel.getByText('The model and your grade differ by more than one grade.')).toBeVisible();
  await panel.getByText(/^History/).click();
  await expect(panel.getByRole('list', { name: 'Changes, newest first' }).getByRole('listitem').first()).toContainText(
    'KL grade: grade 3 → grade 4',
  );
  await panel.getByRole('textbox', { name: 'Reason of the last change' }).fill('Bone on bone');
  await page.keyboard.press('Enter');
  await expect(panel.getByText('Reason: Bone on bone')).toBeVisible();
  await expectAccessible(page, 'case of a knee');
  await page.keyboard.press('Control+e');
  const sheet = page.getByRole('dialog', { name: 'Export report' });
  await expect(sheet.getByRole('row').nth(1)).toContainText('KL 4');
  await expect(sheet.getByRole('row').nth(1)).toContainText('KL grade');
  await sheet.getByRole('radio', { name: 'Both knees' }).check();
  await expect(sheet.getByRole('row')).toHaveCount(3);
  await expectAccessible(page, 'sheet: report on knees');
  await sheet.getByRole('button', { name: 'Write report' }).click();
  await expect(page.getByRole('dialog', { name: 'Report written' })).toContainText('The report covers 2 knees.', {
    timeout: 60_000,
  });
});

/** Opens the first knee of the worklist, and returns its id. */
async function openKnee(page: Page): Promise<string> {
  const [{ hipId }] = (await workstation.client.hips.list({})).rows;
  await page.goto(workstation.address);
  await page.goto(`${workstation.origin}/#/${workstation.page.studyId()}/case/${encodeURIComponent(hipId)}`);
  await expect(page.getByRole('application')).toHaveAttribute('data-hip', hipId);
  await expect(gradeButton(page, 0)).toBeVisible();
  return hipId;
}

function gradeButton(page: Page, grade: number): Locator {
  return page.getByRole('button', { name: `Kellgren-Lawrence grade ${grade}` });
}

async function storedReading(hipId: string): Promise<unknown> {
  return (await workstation.client.hips.case({ hipId })).row.knee?.reading;
}
