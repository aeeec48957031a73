// Holds the table of allowed imports between folders. Type imports count. Shown to fail on planted violations below.

import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

/** A folder may import itself and what stands after it. `*` stands for every other folder of main. */
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
  'main/inference': ['main/imaging', 'main/dicom', 'main/domain', 'main/network', 'main/processes'],
  'main/learning': [
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
  ],
  'main/report': ['main/domain', 'main/dicom', 'main/statistics'],
  'main/services': [
    'main/domain',
    'main/contract',
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
    'main/learning',
    'main/report',
  ],
  'main/hosts': [
    'main/services',
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

/** Packages that only some folders may import. */
const CONFINED: readonly { readonly name: RegExp; readonly folders: readonly string[] }[] = [
  { name: /^electron$/, folders: ['electron'] },
  { name: /^(react|react-dom|konva|react-konva)(\/|$)/, folders: ['renderer'] },
  { name: /^better-sqlite3$/, folders: ['main/database'] },
  { name: /^onnxruntime-node$/, folders: ['main/inference'] },
  { name: /^@tensorflow\//, folders: ['main/tensor'] },
  { name: /^dcmjs$/, folders: ['main/dicom'] },
  { name: /^node:/, folders: ['main', 'electron'] },
];

/** Neither Node nor the page: these folders run anywhere. */
const EVERYWHERE = ['main/domain', 'main/contract'];

/** The screens of the renderer, which never import one another. */
const SCREENS = ['library', 'case', 'train', 'experiments', 'evaluate', 'reports', 'settings'];

interface SourceFile {
  readonly path: string;
  readonly text: string;
}

const root = fileURLToPath(new URL('..', import.meta.url));

describe('the folders', () => {
  const files = ['main', 'electron', 'renderer'].flatMap((folder) => sourceFiles(join(root, folder)));

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
});

function sourceFiles(folder: string): SourceFile[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(ts|tsx|mjs)$/.test(name) && !name.endsWith('.d.ts') && !name.endsWith('.config.ts'))
    .map((name) => ({
      path: relative(root, join(folder, name)).replaceAll('\\', '/'),
      text: readFileSync(join(folder, name), 'utf8'),
    }));
}

/** Every module a file names in an import, export-from, side-effect import or dynamic import. */
function importsOf(file: SourceFile): string[] {
  const code = file.text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');
  const pattern = /(?:\bfrom\s*|\bimport\s*\(\s*|^\s*import\s+)['"]([^'"]+)['"]/gm;
  return [...code.matchAll(pattern)].map((match) => match[1]);
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
  const [here, there] = [path.split('/')[1], target.split('/')[1]];
  return here !== there && SCREENS.includes(here) && SCREENS.includes(there) ? 'screens never import one another' : null;
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
