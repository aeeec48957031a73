// The end-to-end tests drive Debian's Chromium, or else Playwright's own, against the real server.

import { existsSync } from 'node:fs';
import { defineConfig } from '@playwright/test';

const DEBIAN_CHROMIUM = '/usr/bin/chromium';

export default defineConfig({
  testDir: 'test/e2e',
  globalSetup: [
    './test/fixtures/required-tools.ts',
    './test/fixtures/own-temporary-folder.ts',
    './test/e2e/build-application.ts',
  ],
  outputDir: 'test-results',
  reporter: [['list']],
  // One worker, because the page, the server and the model share two cores.
  workers: 1,
  // Other programs may take most of the machine, and a limit should find what hangs, not what is slow.
  timeout: 180_000,
  expect: { timeout: 30_000 },
  use: {
    actionTimeout: 90_000,
    viewport: { width: 1280, height: 800 },
    screenshot: 'only-on-failure',
    trace: 'retain-on-failure',
    launchOptions: {
      executablePath: existsSync(DEBIAN_CHROMIUM) ? DEBIAN_CHROMIUM : undefined,
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--no-first-run',
      ],
    },
  },
});
