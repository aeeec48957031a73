import { mkdirSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { allowedPath } from '../../../main/files/allowed-path.ts';
import { temporaryFolder } from '../cohort/films.ts';

const folder = realpathSync(temporaryFolder());
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const [root, uploads] = [join(folder, 'studies'), join(folder, 'uploads')];
for (const path of [root, uploads, join(root, 'study'), join(folder, 'studies-of-others')]) mkdirSync(path);
writeFileSync(join(folder, 'secret'), '');
symlinkSync(folder, join(root, 'link'));
symlinkSync(uploads, join(folder, 'link-to-uploads'));
symlinkSync(root, join(folder, 'link-to-root'));

const ask = async (path: string, roots: readonly string[] | null = [root]) => {
  const result = await allowedPath(path, { roots, closed: [uploads] });
  return result.ok ? result.value : result.failure.code;
};

describe('a path that a caller names', () => {
  it('is allowed in a root, even if it does not exist yet', async () => {
    expect(await ask(root)).toBe(root);
    expect(await ask(join(root, 'study'))).toBe(join(root, 'study'));
    expect(await ask(join(root, 'new', 'deep'))).toBe(join(root, 'new', 'deep'));
    expect(await ask(join(folder, 'link-to-root', 'study'))).toBe(join(root, 'study'));
  });

  it.each([
    ['beside a root', join(folder, 'secret')],
    ['with the name of a root at its start', join(folder, 'studies-of-others')],
    ['that climbs out', `${root}/study/../../secret`],
    ['through a symbolic link', join(root, 'link', 'secret')],
    ['that is missing behind a link', join(root, 'link', 'missing', 'deep')],
    ['of the system', '/etc/passwd'],
  ])('is refused %s', async (_, path) => {
    expect(await ask(path)).toBe('not-allowed');
  });

  it('is refused among uploads, whatever else is allowed', async () => {
    for (const roots of [null, [folder]]) {
      expect(await ask(join(uploads, 'x'), roots)).toBe('not-allowed');
      expect(await ask(join(folder, 'link-to-uploads', 'x'), roots)).toBe('not-allowed');
    }
  });

  it('stays as it is where all are allowed', async () => {
    expect(await ask(join(folder, 'secret'), null)).toBe(join(folder, 'secret'));
    expect(await ask('a\0b', null)).toBe('bad-request');
  });
});
