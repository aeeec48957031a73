// The training engine in the packaged application: included, outside the archive, and without memory that Electron forbids.

import { readdirSync, readFileSync } from 'node:fs';
import { join, matchesGlob } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../../..');
const packaging = readFileSync(join(root, 'electron-builder.yml'), 'utf8');

/** Reads the items of a list in the packaging file, which is simple enough to need no YAML parser. */
function listOf(section: string, name: string): string[] {
  const from = section === '' ? packaging : packaging.slice(packaging.indexOf(`\n${section}:\n`));
  const list = new RegExp(`^ *${name}:\\n((?: +(?:-|#).*\\n)+)`, 'mu').exec(from)?.[1] ?? '';
  return [...list.matchAll(/^ +- '?([^'\n]+)'?$/gmu)].map(([, item]) => item ?? '');
}

/** True if a pattern of the list matches and no pattern with an exclamation mark does, as in electron-builder. */
function isPackaged(file: string): boolean {
  const patterns = [...listOf('', 'files'), ...listOf('linux', 'files')];
  const named = (pattern: string): boolean => matchesGlob(file, pattern);
  return (
    patterns.some((pattern) => !pattern.startsWith('!') && named(pattern)) &&
    !patterns.some((pattern) => pattern.startsWith('!') && named(pattern.slice(1)))
  );
}

describe('the packaged application', () => {
  it('includes the addon, but neither its objects nor torch', () => {
    expect(isPackaged('build/libtorch/osteograde_torch.node')).toBe(true);
    expect(isPackaged('build/libtorch/reason.txt')).toBe(true);
    expect(isPackaged('build/libtorch/objects/linear.o')).toBe(false);
    expect(isPackaged('dist/main/cli.js')).toBe(true);
    expect(isPackaged('node_modules/@tensorflow/tfjs-node/package.json')).toBe(false);
  });

  it('keeps the addon outside the archive, where the system can open it', () => {
    expect(listOf('', 'asarUnpack').some((pattern) => matchesGlob('build/libtorch/osteograde_torch.node', pattern))).toBe(true);
  });

  it('recommends torch on Debian without requiring it', () => {
    expect(packaging).toMatch(/^ {2}recommends: \['libtorch[\d.]+(?: \| libtorch[\d.]+)*'\]$/mu);
    expect(packaging).not.toMatch(/^ {4}- libtorch/mu);
  });

  it('has an addon that copies what JavaScript reads, because Electron forbids external memory', () => {
    const native = join(root, 'main/tensor/libtorch/native');
    const sources = readdirSync(native).map((name) => readFileSync(join(native, name), 'utf8'));
    expect(sources.filter((text) => /napi_create_external_(arraybuffer|buffer)/u.test(text))).toEqual([]);
    expect(sources.some((text) => /napi_create_arraybuffer\([^]*?memcpy/u.test(text))).toBe(true);
  });
});
