// Before the tests, builds the pages if their source is newer than the last build.

import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const root = fileURLToPath(new URL('../..', import.meta.url));

export default async function buildRenderer(): Promise<void> {
  const page = join(root, 'dist', 'renderer', 'index.html');
  if (existsSync(page) && statSync(page).mtimeMs >= newestOf(['renderer', 'main/contract', 'main/domain', 'main/hosts'])) return;
  await build({ configFile: join(root, 'renderer', 'vite.config.ts'), logLevel: 'error' });
}

/** Returns the time of the newest change in these folders. */
function newestOf(folders: readonly string[]): number {
  const files = folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) => join(root, folder, name)),
  );
  return Math.max(...files.map((file) => statSync(file).mtimeMs));
}
