// The build lists its programs by hand. A program that the source starts and the list lacks would be missing only from the package.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { siblingProgram } from '../../../main/processes/program.ts';
import { PROGRAMS } from '../../../vite.main.config.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));

describe('the programs', () => {
  const sources = readdirSync(join(root, 'main'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => ({
      path: posix.join('main', name.replaceAll('\\', '/')),
      text: readFileSync(join(root, 'main', name), 'utf8'),
    }));

  it('that the source starts are those that the build lists, besides the command line', () => {
    const started = new Set(sources.flatMap(programsStartedBy));
    expect([...started].toSorted()).toEqual(PROGRAMS.filter((path) => path !== 'main/hosts/cli.ts').toSorted());
  });

  it('exist, under names that stay distinct in one folder', () => {
    expect(PROGRAMS.filter((path) => !existsSync(resolve(root, path)))).toEqual([]);
    expect(new Set(PROGRAMS.map((path) => posix.basename(path))).size).toBe(PROGRAMS.length);
  });

  it('are all found in the source', () => {
    const text = "const thread = siblingProgram('sing-worker', import.meta.url);\nstartProgram('sing-child');";
    expect(programsStartedBy({ path: 'main/dicom/sing.ts', text })).toEqual([
      'main/dicom/sing-worker.ts',
      'main/hosts/sing-child.ts',
    ]);
  });

  it('write what goes wrong in them to the log, never to the terminal', () => {
    expect(sources.filter(({ text }) => startsWithoutLog(text)).map(({ path }) => path)).toEqual([]);
    expect(startsWithoutLog("openInferenceProcess(() => startProgram('inference-child'));")).toBe(true);
  });

  it('are started through `siblingProgram` alone', () => {
    expect(
      sources.filter(({ text }) => /new (Worker|URL)\(\s*['"][^'"]*\.(ts|js)['"]/.test(text)).map(({ path }) => path),
    ).toEqual([]);
  });

  it('end in .ts in the source and in .js in the build', () => {
    expect(siblingProgram('sing', 'file:///home/main/dicom/pool.ts').href).toBe('file:///home/main/dicom/sing.ts');
    expect(siblingProgram('sing', 'file:///home/dist/main/pool-4f2a.js').href).toBe('file:///home/dist/main/sing.js');
  });
});

function programsStartedBy({ path, text }: { readonly path: string; readonly text: string }): string[] {
  const calls = text.matchAll(/(siblingProgram|startProgram)\(\s*'([\w-]+)'/g);
  return [...calls].map(([, finder, name]) => `${finder === 'startProgram' ? 'main/hosts' : dirname(path)}/${name}.ts`);
}

function startsWithoutLog(text: string): boolean {
  return /startProgram\(\s*'[\w-]+'\s*\)/.test(text);
}
