// The recipes for the worker's machine: what they name is there, and systemd accepts its unit. No test here builds a container.

import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { helpText } from '../../../main/hosts/text/help.ts';

const root = resolve(import.meta.dirname, '../../..');
const textOf = (path: string): string => readFileSync(join(root, path), 'utf8');
const RECIPES = ['Dockerfile', 'osteograde-worker.def', 'osteograde-worker.service'].map((name) => `resources/worker/${name}`);
const CONTAINERS = RECIPES.slice(0, 2);
const systemd = spawnSync('systemd-analyze', ['--version']).status === 0;

describe.each(RECIPES)('%s', (recipe) => {
  it('names only files that the repository has, or that setup installs', () => {
    const text = textOf(recipe);
    const named = [...text.matchAll(/(?:\/opt\/osteograde\/|\b)((?:node_modules|main|resources)\/[\w./-]*\w)/g)].map(
      ([, path = '']) => path,
    );
    expect(named).toContain('main/hosts/bin/osteograde.mjs');
    expect(named.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });

  it('gives the worker only options that it has', () => {
    const orders = [...textOf(recipe).matchAll(/(?<=[ "])worker"?,? ("?--.*)/g)].map(([, order = '']) => order);
    const options = orders.flatMap((order) => [...order.matchAll(/--([a-z-]+)/g)].map(([, option = '']) => option));
    const known: readonly string[] = Object.keys(helpText.worker);
    expect(options.length).toBeGreaterThan(0);
    expect(options.filter((option) => !known.includes(option))).toEqual([]);
  });
});

describe.each(CONTAINERS)('%s', (recipe) => {
  it('installs a torch with CUDA if a version is named, and builds the engine with it', () => {
    const text = textOf(recipe);
    expect(text).toMatch(/--build-arg TORCH=\d+\.\d+\.\d+ /);
    expect(text).toMatch(/pip install --no-cache-dir --target \/opt\/torch "torch==(\$TORCH|\{\{ TORCH \}\})"/);
    expect(text.indexOf('export LIBTORCH=/opt/torch')).toBeGreaterThan(text.indexOf('--target /opt/torch'));
    expect(text.indexOf('npm run setup')).toBeGreaterThan(text.indexOf('export LIBTORCH=/opt/torch'));
  });
});

it('the containers get nothing that was built for the machine of the checkout', () => {
  const ignored = textOf('.dockerignore').split('\n');
  const built = ['.git', 'node_modules', 'build', 'dist', 'test-results'];
  expect(built.filter((name) => !ignored.includes(name))).toEqual([]);
  // Apptainer has no such file.
  expect(textOf('resources/worker/osteograde-worker.def')).toContain(
    `rm -rf ${['node_modules', 'build', 'dist', '.git', 'test-results'].join(' ')}\n`,
  );
});

it.skipIf(!systemd)('systemd accepts the unit (needs systemd-analyze)', () => {
  const folder = mkdtempSync(join(tmpdir(), 'osteograde-unit-'));
  try {
    const unit = join(folder, 'osteograde-worker.service');
    // The program is not installed here, and systemd looks for it.
    writeFileSync(
      unit,
      textOf('resources/worker/osteograde-worker.service').replace('=/opt/osteograde/node_modules/node/bin/node', '=/bin/true'),
    );
    const { status, stdout, stderr } = spawnSync('systemd-analyze', ['verify', unit], { encoding: 'utf8' });
    expect({ status, said: stdout + stderr }).toEqual({ status: 0, said: '' });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
