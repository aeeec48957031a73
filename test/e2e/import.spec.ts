// The import sheet: what was found, the two questions with their pictures, a table with unknown columns.

import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { ringsOfBothNumberings } from '../fixtures/hip-points.ts';
import { writeSmallCohortFile } from '../fixtures/cohort-file.ts';
import { expectAccessible } from './accessible.ts';
import { startStudy, test, type Study } from './workstation.ts';

// A separate study, so imports here do not change the lists of other tests.
let study: Study;
test.beforeAll(async () => {
  study = await startStudy();
});
test.afterAll(() => study.stop());

test('files are previewed, open questions come with pictures, and the reader maps an unrecognised table', async ({ page }) => {
  const folder = mkdtempSync(join(tmpdir(), 'osteograde-import-'));
  const [film] = readdirSync(study.cohort).filter((name) => name.endsWith('.dcm'));
  mkdirSync(join(folder, 'films'));
  const bytes = readFileSync(join(study.cohort, film));
  bytes[bytes.length - 1] ^= 1;
  writeFileSync(join(folder, 'films', 'doubtful.dcm'), bytes);
  writeFileSync(join(folder, 'films', 'doubtful.dcm.pts'), ringsOfBothNumberings());
  writeFileSync(join(folder, 'films', 'ours.csv'), 'patient;hip;oa;remark\nA1;R;yes;late\nA1;L;no;\n');
  await writeSmallCohortFile(join(folder, 'films', 'crops.h5'));

  await page.goto(study.address);
  await expect(page.getByRole('grid', { name: 'Worklist' })).toBeVisible();
  await page.keyboard.press('Control+i');
  const sheet = page.getByRole('dialog', { name: 'Import radiographs' });
  await sheet.getByLabel(/file or folder on the machine/).fill(join(folder, 'films'));
  await sheet.getByRole('button', { name: 'Continue' }).click();
  await expect(sheet.getByRole('region', { name: 'What was found' })).toContainText('2 crops of cohort files', {
    timeout: 60_000,
  });

  await expectAccessible(page, 'import, found files and questions');
  const start = sheet.getByRole('button', { name: /^Import/ });
  await expect(start).toBeDisabled();
  await expect(sheet.getByRole('img', { name: 'Right hip' })).toBeVisible();
  await sheet.getByRole('radio', { name: 'Renumbered' }).check();
  await expect(start).toBeEnabled();

  await sheet.getByLabel('Meaning of oa').selectOption({ label: 'any osteophyte (yes/no)' });
  await sheet.getByRole('button', { name: 'Apply this mapping' }).click();
  await expect(sheet.getByText('Labels for 2 joints, 0 of them with an image')).toBeVisible();
  await start.click();
  await expect(sheet.getByText('Finished')).toBeVisible({ timeout: 60_000 });
  await expectAccessible(page, 'import, finished');
});

test('a folder from which nothing can come in says so before it starts, and there is nothing to press', async ({ page }) => {
  const folder = mkdtempSync(join(tmpdir(), 'osteograde-import-'));
  const [film] = readdirSync(study.cohort).filter((name) => name.endsWith('.dcm'));
  const whole = readFileSync(join(study.cohort, film));
  writeFileSync(join(folder, 'cut.dcm'), whole.subarray(0, whole.length / 2));
  writeFileSync(join(folder, 'fake.png'), 'This is no picture.');
  await page.goto(study.address);
  await expect(page.getByRole('grid', { name: 'Worklist' })).toBeVisible();
  await page.keyboard.press('Control+i');
  const sheet = page.getByRole('dialog', { name: 'Import radiographs' });
  await sheet.getByLabel(/file or folder on the machine/).fill(folder);
  await sheet.getByRole('button', { name: 'Continue' }).click();
  await expect(sheet.getByText(/cut\.dcm is cut off: its pixels are not complete/)).toBeVisible({ timeout: 60_000 });
  await expect(sheet.getByText(/fake\.png has the name of a radiograph/)).toBeVisible();
  await expect(sheet.getByRole('button', { name: /^Import/ })).toBeDisabled();
  await expectAccessible(page, 'import, nothing can come in');
});
