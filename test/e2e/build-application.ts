// Before the tests, builds the pages if their source is newer than the last build, and the program if it was built before: it would run
// what was built rather than its source.

import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, createBuilder } from 'vite';

const root = fileURLToPath(new URL('../..', import.meta.url));

export default async function buildApplication(): Promise<void> {
  const [page, program] = ['dist/renderer/index.html', 'dist/main/cli.js'].map((path) => join(root, path));
  if (isOlder(page, ['renderer', 'main/contract', 'main/domain', 'main/hosts']))
    await build({ configFile: join(root, 'renderer', 'vite.config.ts'), logLevel: 'error' });
  if (program !== undefined && existsSync(program) && isOlder(program, ['main', 'electron'])) {
    const builder = await createBuilder({ configFile: join(root, 'vite.main.config.ts'), logLevel: 'error' });
    await builder.buildApp();
  }
}

/** True if the file is missing, or older than the newest change in these folders. */
function isOlder(built: string | undefined, folders: readonly string[]): boolean {
  if (built === undefined || !existsSync(built)) return true;
  const files = folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) => join(root, folder, name)),
  );
  return files.some((file) => statSync(file).mtimeMs > statSync(built).mtimeMs);
}
