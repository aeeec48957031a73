import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { buildWhole, removeDrafts, writeWhole, writeWholeFiles } from '../../../main/files/write-whole.ts';
import { temporaryFolder } from '../cohort/films.ts';

const root = temporaryFolder();
let folder = root;
beforeEach(({ task }) => {
  folder = join(root, task.id);
  mkdirSync(folder);
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

describe('a whole file', () => {
  it('replaces the old file and leaves nothing beside it', async () => {
    const path = join(folder, 'run.json');
    await writeWhole(path, 'old');
    await writeWhole(path, 'new');
    expect(readFileSync(path, 'utf8')).toBe('new');
    expect(readdirSync(folder)).toEqual(['run.json']);
  });

  it('does not appear if its content is interrupted', async () => {
    const path = join(folder, 'upload.dcm');
    const broken = Readable.from(
      (async function* () {
        yield Buffer.from('half');
        throw new Error('the browser was closed');
      })(),
    );
    await expect(writeWhole(path, broken)).rejects.toThrow('the browser was closed');
    expect(readdirSync(folder)).toEqual([]);
  });

  it('keeps the old file if the new one cannot be written', async () => {
    const path = join(folder, 'kept');
    await writeWhole(path, 'old');
    await expect(writeWhole(path, 'new', { draft: join(folder, 'missing', 'draft') })).rejects.toThrow('ENOENT');
    expect(readFileSync(path, 'utf8')).toBe('old');
  });

  it('does not replace a folder', async () => {
    mkdirSync(join(folder, 'empty'));
    await expect(writeWhole(join(folder, 'empty'), 'text')).rejects.toThrow(/EISDIR|EEXIST|EPERM/);
    expect(readdirSync(folder)).toEqual(['empty']);
  });
});

describe('a whole folder', () => {
  const build = async (draft: string): Promise<void> => {
    await mkdir(draft);
    await writeFile(join(draft, 'report.pdf'), 'pages');
  };

  it('replaces an empty folder', async () => {
    mkdirSync(join(folder, 'report'));
    await buildWhole(join(folder, 'report'), build);
    expect(readdirSync(join(folder, 'report'))).toEqual(['report.pdf']);
  });

  it('never replaces a folder with content', async () => {
    mkdirSync(join(folder, 'report'));
    writeFileSync(join(folder, 'report', 'notes.txt'), 'mine');
    await expect(buildWhole(join(folder, 'report'), build)).rejects.toThrow('ENOTEMPTY');
    expect(readdirSync(folder, { recursive: true, encoding: 'utf8' }).toSorted()).toEqual(['report', 'report/notes.txt']);
  });

  it('starts again if a killed process left the same draft', async () => {
    const draft = join(folder, 'cohort.partial');
    mkdirSync(draft);
    writeFileSync(join(draft, 'stale.dcm'), 'stale');
    await buildWhole(join(folder, 'cohort'), build, draft);
    expect(readdirSync(join(folder, 'cohort'))).toEqual(['report.pdf']);
  });
});

describe('drafts of a killed process', () => {
  it('are removed, and whole files stay', async () => {
    await writeWhole(join(folder, 'last.safetensors'), 'whole');
    writeFileSync(join(folder, '.best.safetensors-1.part'), 'half');
    await removeDrafts(folder);
    expect(readdirSync(folder)).toEqual(['last.safetensors']);
  });
});

describe('several whole files', () => {
  it('go into a new folder', async () => {
    const files = [{ name: 'a.csv', bytes: Buffer.from('a') }];
    expect(await writeWholeFiles(join(folder, 'new', 'place'), files)).toEqual([join(folder, 'new', 'place', 'a.csv')]);
    expect(existsSync(join(folder, 'new', 'place', 'a.csv'))).toBe(true);
  });

  it('fail if their folder cannot be written', async () => {
    writeFileSync(join(folder, 'file'), '');
    await expect(writeWholeFiles(join(folder, 'file'), [{ name: 'a', bytes: Buffer.from('a') }])).rejects.toMatchObject({
      failure: { code: 'folder-not-writable' },
    });
  });
});
