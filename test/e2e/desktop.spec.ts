// The built application in its real desktop window, driven by Playwright. Needs Electron's binary and a display.

import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { _electron, expect, test, type ElectronApplication, type Page } from '@playwright/test';

const root = fileURLToPath(new URL('../..', import.meta.url));
const obstacle = reasonToSkip();

let home = '';
let application: ElectronApplication | null = null;

test.skip(obstacle !== null, obstacle ?? '');

test.beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'osteograde-desktop-'));
  application = await _electron.launch({
    args: [root, `--user-data-dir=${join(home, 'browser')}`],
    env: { ...definedEnvironment(), OSTEOGRADE_HOME: home },
  });
});

test.afterAll(async () => {
  await application?.close();
  rmSync(home, { recursive: true, force: true });
});

test('opens on its own scheme with the workstation behind it', async () => {
  const page = await firstWindow();
  expect(page.url()).toMatch(/^osteograde:\/\/app\//);
  await expect(page.getByText(/not for diagnosis/i).first()).toBeVisible();
  const about = await page.evaluate(async () => {
    const response = await fetch('/rpc/workstation/about', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    });
    return { status: response.status, policy: response.headers.get('content-security-policy'), body: await response.text() };
  });
  expect(about.status).toBe(200);
  expect(about.policy).toContain("default-src 'none'");
  expect(about.body).toContain('"host":"desktop"');
});

test('gives the page neither Node nor the network', async () => {
  const page = await firstWindow();
  const seen = await page.evaluate(async () => ({
    node: ['require', 'process', 'module', 'Buffer'].filter((name) => name in globalThis),
    bridge: Object.keys(window.osteograde ?? {}).sort(),
    network: await fetch('https://example.org/').then(
      () => 'reached',
      () => 'refused',
    ),
    permission: (await navigator.permissions.query({ name: 'geolocation' })).state,
    window: window.open('https://example.org/') === null ? 'refused' : 'opened',
  }));
  expect(seen).toEqual({
    node: [],
    bridge: ['chooseFiles', 'chooseFolder', 'onCommand', 'openPath', 'openedFiles', 'revealInFolder'],
    network: 'refused',
    permission: 'denied',
    window: 'refused',
  });
});

test('stays on its own page', async () => {
  const page = await firstWindow();
  await page.evaluate(() => {
    const link = document.createElement('a');
    link.href = 'https://example.org/';
    document.body.append(link);
    link.click();
    link.remove();
  });
  await page.waitForTimeout(500); // a navigation would have started by now
  expect(page.url()).toMatch(/^osteograde:\/\/app\//);
});

test('sends menu commands to the page', async () => {
  const page = await firstWindow();
  await application?.evaluate(({ Menu }) => Menu.getApplicationMenu()?.getMenuItemById('settings.open')?.click());
  await expect.poll(() => page.url()).toContain('#/settings');
});

async function firstWindow(): Promise<Page> {
  if (application === null) throw new Error('The application did not start.');
  return application.firstWindow();
}

function definedEnvironment(): Record<string, string> {
  return Object.fromEntries(Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined));
}

/** Returns why the window cannot open here, or null if it can. */
function reasonToSkip(): string | null {
  const electron = dirname(createRequire(import.meta.url).resolve('electron/package.json'));
  if (!existsSync(join(electron, 'path.txt'))) return "Electron's binary is not installed";
  if (!existsSync(join(root, 'dist/electron/main.js'))) return 'the application is not built: run npm run build';
  const { DISPLAY, WAYLAND_DISPLAY } = process.env;
  if (process.platform === 'linux' && !DISPLAY && !WAYLAND_DISPLAY) return 'there is no display';
  if (process.getuid?.() === 0) return "Chromium's sandbox does not run as root";
  return null;
}
