// Signing in: the token reaches the page and no one else.

import { expect } from '@playwright/test';
import { test } from './workstation.ts';

test(
  'the printed address signs a tab in, leaves no token in the address bar, and sets no cookie',
  { tag: '@core' },
  async ({ page, study }) => {
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await page.goto(study.address);
    await expect(page.getByRole('grid', { name: 'Worklist' })).toBeVisible();
    await expect(page.getByRole('img', { name: /Picture|hip/ }).first()).toHaveJSProperty('complete', true);
    expect(page.url()).toMatch(new RegExp(`^${study.origin}/#/[\\w-]+/library$`));
    expect(await page.context().cookies()).toEqual([]);
    const token = study.authorization.replace('Bearer ', '');
    expect(asked.filter((address) => address.includes(token))).toEqual([]);
    await page.reload();
    await expect(page.getByRole('grid', { name: 'Worklist' })).toBeVisible();
  },
);

test('a tab without the token asks for it and shows nothing of the study', { tag: '@core' }, async ({ page, study }) => {
  await page.goto(study.origin);
  const field = page.getByLabel('Access token');
  await field.fill('not the token of it');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByText(/refused this token/)).toBeVisible();
  await expect(page.getByText('End to end')).toHaveCount(0);
  await field.fill(study.authorization.replace('Bearer ', ''));
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('grid', { name: 'Worklist' })).toBeVisible();
});

test('the settings show the log, which tells of the refusal and names no patient', async ({ page, study }) => {
  await page.request.get(`${study.origin}/rpc/workstation/about`);
  await page.goto(study.address);
  await page.getByRole('link', { name: 'Settings' }).click();
  await page.getByRole('button', { name: 'Show log' }).click();
  const entries = page.getByRole('region', { name: 'Entries of the log' });
  await expect(entries).toContainText('refused request: 401 Unauthorized');
  await expect(entries).toContainText('job import ended: done');
  await expect(entries).not.toContainText(/PHANTOM|\.dcm/);
  await expect(page.getByText(`${study.home}/logs/osteograde.log`)).toBeVisible();
  await entries.scrollIntoViewIfNeeded();
});
