// The rules that the source tree keeps: which folder may import which, no circles, no crowded folders, a reason for every exemption.
// Planted violations show that each rule can fail.

import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

/** The folders on which learning stands, and services with it. */
const BELOW_LEARNING = [
  'main/domain',
  'main/files',
  'main/processes',
  'main/statistics',
  'main/dicom',
  'main/imaging',
  'main/phantom',
  'main/database',
  'main/cohort',
  'main/tensor',
  'main/network',
  'main/training',
  'main/inference',
] as const;

/** A folder may import itself and the folders listed after it. Type imports count. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  'main/domain': [],
  'main/contract': ['main/domain'],
  'main/files': ['main/domain'],
  'main/processes': ['main/domain', 'main/files'],
  'main/statistics': ['main/domain'],
  'main/dicom': ['main/domain', 'main/files', 'main/processes'],
  'main/imaging': ['main/domain'],
  'main/phantom': ['main/domain', 'main/files', 'main/processes', 'main/imaging', 'main/dicom'],
  'main/database': ['main/domain'],
  'main/cohort': ['main/domain', 'main/files', 'main/processes', 'main/dicom', 'main/imaging', 'main/database'],
  'main/tensor': [],
  'main/network': ['main/tensor', 'main/domain'],
  'main/training': ['main/network', 'main/tensor', 'main/statistics', 'main/files', 'main/domain'],
  'main/inference': ['main/imaging', 'main/dicom', 'main/domain', 'main/files', 'main/network', 'main/tensor', 'main/processes'],
  'main/learning': BELOW_LEARNING,
  'main/report': ['main/domain', 'main/dicom', 'main/statistics'],
  'main/remote': ['main/learning', 'main/training', 'main/tensor', 'main/processes', 'main/files', 'main/domain'],
  'main/experiment': [
    'main/learning',
    'main/report',
    'main/training',
    'main/processes',
    'main/statistics',
    'main/files',
    'main/domain',
  ],
  'main/services': [...BELOW_LEARNING, 'main/learning', 'main/remote', 'main/report', 'main/experiment', 'main/contract'],
  'main/hosts': [
    'main/services',
    'main/experiment',
    'main/remote',
    'main/cohort',
    'main/learning',
    'main/inference',
    'main/processes',
    'main/files',
    'main/contract',
    'main/domain',
  ],
  electron: ['main/hosts', 'main/files', 'main/contract'],
  renderer: ['main/contract', 'main/domain'],
};

/** Packages that only these folders may import. */
const CONFINED: readonly { readonly name: RegExp; readonly folders: readonly string[] }[] = [
  { name: /^electron$/, folders: ['electron'] },
  { name: /^(react|react-dom|konva|react-konva)(\/|$)/, folders: ['renderer'] },
  { name: /^better-sqlite3$/, folders: ['main/database'] },
  { name: /^onnxruntime-node$/, folders: ['main/inference'] },
  { name: /^@tensorflow\//, folders: ['main/tensor'] },
  { name: /^dcmjs$/, folders: ['main/dicom'] },
  { name: /^node:/, folders: ['main', 'electron'] },
];

/** These folders run anywhere, so they use neither Node nor the page. */
const EVERYWHERE = ['main/domain', 'main/contract'];

/** The renderer's screens. They never import one another. */
const SCREENS = ['library', 'case', 'train', 'experiments', 'evaluate', 'reports', 'settings'];

/** The most source files that one folder may hold directly. */
const MOST_FILES = 25;
const MOST_FILES_IN: Readonly<Record<string, number>> = { 'main/services': 12 };

interface SourceFile {
  readonly path: string;
  readonly text: string;
}

const root = fileURLToPath(new URL('..', import.meta.url));

const files = ['main', 'electron', 'renderer'].flatMap((folder) => sourceFiles(join(root, folder)));

describe('the folders', () => {
  it('are all read', () => {
    expect(files.length).toBeGreaterThan(60);
    expect(files.flatMap(importsOf).length).toBeGreaterThan(150);
  });

  it('import only what the table allows', () => {
    expect(files.flatMap(violations)).toEqual([]);
  });

  it.each([
    ['a folder that reaches upwards', 'main/domain/hip.ts', "import { x } from '../database/hips.ts';"],
    ['a type import', 'main/dicom/read.ts', "import type { X } from '../report/pdf.ts';"],
    ['a dynamic import', 'main/report/pdf.ts', "const m = await import('../services/jobs.ts');"],
    ['a re-export', 'main/network/x.ts', "export { x } from '../training/loop.ts';"],
    ['a screen that imports another', 'renderer/case/panel.tsx', "import { x } from '../library/table.tsx';"],
    ['the renderer reaching into a service', 'renderer/app/app.tsx', "import { x } from '../../main/services/jobs.ts';"],
    ['main importing Electron', 'main/hosts/desktop.ts', "import { app } from 'electron';"],
    ['Node in the domain', 'main/domain/hip.ts', "import { join } from 'node:path';"],
    ['SQL outside the database', 'main/cohort/x.ts', "import Database from 'better-sqlite3';"],
    ['a side-effect import', 'main/imaging/x.ts', "import '../tensor/engine.ts';"],
  ])('refuse %s', (_, path, text) => {
    expect(violations({ path, text })).toHaveLength(1);
  });

  it(`hold at most ${MOST_FILES} source files each`, () => {
    const paths = ['main', 'renderer'].flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) => posixPath(join(folder, name))),
    );
    expect(crowdedFolders(paths)).toEqual([]);
  });

  it('that hold more are named', () => {
    const paths = (folder: string, count: number) => Array.from({ length: count }, (_, i) => `${folder}/file-${i}.ts`);
    expect(crowdedFolders([...paths('main/dicom', 26), ...paths('main/dicom/deep', 25), ...paths('main/services', 13)])).toEqual([
      'main/dicom holds 26 source files, at most 25 are allowed',
      'main/services holds 13 source files, at most 12 are allowed',
    ]);
  });
});

