// Pages that lead somewhere: links and file names that are there.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const inDocs = readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' }).map((name) => join('docs', name));
const pages = [...readdirSync(root), ...inDocs].filter((name) => name.endsWith('.md'));

/** Named in examples of files that somebody may add. */
const NOT_YET = /evaluate-screen|evaluate\.spec|brier|0006-/;

it('finds the pages', () => {
  expect(pages).toEqual(
    expect.arrayContaining(['README.md', join('docs', 'architecture.md'), join('docs', 'decisions', 'README.md')]),
  );
});

it.each(pages)('%s links only to what is there', (page) => {
  const targets = [...readFileSync(join(root, page), 'utf8').matchAll(/\]\(([^)#:]+)(?:#[^)]*)?\)/g)].flatMap(
    ([, target = '']) => target,
  );
  expect(targets.filter((target) => !existsSync(join(root, dirname(page), target)))).toEqual([]);
});

const files = ['main', 'renderer', 'electron', 'test', 'resources', 'docs'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map(
    (name) => `/${folder}/${name.replaceAll('\\', '/')}`,
  ),
);

/** A file may be named by the end of its path, such as `cohort/import-plan.ts`. */
function isThere(name: string): boolean {
  return existsSync(join(root, name)) || files.some((file) => file.endsWith(`/${name}`));
}

it.each(pages.filter((page) => page !== 'CHANGELOG.md'))('%s names only files and folders that are there', (page) => {
  const text = readFileSync(join(root, page), 'utf8');
  const folders = /`((?:main|renderer|electron|test|resources|docs)\/[\w./-]+)`/g;
  const sources = /`([\w/-][\w./-]*\.(?:ts|tsx|mjs|py))`/g;
  const named = [folders, sources].flatMap((pattern) => [...text.matchAll(pattern)].flatMap(([, name = '']) => name));
  expect(named.filter((name) => !NOT_YET.test(name) && !isThere(name))).toEqual([]);
});
