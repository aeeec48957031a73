// A damaged study or key table, restored by the reader in the page.

import { statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { expectAccessible } from './accessible.ts';
import { startStudy, type Study } from './workstation.ts';

let study: Study;

test.beforeAll(async () => {
  study = await startStudy();
});

test.afterAll(async () => {
  await study.stop();
});

test('a study whose database was cut is restored in the page, with its reading', { tag: '@core' }, async ({ page }) => {
  const { client } = study;
  const opened = await client.studies.newest();
  if (opened === null) throw new Error('No study is open.');
  await expect.poll(async () => (await client.studies.backups({ folder: opened.folder })).length).toBe(1);
  const { rows } = await client.hips.list({});
  const [{ hipId }] = rows;
  await client.reading.save({ hipId, quadrant: 'femur-superior', label: { kind: 'graded', grade: 3 } });
  await client.studies.close({ id: opened.id });
  const database = join(opened.folder, 'study.sqlite');
  truncateSync(database, statSync(database).size - 4096);
  await page.goto(study.address);
  await page.getByRole('button', { name: opened.folder }).click();
  const sheet = page.getByRole('dialog', { name: 'This study is damaged' });
  await expect(sheet.getByRole('alert')).toContainText('parts of it cannot be read');
  await expect(sheet.getByRole('listitem')).toContainText('whole');
  await expectAccessible(page, 'sheet: damaged study');
  await sheet.getByRole('button', { name: 'Restore the newest whole backup' }).click();
  const restored = page.getByRole('dialog', { name: 'The study is restored' });
  await expect(restored).toContainText('1 reading made after the backup: read from the damaged database and saved again.');
  await expectAccessible(page, 'sheet: restored study');
  await restored.getByRole('button', { name: 'Open the study' }).click();
  await expect(page.getByRole('contentinfo')).toContainText('1 partly');
  expect((await client.hips.case({ hipId })).row.reading['femur-superior']).toEqual({ kind: 'graded', grade: 3 });
  const actions = (await client.reading.history({ hipId })).map(({ why }) => why);
  expect(actions).toContain('Saved again from the damaged database when the study was restored');
});

test('a study whose key table was cut opens for reading, and its backup is offered at once and in the top bar', async ({
  page,
}) => {
  const { client } = study;
  const opened = await client.studies.newest();
  if (opened === null) throw new Error('No study is open.');
  await client.studies.close({ id: opened.id });
  truncateSync(join(opened.folder, 'identities.sqlite'), 5000);
  await page.goto(study.address);
  await page.getByRole('button', { name: opened.folder }).click();
  const sheet = page.getByRole('dialog', { name: 'This study is damaged' });
  await expect(sheet.getByRole('alert')).toContainText('key table');
  await sheet.getByRole('button', { name: 'Cancel' }).click();
  await expect(page.getByRole('contentinfo')).toContainText('8 hips');
  await expectAccessible(page, 'library of a damaged study');
  await page.getByRole('button', { name: 'Damaged: restore' }).click();
  await sheet.getByRole('button', { name: 'Restore the newest whole backup' }).click();
  const restored = page.getByRole('dialog', { name: 'The study is restored' });
  await expect(restored).toContainText('The key table was restored from the backup');
  await restored.getByRole('button', { name: 'Open the study' }).click();
  await expect(page.getByRole('button', { name: 'Damaged: restore' })).toHaveCount(0);
  expect((await client.studies.newest())?.readOnly).toBeNull();
  expect((await client.study.keyTable()).subjects).toBe(2);
});
