// Takes the README's picture of the case screen: `npm run docs:picture`, after `npm run build`. Needs Chromium and pngquant.

import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chromium } from '@playwright/test';
import { startWorkstation } from '../../test/e2e/workstation.ts';

const PICTURE = fileURLToPath(new URL('../images/case.png', import.meta.url));
const DEBIAN_CHROMIUM = '/usr/bin/chromium';
/** Drawing, importing and grading the demo study takes a minute, more on a busy machine. */
const DEMO_MS = 400_000;

const workstation = await startWorkstation();
const browser = await chromium.launch({
  executablePath: existsSync(DEBIAN_CHROMIUM) ? DEBIAN_CHROMIUM : undefined,
  args: ['--no-sandbox', '--disable-gpu'],
});
try {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  await page.goto(workstation.address);
  await page.getByRole('button', { name: 'Open the demo study' }).click();
  await page.getByRole('grid', { name: 'Worklist' }).waitFor({ timeout: DEMO_MS });
  await page.getByRole('button', { name: 'Open case' }).click();
  await page.getByRole('application').waitFor();
  await page.keyboard.press('h');
  await page.getByText('Femur').nth(1).hover();
  await page.waitForLoadState('networkidle');
  await page.screenshot({ path: PICTURE, animations: 'disabled' });
} finally {
  await browser.close();
  await workstation.stop();
}
// Few colours keep the file below 300 kB; the radiograph's own noise hides them.
execFileSync('pngquant', ['--force', '--ext', '.png', '--speed', '1', '56', PICTURE]);
