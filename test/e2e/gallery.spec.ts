// The gallery shows every module of ui and chart in both themes, without errors in the console.

import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test, type FrameLocator, type Page } from '@playwright/test';
import { createServer, type ViteDevServer } from 'vite';

const renderer = fileURLToPath(new URL('../../renderer', import.meta.url));

/** The modules that draw something, such as `ui/button`. */
const MODULES = ['ui', 'chart'].flatMap((folder) =>
  readdirSync(join(renderer, folder)).flatMap((name) => (name.endsWith('.tsx') ? [`${folder}/${name.slice(0, -4)}`] : [])),
);

let server: ViteDevServer;

test.beforeAll(async () => {
  server = await createServer({
    configFile: join(renderer, 'gallery/vite.config.ts'),
    server: { port: 0 },
    logLevel: 'error',
  });
  await server.listen();
});

test.afterAll(() => server.close());

for (const theme of ['dark', 'light'] as const) {
  test(
    `the gallery shows every control and chart in the ${theme} theme`,
    { tag: theme === 'dark' ? '@core' : [] },
    async ({ page }) => {
      const errors = collectErrors(page);
      await page.goto(server.resolvedUrls?.local.at(0) ?? '');
      const [sheet, parts] = [page.frameLocator(`[title="${theme} sheet"]`), page.frameLocator(`[title="${theme} parts"]`)];
      await expect(sheet.getByRole('dialog')).toBeVisible({ timeout: 45_000 });
      await expect(parts.locator('[data-module="train/run-log"]')).toBeVisible({ timeout: 45_000 });
      await expect(parts.locator('html')).toHaveAttribute('data-theme', theme);
      expect(missing(MODULES, [...(await shownIn(sheet)), ...(await shownIn(parts))])).toEqual([]);
      await expect(parts.getByRole('img', { name: /NaN|Infinity/ }).locator('polyline')).toHaveCount(3);
      expect(await parts.locator('polyline[points*=NaN], text[y=NaN]').count()).toBe(0);
      expect(errors).toEqual([]);
    },
  );
}

test('a section of the gallery shows the module that it names', { tag: '@core' }, () => {
  const imported = readdirSync(join(renderer, 'gallery'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.tsx'))
    .flatMap((name) => importsOf(join('gallery', name)));
  expect(missing(MODULES, imported)).toEqual([]);
});

test('a module without a section is reported', { tag: '@core' }, () => {
  expect(missing([...MODULES, 'ui/planted'], MODULES)).toEqual(['ui/planted']);
});

function missing(modules: readonly string[], shown: readonly string[]): string[] {
  return modules.filter((module) => !shown.includes(module));
}

/** Returns the modules whose section shows something. */
async function shownIn(frame: FrameLocator): Promise<string[]> {
  return frame.locator('[data-module]').evaluateAll((sections) =>
    sections.flatMap((section) => {
      const children = section.querySelectorAll('figure > div > *, dialog[open]');
      const seen = [...children].some((child) => child.getBoundingClientRect().height > 0);
      return seen ? [section.getAttribute('data-module') ?? ''] : [];
    }),
  );
}

function collectErrors(page: Page): string[] {
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') errors.push(message.text());
  });
  return errors;
}

/** Returns the modules of the renderer that a file imports, such as `ui/button`. */
function importsOf(file: string): string[] {
  const source = readFileSync(join(renderer, file), 'utf8');
  return [...source.matchAll(/from '(\.[^']+)\.tsx'/g)].map(([, name = '']) =>
    posix.join(posix.dirname(file.replaceAll('\\', '/')), name),
  );
}
