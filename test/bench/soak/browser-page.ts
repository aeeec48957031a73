// A real page in Chromium, which shows the study that was opened last and is reloaded now and then.

import { existsSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { chromium } from '@playwright/test';

const DEBIAN_CHROMIUM = '/usr/bin/chromium';
const RELOAD_MS = 30_000;

/** Returns the errors that the page reported. */
export async function browse(address: string, untilMs: number): Promise<string[]> {
  const executablePath = existsSync(DEBIAN_CHROMIUM) ? { executablePath: DEBIAN_CHROMIUM } : {};
  const browser = await chromium.launch({ ...executablePath, args: ['--no-sandbox', '--disable-gpu'] });
  try {
    const page = await browser.newPage();
    const errors: string[] = [];
    page.on('pageerror', ({ message }) => errors.push(message));
    page.on('console', (message) => {
      if (message.type() === 'error') errors.push(message.text());
    });
    await page.goto(address);
    while (Date.now() < untilMs) {
      await pause(Math.min(RELOAD_MS, Math.max(0, untilMs - Date.now())));
      await page.reload();
    }
    return errors;
  } finally {
    await browser.close();
  }
}
