// Renders icon.svg to icon.png with Chromium: node resources/icons/render-icon.mjs [chromium]. Packaging makes the other formats of it.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const SIZE = 1024;
const here = fileURLToPath(new URL('.', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'osteograde-icon-'));
try {
  const page = join(folder, 'icon.html');
  const source = pathToFileURL(join(here, 'icon.svg')).href;
  writeFileSync(page, `<body style="margin:0"><img src="${source}" width="${SIZE}" height="${SIZE}" style="display:block">`);
  const done = spawnSync(
    process.argv[2] ?? 'chromium',
    [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      `--user-data-dir=${join(folder, 'profile')}`,
      '--default-background-color=00000000',
      `--window-size=${SIZE},${SIZE}`,
      `--screenshot=${join(here, 'icon.png')}`,
      pathToFileURL(page).href,
    ],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  );
  process.exitCode = done.status ?? 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
