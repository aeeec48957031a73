// `osteograde restore` as a user runs it.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { backUpStudy } from '../../main/cohort/safekeeping/back-up.ts';
import { openStudy } from '../../main/cohort/study-folder.ts';
import { putSetting, settingOf } from '../../main/database/settings.ts';
import { valueOrThrow } from '../../main/domain/failure.ts';
import { osteograde } from '../fixtures/command-line.ts';
import { newStudy } from '../unit/cohort/films.ts';

const home = mkdtempSync(join(tmpdir(), 'osteograde-cli-restore-'));
const folder = join(home, 'study');
afterAll(() => rmSync(home, { recursive: true, force: true }));

const run = (...args: string[]) => osteograde(args, { home });

beforeAll(async () => {
  const study = await newStudy(folder);
  putSetting(study.database, 'model', 'chosen');
  valueOrThrow(await backUpStudy(study, { now: () => new Date('2026-11-26T11:00:00.000Z'), why: 'asked' }));
  study.close();
  writeFileSync(join(folder, 'study.sqlite'), Buffer.alloc(50_000, 'garbage'));
});

describe('the command line on a damaged study', { timeout: 120_000 }, () => {
  it('says what is damaged, lists the backups, restores one, and says what is lost', async () => {
    const damaged = await run('audit', folder);
    expect(damaged.code).toBe(1);
    expect(damaged.stderr).toContain(`osteograde restore ${folder}`);
    expect((await run('restore', folder, '--list')).stdout).toContain('2026-11-26T11-00-00-000Z  asked for');
    const restored = await run('restore', folder);
    expect(restored.code).toBe(0);
    expect(restored.stdout).toContain('Restored study.sqlite from the backup 2026-11-26T11-00-00-000Z.');
    expect(restored.stdout).toContain('is unknown, because the damaged database cannot be read');
    const study = valueOrThrow(await openStudy(folder));
    expect(settingOf(study.database, 'model')).toBe('chosen');
    study.close();
    const again = await run('restore', folder);
    expect(again.code).toBe(1);
    expect(again.stderr).toContain('nothing was restored');
  });
});
