// WCAG 2.2 AA, as far as axe can tell, of what a page shows now.

import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

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
  }
  await putTheme(page, before);
}

async function putTheme(page: Page, theme: string): Promise<void> {
  await page.evaluate((chosen) => {
    document.documentElement.dataset['theme'] = chosen;
  }, theme);
}
