// npm warns about settings that it does not know, above everything that `npm start` prints.

import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** The first npm that knows which settings there are. */
const KNOWS_ITS_SETTINGS = 11;

function warningsIn(folder: string): string {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('npm_')));
  return spawnSync('npm', ['pkg', 'get', 'name'], { cwd: folder, env, encoding: 'utf8' }).stderr;
}

it('npm has nothing to say about the settings of this repository', () => {
  expect(warningsIn(root)).toBe('');
});

const version = Number.parseInt(execFileSync('npm', ['--version'], { encoding: 'utf8' }), 10);

it.skipIf(version < KNOWS_ITS_SETTINGS)('npm warns about a setting that it does not know', () => {
  const folder = mkdtempSync(join(tmpdir(), 'osteograde-npm-'));
  try {
    writeFileSync(join(folder, 'package.json'), '{"name":"planted"}');
    writeFileSync(join(folder, '.npmrc'), 'onnxruntime-node-install=skip\n');
    expect(warningsIn(folder)).toContain('onnxruntime-node-install');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
