import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { createStudy, openStudy } from '../../../main/cohort/study-folder.ts';
import { newStudy, temporaryFolder } from './films.ts';

const folder = temporaryFolder();
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const settings = { name: 'S', synthetic: false, createdAt: '2026-01-01T00:00:00.000Z' };

const codeOf = (result: { ok: true } | { ok: false; failure: { code: string } }) => (result.ok ? 'ok' : result.failure.code);

describe('a study folder', () => {
  it('is created complete, and leaves nothing beside it', async () => {
    const study = await newStudy(join(folder, 'made', 'study'));
    expect(readdirSync(join(folder, 'made'))).toEqual(['study']);
    expect(study.settings.name).toBe('Test');
    study.close();
  });

  it('is open in one place at a time, and free after it is closed', async () => {
    const study = await newStudy(join(folder, 'held'));
    expect(codeOf(await openStudy(study.folder))).toBe('study-busy');
    study.close();
    const again = await openStudy(study.folder);
    expect(codeOf(again)).toBe('ok');
    if (again.ok) again.value.close();
  });

  it('is not created in a folder with other files', async () => {
    mkdirSync(join(folder, 'taken'));
    writeFileSync(join(folder, 'taken', 'film.dcm'), '');
    expect(codeOf(await createStudy(join(folder, 'taken'), settings))).toBe('study-exists');
    expect(readdirSync(join(folder, 'taken'))).toEqual(['film.dcm']);
  });

  it('cannot be opened where there is none', async () => {
    expect(codeOf(await openStudy(join(folder, 'absent')))).toBe('study-not-found');
  });

  it('cannot be created below a file; this is reported and leaves nothing behind', async () => {
    writeFileSync(join(folder, 'file'), '');
    const result = await createStudy(join(folder, 'file', 'study'), settings);
    expect(codeOf(result)).toBe('folder-not-writable');
    expect(readdirSync(folder).filter((name) => name.startsWith('.'))).toEqual([]);
  });
});
