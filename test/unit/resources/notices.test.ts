// The notices that ship with the product.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'osteograde-notices-'));
const file = join(folder, 'notices.txt');
execFileSync(process.execPath, [join(root, 'resources/notices/write-notices.mjs'), file]);
const parts = readFileSync(file, 'utf8').split(/^-{100}$/m);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function partOf(name: string): string | undefined {
  return parts.find((part) => part.split('\n').some((line) => line.startsWith(`${name} `)));
}

it.each([
  ['react', 'bundled', 'Copyright (c) Meta Platforms'],
  ['dcmjs', 'bundled', 'Copyright (c) 2017 Steve Pieper'],
  ['onnxruntime-node', 'shipped as it is', 'Copyright (c) Microsoft Corporation'],
  ['@expo-google-fonts/inter', 'a font', 'SIL OPEN FONT LICENSE'],
  ['h5wasm-plugins', 'of two licences', 'Compression Library Plug-in for HDF5'],
  ['@tensorflow/tfjs-core', 'without a text of its own', 'Apache License'],
])('name %s (%s) with its licence', (name, _, text) => {
  expect(partOf(name)).toContain(text);
});

it('name every production dependency of package.json', () => {
  const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    dependencies: Record<string, string>;
  };
  expect(Object.keys(dependencies).filter((name) => partOf(name) === undefined)).toEqual([]);
});

it('leave out what only development uses', () => {
  for (const name of ['electron-builder', 'vitest', '@tensorflow/tfjs-node']) expect(partOf(name)).toBeUndefined();
});

it('give a text, not only a name, for every package', () => {
  expect(parts.slice(1).filter((part) => part.trim().split('\n').length < 8)).toEqual([]);
});

it('are written by every build, and packaged beside the program', () => {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: Record<string, string> };
  expect(scripts['build']).toContain('resources/notices/write-notices.mjs');
  expect(readFileSync(join(root, 'electron-builder.yml'), 'utf8')).toMatch(
    /extraFiles:[^]*- from: dist\/THIRD-PARTY-NOTICES\.txt/,
  );
});