describe('the files', () => {
  it('import one another without a circle', () => {
    expect(circles(files)).toEqual([]);
  });

  it.each([
    ['two files', ["import { b } from './b.ts';", "import { a } from './a.ts';"]],
    ['type imports', ["import type { B } from './b.ts';", "import type { A } from './a.ts';"]],
    ['a worker that imports what starts it', ["siblingProgram('b', import.meta.url)", "import { a } from './a.ts';"]],
    ['three files', ["import { b } from './b.ts';", "export { c } from './c.ts';", "const a = await import('./a.ts');"]],
  ])('in a circle are named: %s', (_, texts) => {
    const planted = texts.map((text, i) => ({ path: `main/x/${'abc'.charAt(i)}.ts`, text }));
    const outside = { path: 'main/x/d.ts', text: "import { a } from './a.ts';" };
    expect(circles([...planted, outside])).toEqual([planted.map(({ path }) => path).join(' <-> ')]);
  });
});

describe('the sentence of a failure', () => {
  it('comes from a text file', () => {
    expect(files.flatMap(loneSentences)).toEqual([]);
  });

  it.each([
    ['a string', "return failed('disk-full', 'The disk is full.');"],
    ['a template', 'return failed(code, `${name} is missing.`);'],
    ['a string on the next line', "failed(\n  'disk-full',\n  'The disk is full.',\n)"],
    ['the failure of an error', "throw new FailureError({ code: 'disk-full', message: 'The disk is full.' });"],
    ['a finding', 'return { message: `${n} hips have no label.` };'],
    ['a remedy', 'return { remedy: "Label them." };'],
    ['a constant', "const message = 'The disk is full.';"],
  ])('is refused as %s', (_, text) => {
    expect(loneSentences({ path: 'main/files/write-whole.ts', text })).toHaveLength(1);
  });

  it.each([
    ['in the text of a room', 'main/files/text.ts', "failed('disk-full', 'The disk is full.')"],
    ['in a folder of texts', 'main/cohort/text/audit.ts', "remedy: 'Label them.'"],
    ['from a text file', 'main/files/write-whole.ts', "failed('disk-full', filesText.diskFull(name))"],
    ['in a comment', 'main/files/write-whole.ts', "// Formerly failed('disk-full', 'The disk is full.').\n"],
  ])('is accepted %s', (_, path, text) => {
    expect(loneSentences({ path, text })).toEqual([]);
  });
});

describe('an exemption from a check', () => {
  const exempting = ['main', 'electron', 'renderer', 'docs', 'test'].flatMap((folder) => sourceFiles(join(root, folder)));

  it('carries its reason', () => {
    expect(exempting.flatMap(unexplained)).toEqual([]);
  });

  it.each([
    '// oxlint-disable-next-line no-empty',
    '/* eslint-disable no-console */',
    '// @ts-expect-error',
    '// @ts-expect-error --',
    '// @ts-ignore: wrong types',
  ])('is refused without one: %s', (text) => {
    expect(unexplained({ path: 'main/x.ts', text })).toHaveLength(1);
  });

  it('is accepted with one', () => {
    expect(unexplained({ path: 'main/x.ts', text: '// @ts-expect-error -- the package declares no types' })).toEqual([]);
  });
});

function sourceFiles(folder: string): SourceFile[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(ts|tsx|mjs)$/.test(name) && !name.endsWith('.d.ts') && !name.endsWith('.config.ts'))
    .map((name) => ({
      path: posixPath(relative(root, join(folder, name))),
      text: readFileSync(join(folder, name), 'utf8'),
    }));
}

function posixPath(path: string): string {
  return path.replaceAll('\\', '/');
}

