import { cpSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { writeToStudy } from '../../../main/cohort/safekeeping/write-to-study.ts';
import { openStudy } from '../../../main/cohort/study-folder.ts';
import { putSetting, settingOf } from '../../../main/database/settings.ts';
import { FailureError, valueOrThrow } from '../../../main/domain/failure.ts';
import { newStudy, temporaryFolder } from './films.ts';

const folder = temporaryFolder();
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function codeOfFailure(work: () => unknown): string {
  try {
    work();
    return 'saved';
  } catch (error) {
    return error instanceof FailureError ? error.failure.code : 'another error';
  }
}

describe('a change of a study', () => {
  it('is saved while the study is there', async () => {
    const study = await newStudy(join(folder, 'there'));
    expect(codeOfFailure(() => writeToStudy(study, () => putSetting(study.database, 'model', 'a')))).toBe('saved');
    expect(settingOf(study.database, 'model')).toBe('a');
    study.close();
  });

  it('is not reported as saved once the folder was deleted', async () => {
    const study = await newStudy(join(folder, 'deleted'));
    rmSync(study.folder, { recursive: true });
    expect(codeOfFailure(() => writeToStudy(study, () => putSetting(study.database, 'model', 'a')))).toBe('study-not-found');
    study.close();
  });

  it('is not reported as saved once another study took the place of the folder', async () => {
    const study = await newStudy(join(folder, 'replaced'));
    cpSync(study.folder, join(folder, 'other'), { recursive: true });
    renameSync(study.folder, join(folder, 'moved'));
    renameSync(join(folder, 'other'), study.folder);
    expect(codeOfFailure(() => writeToStudy(study, () => putSetting(study.database, 'model', 'a')))).toBe('study-not-found');
    study.close();
  });

  it('on a full disk is told as a full disk, and changes nothing', async () => {
    const study = await newStudy(join(folder, 'full'));
    study.database.pragma(`max_page_count = ${String(study.database.pragma('page_count', { simple: true }))}`);
    const write = () =>
      study.database.transaction(() => {
        putSetting(study.database, 'model', 'a');
        putSetting(study.database, 'large', 'x'.repeat(1_000_000));
      })();
    expect(codeOfFailure(() => writeToStudy(study, write))).toBe('disk-full');
    expect(settingOf(study.database, 'model')).toBeNull();
    study.close();
  });

  it('of a study that can only be read is refused', async () => {
    (await newStudy(join(folder, 'read'))).close();
    const study = valueOrThrow(await openStudy(join(folder, 'read'), { readOnly: true }));
    expect(codeOfFailure(() => writeToStudy(study, () => putSetting(study.database, 'model', 'a')))).toBe('study-read-only');
    study.close();
  });
});
