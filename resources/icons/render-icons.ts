// Draws the icons in every size that desktops ask for: node resources/icons/render-icons.ts. The drawings are committed, because packaging
// must not need a browser. Small sizes come from the page's icon, which has fewer lines.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from '@playwright/test';

const SMALL = [16, 24, 32];
const LARGE = [48, 64, 128, 256, 512, 1024];

const folder = fileURLToPath(new URL('.', import.meta.url));
const small = readFileSync(join(folder, '../../renderer/icon.svg'), 'utf8');
const large = readFileSync(join(folder, 'icon.svg'), 'utf8');

const browser = await chromium.launch({ executablePath: process.argv[2] ?? '/usr/bin/chromium' });
const page = await browser.newPage();
for (const size of [...SMALL, ...LARGE]) {
  await page.setViewportSize({ width: size, height: size });
  const drawing = SMALL.includes(size) ? small : large;
  await page.setContent(`<style>body { margin: 0 } svg { display: block; width: ${size}px }</style>${drawing}`);
  writeFileSync(join(folder, `${size}x${size}.png`), await page.screenshot({ omitBackground: true }));
}
await browser.close();