/** Every module that a file names in an import, a re-export, a side-effect import or a dynamic import. */
function importsOf(file: SourceFile): string[] {
  return namesIn(file, /(?:\bfrom\s*|\bimport\s*\(\s*|^\s*import\s+)['"]([^'"]+)['"]/gm);
}

/** Every program that a file starts. */
function programsOf(file: SourceFile): string[] {
  return namesIn(file, /\bsiblingProgram\(\s*['"]([\w-]+)['"],\s*import\.meta\.url/g).map((name) => `./${name}.ts`);
}

function namesIn(file: SourceFile, pattern: RegExp): string[] {
  return [...codeOf(file).matchAll(pattern)].map((match) => match[1]);
}

/** The text of the file without block comments and lines of comment. */
function codeOf(file: SourceFile): string {
  return file.text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');
}

function violations(file: SourceFile): string[] {
  return importsOf(file).flatMap((name) => {
    const fault = name.startsWith('.') ? folderFault(file.path, name) : packageFault(file.path, name);
    return fault === null ? [] : [`${file.path} imports ${name}: ${fault}`];
  });
}

function folderFault(path: string, name: string): string | null {
  const target = posix.normalize(posix.join(dirname(path), name));
  const [from, to] = [folderOf(path), folderOf(target)];
  if (from === null || to === null)
    return to === null && !target.startsWith('resources/') && target !== 'package.json' ? 'outside the table' : null;
  if (from === to) return from === 'renderer' ? screenFault(path, target) : null;
  return ALLOWED[from].includes(to) ? null : `${from} may not import ${to}`;
}

function screenFault(path: string, target: string): string | null {
  const [from, to] = [path.split('/')[1], target.split('/')[1]];
  return from !== to && SCREENS.includes(from) && SCREENS.includes(to) ? 'screens never import one another' : null;
}

function packageFault(path: string, name: string): string | null {
  const rule = CONFINED.find((confined) => confined.name.test(name));
  if (rule === undefined) return null;
  const inside = (folder: string): boolean => path.startsWith(`${folder}/`);
  if (name.startsWith('node:') && EVERYWHERE.some(inside)) return 'this folder runs without Node';
  return rule.folders.some(inside) ? null : `only ${rule.folders.join(', ')} may use it`;
}

function folderOf(path: string): string | null {
  return Object.keys(ALLOWED).find((folder) => path.startsWith(`${folder}/`)) ?? null;
}

function crowdedFolders(paths: readonly string[]): string[] {
  const folders = Object.groupBy(
    paths.filter((path) => /\.(ts|tsx|cc)$/.test(path)),
    (path) => dirname(path),
  );
  return Object.entries(folders).flatMap(([folder, { length } = []]) => {
    const most = MOST_FILES_IN[folder] ?? MOST_FILES;
    return length > most ? [`${folder} holds ${length} source files, at most ${most} are allowed`] : [];
  });
}

/** The groups of files that reach one another, each as a line of its paths. */
function circles(sources: readonly SourceFile[]): string[] {
  const targets = new Map(sources.map((file) => [file.path, targetsOf(file)]));
  const reached = new Map(sources.map(({ path }) => [path, reachableFrom(path, targets)]));
  const inCircle = sources.map(({ path }) => path).filter((path) => reached.get(path)?.has(path));
  const groups = Object.groupBy(inCircle, (path) =>
    inCircle.filter((other) => other === path || (reached.get(path)?.has(other) && reached.get(other)?.has(path))).join(' <-> '),
  );
  return Object.keys(groups);
}

function targetsOf(file: SourceFile): string[] {
  const names = [...importsOf(file), ...programsOf(file)].filter((name) => name.startsWith('.'));
  return names.map((name) => posix.normalize(posix.join(dirname(file.path), name)));
}

function reachableFrom(start: string, targets: ReadonlyMap<string, readonly string[]>): Set<string> {
  const reached = new Set<string>();
  const waiting = [...(targets.get(start) ?? [])];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (reached.has(next)) continue;
    reached.add(next);
    waiting.push(...(targets.get(next) ?? []));
  }
  return reached;
}

/** The sentences of failures and findings that stand in the code of `main`, outside its text files. */
function loneSentences(file: SourceFile): string[] {
  if (!file.path.startsWith('main/') || /(?:^|\/)text(?:\.ts$|\.mjs$|\/)/.test(file.path)) return [];
  const literals = codeOf(file).matchAll(/(?:\bfailed\(\s*[^,()]+,|\b(?:message|remedy)(?::| =))\s*['"`][^\n]*/g);
  return [...literals].map(([literal]) => `${file.path} holds ${literal.replaceAll(/\s+/g, ' ')}`);
}

/** The comments that switch a check off without a reason after ` -- `. `@ts-ignore` and `@ts-nocheck` are never allowed. */
function unexplained(file: SourceFile): string[] {
  return file.text.split('\n').flatMap((line, at) => {
    const comment = /(?<!['"])(?:\/\/|\/\*)\s*(?:(?:oxlint|eslint)-disable|@ts-(?:expect-error|ignore|nocheck)).*/.exec(
      line,
    )?.[0];
    if (comment === undefined || (/ -- \S/.test(comment) && !/@ts-(?:ignore|nocheck)/.test(comment))) return [];
    return [`${file.path}:${at + 1} ${comment}`];
  });
}
