// Measures in the real page how long a list of 100,000 hips takes from a jump to drawn rows.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { chromium, type Page } from '@playwright/test';
import { seededRandom } from '../../../main/domain/random.ts';
import buildApplication from '../../e2e/build-application.ts';
import type { Timing } from './timing.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const DEBIAN_CHROMIUM = '/usr/bin/chromium';
const JUMPS = 40;

/** Serves the study, opens it in Chromium and jumps in both layouts. Returns milliseconds of the page's clock. */
export async function measureScrolling(study: string, home: string): Promise<Timing[]> {
  await buildApplication();
  const server = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', `${root}/main/hosts/cli.ts`, 'serve', '--home', home, '--study', study],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const executablePath = existsSync(DEBIAN_CHROMIUM) ? { executablePath: DEBIAN_CHROMIUM } : {};
  const browser = await chromium.launch({ ...executablePath, args: ['--no-sandbox', '--disable-gpu'] });
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    await page.goto(await addressOf(server.stdout));
    await page.getByRole('grid', { name: 'Worklist' }).locator('[aria-current]').waitFor({ timeout: 120_000 });
    const table = await jumps(page, { scroller: '[role=grid]', rows: '[data-index]:has(img)', visible: 15 });
    await page.getByRole('radio', { name: 'Thumbnails' }).check({ force: true });
    await page.getByRole('listbox', { name: 'Worklist' }).getByRole('option').first().waitFor();
    const grid = await jumps(page, { scroller: '[role=listbox][aria-label=Worklist]', rows: '[role=option]', visible: 15 });
    const drag = await frames(page);
    return [
      { kind: 'jump to rows drawn, table', milliseconds: table, processor: table },
      { kind: 'jump to rows drawn, thumbnails', milliseconds: grid, processor: grid },
      { kind: 'frame while dragging, thumbnails', milliseconds: drag, processor: drag },
    ];
  } finally {
    await browser.close();
    server.kill('SIGTERM');
    await once(server, 'exit');
  }
}

async function addressOf(output: NodeJS.ReadableStream): Promise<string> {
  for await (const line of createInterface({ input: output })) {
    const address = /http:\/\/\S+/.exec(line)?.[0];
    if (address !== undefined) return address;
  }
  throw new Error('The server ended without printing an address.');
}

interface List {
  readonly scroller: string;
  /** Selects rows that show their content. */
  readonly rows: string;
  /** How many rows fill the screen. */
  readonly visible: number;
}

/** The time from setting the scroll position to the first frame whose rows show their content. */
async function jumps(page: Page, list: List): Promise<number[]> {
  const random = seededRandom(11);
  const positions = Array.from({ length: JUMPS }, () => random.next());
  return page.evaluate(
    async ({ list: { scroller, rows, visible }, positions: shares }) => {
      const element = document.querySelector(scroller);
      if (element === null) throw new Error('The page shows no list.');
      const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
      const drawn = (): boolean => {
        const view = element.getBoundingClientRect();
        const shown = [...element.querySelectorAll(rows)].filter((row) => {
          const box = row.getBoundingClientRect();
          return box.bottom > view.top && box.top < view.bottom;
        });
        return shown.length >= visible;
      };
      const times: number[] = [];
      for (const share of shares) {
        const began = performance.now();
        element.scrollTop = share * (element.scrollHeight - element.clientHeight);
        await frame();
        while (!drawn() && performance.now() - began < 10_000) await frame();
        times.push(performance.now() - began);
        await new Promise((resolve) => setTimeout(resolve, 150));
      }
      return times;
    },
    { list, positions },
  );
}

/** The time between frames while the list scrolls by a third of a screen per frame. */
async function frames(page: Page): Promise<number[]> {
  return page.evaluate(async () => {
    const element = document.querySelector('[role=listbox][aria-label=Worklist]');
    if (element === null) throw new Error('The page shows no list.');
    const times: number[] = [];
    let last = performance.now();
    for (let i = 0; i < 120; i++) {
      element.scrollTop += element.clientHeight / 3;
      await new Promise((resolve) => requestAnimationFrame(resolve));
      const now = performance.now();
      times.push(now - last);
      last = now;
    }
    return times;
  });
}
