// A missing tool must fail the run in CI, and only there.

import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Runs the setup of the test run with no command on the path. */
function runWithoutTools(ci: string): { readonly code: number | null; readonly stderr: string } {
  const script = `import('./test/fixtures/required-tools.ts').then(({ default: requireTools }) => requireTools())`;
  const env = { ...process.env, PATH: '/nowhere', CI: ci };
  const { status, stderr } = spawnSync(process.execPath, ['-e', script], { cwd: root, env, encoding: 'utf8' });
  return { code: status, stderr };
}

it('a missing tool fails the run in CI and is named', () => {
  const { code, stderr } = runWithoutTools('true');
  expect(code).toBe(1);
  for (const tool of ['pdftoppm', 'dcmdump', 'chromium', 'Xvfb', 'g++']) expect(stderr).toContain(tool);
});

it('a missing tool fails nothing elsewhere', () => {
  expect(runWithoutTools('')).toMatchObject({ code: 0 });
});
