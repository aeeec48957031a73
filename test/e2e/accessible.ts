// WCAG 2.2 AA, as far as axe can tell, of what a page shows now, and a picture of it for the eye.

import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** A folder for pictures of every state that axe looks at, in both themes and both sizes. */
const PICTURES = process.env['OSTEOGRADE_SCREENSHOTS'];
const SIZES = [
  { width: 1280, height: 800 },
  { width: 2560, height: 1440 },
];

/** Expects that axe finds nothing, in both themes. Leaves the page in the theme that it had. The test continues after a find. */
export async function expectAccessible(page: Page, state: string): Promise<void> {
  // Colours on their way from one theme to the other are no colours of either.
  await page.emulateMedia({ reducedMotion: 'reduce' });
  const before = await page.evaluate(() => document.documentElement.dataset['theme'] ?? 'dark');
  for (const theme of ['dark', 'light']) {
    await putTheme(page, theme);
    const { violations } = await new AxeBuilder({ page }).withTags(TAGS).analyze();
    const found = violations.flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')} ${failureSummary}`),
    );
    expect.soft(found, `${state}, ${theme}`).toEqual([]);
    if (PICTURES !== undefined) await takePictures(page, PICTURES, `${state}, ${theme}`);
  }
  await putTheme(page, before);
}

async function takePictures(page: Page, folder: string, name: string): Promise<void> {
  const before = page.viewportSize();
  for (const size of SIZES) {
    await page.setViewportSize(size);
    await page.waitForTimeout(500); // the film is drawn again
    await page.screenshot({ path: join(folder, `${name.replaceAll(/[^a-z0-9]+/gi, '-')}-${size.width}.png`) });
  }
  if (before !== null) await page.setViewportSize(before);
}

async function putTheme(page: Page, theme: string): Promise<void> {
  await page.evaluate((chosen) => {
    document.documentElement.dataset['theme'] = chosen;
  }, theme);
}
