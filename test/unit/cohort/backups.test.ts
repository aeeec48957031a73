import BetterSqlite3 from 'better-sqlite3';
import { readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { backUpStudy } from '../../../main/cohort/safekeeping/back-up.ts';
import { studyBackups, type StudyBackup } from '../../../main/cohort/safekeeping/backup-files.ts';
import { outdatedBackups } from '../../../main/cohort/safekeeping/kept-backups.ts';
import { openStudy, type Study } from '../../../main/cohort/study-folder.ts';
import { appendAudit, auditHead } from '../../../main/database/audit.ts';
import { migrate } from '../../../main/database/migration.ts';
import { STUDY_MIGRATIONS } from '../../../main/database/migrations/study-migrations.ts';
import { valueOrThrow } from '../../../main/domain/failure.ts';
import { newStudy, temporaryFolder } from './films.ts';

const folder = temporaryFolder();
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const HOUR_MS = 3_600_000;
const START = Date.now() + HOUR_MS;
const at = (hours: number) => () => new Date(START + hours * HOUR_MS);

function change(study: Study): void {
  appendAudit(study.database, { at: '2026', actor: 'reader-1', action: 'reading.save', target: 'hip', detail: {} });
}

const backupsOf = async (study: string) => (await studyBackups(study)).map(({ why }) => why);

describe('a study', () => {
  it('is backed up at opening, if something changed and the newest backup is a day old', async () => {
    const study = await newStudy(join(folder, 'rolling'));
    const reopen = async (hours: number) => valueOrThrow(await openStudy(study.folder, { now: at(hours) }));
    study.close();
    (await reopen(0)).close();
    expect(await backupsOf(study.folder)).toEqual([]); // nothing was ever changed
    const opened = await reopen(1);
    change(opened);
    opened.close();
    const again = await reopen(2);
    expect(await backupsOf(study.folder)).toEqual(['regular']);
    change(again);
    again.close();
    (await reopen(3)).close();
    expect(await backupsOf(study.folder)).toEqual(['regular']);
    const [newest] = await studyBackups(study.folder);
    expect(newest?.audit).toMatchObject({ rows: 1 });
  });

  it('is backed up with its keys, for this user alone, and names the head of its audit chain', async () => {
    const study = await newStudy(join(folder, 'asked'));
    change(study);
    const { name, audit, files } = valueOrThrow(await backUpStudy(study, { now: at(0), why: 'asked' }));
    expect(audit).toEqual(auditHead(study.database));
    expect(files.map((file) => file.name)).toEqual(['study.sqlite', 'identities.sqlite']);
    const place = join(study.folder, 'backups', name);
    expect(statSync(place).mode & 0o777).toBe(0o700);
    for (const file of files) expect(statSync(join(place, file.name)).mode & 0o777).toBe(0o600);
    study.close();
    const copy = new BetterSqlite3(join(place, 'study.sqlite'), { readonly: true });
    expect(copy.pragma('integrity_check', { simple: true })).toBe('ok');
    expect(copy.prepare('SELECT count(*) FROM audit').pluck().get()).toBe(1);
    copy.close();
  });

  it('is not backed up if its audit chain is broken, because the backup would take the place of a whole one', async () => {
    const study = await newStudy(join(folder, 'broken'));
    for (let i = 0; i < 3; i++) change(study);
    study.database.exec("DROP TRIGGER audit_is_not_rewritten; UPDATE audit SET actor = 'x' WHERE sequence = 2");
    study.database.exec(
      "CREATE TRIGGER audit_is_not_rewritten BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'audit rows are never changed'); END",
    );
    const backup = await backUpStudy(study, { now: at(0), why: 'asked' });
    expect(backup.ok ? 'backed up' : backup.failure.code).toBe('study-damaged');
    study.close();
    expect(await backupsOf(study.folder)).toEqual([]);
  });

  it('is backed up before its schema changes', async () => {
    const study = await newStudy(join(folder, 'older'));
    study.close();
    const file = join(study.folder, 'study.sqlite');
    rmSync(file);
    const old = new BetterSqlite3(file);
    migrate(old, STUDY_MIGRATIONS.slice(0, 4));
    old.exec("INSERT INTO settings VALUES ('name', 'Old'), ('synthetic', 'no'), ('createdAt', '2025')");
    old.close();
    valueOrThrow(await openStudy(study.folder, { now: at(0) })).close();
    expect(await backupsOf(study.folder)).toEqual(['migration']);
    const [backup] = await studyBackups(study.folder);
    const copy = new BetterSqlite3(join(study.folder, 'backups', backup?.name ?? '', 'study.sqlite'), { readonly: true });
    expect(copy.pragma('user_version', { simple: true })).toBe(4);
    copy.close();
  });

  it('keeps the last whole copy of a key table that is damaged now', async () => {
    const study = await newStudy(join(folder, 'keys'));
    study.close();
    truncateSync(join(study.folder, 'identities.sqlite'), 5000);
    const opened = valueOrThrow(await openStudy(study.folder));
    expect(opened.readOnly).toBe(true);
    opened.close();
  });

  it('opens even if it cannot be backed up', async () => {
    const study = await newStudy(join(folder, 'blocked'));
    change(study);
    study.close();
    writeFileSync(join(study.folder, 'backups'), 'a file in the way');
    const opened = valueOrThrow(await openStudy(study.folder, { now: at(0) }));
    expect(opened.readOnly).toBe(false);
    expect(opened.backupFailure?.code).toBe('folder-not-writable');
    opened.close();
    expect(readFileSync(join(study.folder, 'backups'), 'utf8')).toBe('a file in the way');
  });
});

describe('old backups', () => {
  const backup = (hoursAgo: number, why: StudyBackup['why'] = 'regular'): StudyBackup => {
    const time = new Date(Date.UTC(2026, 10, 26, 12) - hoursAgo * HOUR_MS).toISOString();
    return { name: time, at: time, why, audit: { rows: 0, hash: '' }, files: [] };
  };

  it('are thinned to the three newest, seven days and five weeks', () => {
    const hourly = Array.from({ length: 24 * 100 }, (_, hours) => backup(hours));
    const outdated = new Set(outdatedBackups(hourly));
    const kept = hourly.filter((each) => !outdated.has(each));
    expect(kept.slice(0, 3)).toEqual(hourly.slice(0, 3));
    expect(new Set(kept.map((each) => each.at.slice(0, 10))).size).toBe(10);
    expect(kept).toHaveLength(12);
    expect(Date.parse(kept.at(-1)?.at ?? '')).toBeLessThan(Date.UTC(2026, 10, 26) - 20 * 24 * HOUR_MS);
  });

  it('from before the last two changes of the schema stay', () => {
    const backups = [...Array.from({ length: 10 }, (_, i) => backup(i)), backup(5000, 'migration'), backup(6000, 'migration')];
    expect(outdatedBackups(backups).filter(({ why }) => why === 'migration')).toEqual([]);
  });
});
