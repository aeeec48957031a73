import BetterSqlite3 from 'better-sqlite3';
import { existsSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { backUpStudy } from '../../../main/cohort/safekeeping/back-up.ts';
import { studyBackups } from '../../../main/cohort/safekeeping/backup-files.ts';
import { restoreStudy } from '../../../main/cohort/safekeeping/restore.ts';
import { openStudy, type Study } from '../../../main/cohort/study-folder.ts';
import { appendAudit, firstBrokenAuditRow } from '../../../main/database/audit.ts';
import { putHip } from '../../../main/database/hips.ts';
import { insertRadiograph } from '../../../main/database/radiographs.ts';
import { putReading, readingsOfHips } from '../../../main/database/readings.ts';
import { readingHistory } from '../../../main/database/versions.ts';
import { valueOrThrow } from '../../../main/domain/failure.ts';
import type { Grade } from '../../../main/domain/grade.ts';
import { preparedHip, radiograph } from '../database/fixtures.ts';
import { newStudy, temporaryFolder } from './films.ts';

const folder = temporaryFolder();
const made = join(folder, 'made');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const NOW = new Date('2026-11-27T12:00:00.000Z');
const order = { who: 'reader-1', now: () => NOW };
const HIP = 'S1|V00|right';

function read(study: Study, grade: Grade, at: string): void {
  const reading = { quadrant: 'femur-superior', label: { kind: 'graded', grade } } as const;
  study.database.transaction(() => {
    putReading(study.database, { hipId: HIP, ...reading, reader: 'reader-1', readAt: at });
    appendAudit(study.database, { at, actor: 'reader-1', action: 'reading.save', target: HIP, detail: reading });
  })();
}

/** A study with a backup after its first reading, then another reading and a report, and enough rows to damage some. */
beforeAll(async () => {
  const study = await newStudy(made);
  insertRadiograph(study.database, radiograph('f'.repeat(64), 'S1', 'V00'));
  putHip(study.database, preparedHip('f'.repeat(64), 'S1', 'V00', 'right'));
  study.identities.put({ radiographId: 'f'.repeat(64), patientId: 'P1', sourcePath: '/film' });
  for (let i = 0; i < 300; i++)
    appendAudit(study.database, { at: '2026', actor: 'reader-1', action: 'hip.open', target: HIP, detail: { i } });
  read(study, 1, '2026-11-26T10:00:00.000Z');
  valueOrThrow(await backUpStudy(study, { now: () => new Date('2026-11-26T11:00:00.000Z'), why: 'asked' }));
  read(study, 2, '2026-11-26T12:00:00.000Z');
  read(study, 3, '2026-11-26T13:00:00.000Z');
  appendAudit(study.database, { at: '2026', actor: 'reader-1', action: 'report.export', target: 'r', detail: {} });
  study.close();
});

let copies = 0;
async function copyOfStudy(): Promise<string> {
  const copy = join(folder, `copy-${(copies += 1)}`);
  await cp(made, copy, { recursive: true });
  return copy;
}

async function gradeIn(study: string): Promise<unknown> {
  const opened = valueOrThrow(await openStudy(study, { now: () => NOW }));
  try {
    expect(opened.readOnly).toBe(false);
    expect(firstBrokenAuditRow(opened.database)).toBeNull();
    return readingsOfHips(opened.database, [HIP], 'reader-1').get(HIP)?.['femur-superior'];
  } finally {
    opened.close();
  }
}

const databaseOf = (study: string): string => join(study, 'study.sqlite');

describe('restoring', () => {
  it('takes the newest whole backup, saves readings again that can be read, and tells what is lost', async () => {
    const study = await copyOfStudy();
    const damaged = tearTwoTables(databaseOf(study));
    const report = valueOrThrow(await restoreStudy(study, order));
    expect(report).toMatchObject({
      restored: ['study.sqlite'],
      backup: { audit: { rows: 301 } },
      lost: { readingsSaved: 2, lost: { 'report.export': 1 }, unreadable: 0 },
    });
    expect(readFileSync(join(study, report.setAside, 'study.sqlite')).equals(damaged)).toBe(true);
    expect(await gradeIn(study)).toEqual({ kind: 'graded', grade: 3 });
    const opened = valueOrThrow(await openStudy(study, { now: () => NOW }));
    expect(readingHistory(opened.database, HIP).map(({ at, why }) => [at.slice(11, 13), why === null])).toEqual([
      ['10', true],
      ['12', false],
      ['13', false],
    ]);
    opened.close();
    expect(readdirSync(study).filter((name) => name.includes('restoring'))).toEqual([]);
  });

  it('reads what is left of a database whose end was cut off', async () => {
    const study = await copyOfStudy();
    const database = new BetterSqlite3(databaseOf(study));
    database.exec('CREATE TABLE last_pages AS SELECT randomblob(20000) AS bytes');
    database.close();
    truncateSync(databaseOf(study), statSync(databaseOf(study)).size - 4096);
    const { lost } = valueOrThrow(await restoreStudy(study, order));
    expect(lost).toEqual({ readingsSaved: 2, lost: { 'report.export': 1 }, unreadable: 0 });
  });

  it('says that the loss is unknown if nothing of the damaged database can be read', async () => {
    const study = await copyOfStudy();
    writeFileSync(databaseOf(study), Buffer.alloc(9000, 'garbage'));
    expect(valueOrThrow(await restoreStudy(study, order)).lost).toEqual({ readingsSaved: 0, lost: {}, unreadable: null });
    expect(await gradeIn(study)).toEqual({ kind: 'graded', grade: 1 });
  });

  it('brings back a database that is missing, and opening names the command until then', async () => {
    const study = await copyOfStudy();
    rmSync(databaseOf(study));
    const opened = await openStudy(study);
    expect(opened.ok ? '' : opened.failure.message).toContain(`osteograde restore ${study}`);
    valueOrThrow(await restoreStudy(study, order));
    expect(await gradeIn(study)).toEqual({ kind: 'graded', grade: 1 });
  });

  it.each<[string, (file: string) => void]>([
    ['a sealed audit row', (file) => replaceText(file, '"i":17}', '"i":71}')],
    ['an index', changeIndex],
    ['a reference', removeRadiograph],
    ['the name of an object', changeObjectName],
  ])('finds and repairs damage of %s, which a quick check misses', async (_, damage) => {
    const study = await copyOfStudy();
    damage(databaseOf(study));
    const database = new BetterSqlite3(databaseOf(study), { readonly: true });
    expect(database.pragma('quick_check', { simple: true })).toBe('ok');
    database.close();
    expect(valueOrThrow(await restoreStudy(study, order)).restored).toEqual(['study.sqlite']);
    expect(await gradeIn(study)).toEqual({ kind: 'graded', grade: 3 });
    const again = await restoreStudy(study, order);
    expect(again.ok ? 'restored' : again.failure.code).toBe('bad-request');
  });

  it('passes over a backup that is damaged itself', async () => {
    const study = await copyOfStudy();
    const opened = valueOrThrow(await openStudy(study, { now: () => new Date('2026-11-27T11:00:00.000Z') }));
    const newer = valueOrThrow(await backUpStudy(opened, { now: () => NOW, why: 'asked' }));
    opened.close();
    truncateSync(join(study, 'backups', newer.name, 'study.sqlite'), 20_000);
    truncateSync(databaseOf(study), 20_000);
    const report = valueOrThrow(await restoreStudy(study, order));
    expect(report.damagedBackups).toEqual([newer.name]);
    expect(report.backup?.name).not.toBe(newer.name);
  });

  it('keeps everything before the damaged part of a journal', async () => {
    const source = valueOrThrow(await openStudy(await copyOfStudy()));
    for (const grade of [0, 1, 2, 0, 1, 2] as const) read(source, grade, '2026-11-27T08:00:00.000Z');
    const study = join(folder, 'journal');
    await cp(source.folder, study, { recursive: true });
    source.close();
    const journal = join(study, 'study.sqlite-wal');
    const bytes = readFileSync(journal);
    bytes.fill(0xff, Math.floor(bytes.length * 0.7), Math.floor(bytes.length * 0.7) + 50);
    writeFileSync(journal, bytes);
    const report = valueOrThrow(await restoreStudy(study, order));
    expect(report.backup).toBeNull();
    expect(report.lost?.unreadable).toBeGreaterThan(0);
    expect(existsSync(join(study, report.setAside, 'study.sqlite-wal'))).toBe(true);
    const opened = valueOrThrow(await openStudy(study, { now: () => NOW }));
    expect(readingHistory(opened.database, HIP).length).toBeGreaterThan(3);
    opened.close();
  });

  it('restores a damaged key table alone, and leaves the study as it is', async () => {
    const study = await copyOfStudy();
    truncateSync(join(study, 'identities.sqlite'), 100);
    const report = valueOrThrow(await restoreStudy(study, order));
    expect(report).toMatchObject({ restored: ['identities.sqlite'], lost: null });
    const opened = valueOrThrow(await openStudy(study, { now: () => NOW }));
    expect(opened.withheld).toBeNull();
    expect(opened.identities.byRadiograph('f'.repeat(64))?.patientId).toBe('P1');
    expect(statSync(join(study, 'identities.sqlite')).mode & 0o777).toBe(0o600);
    opened.close();
    expect(await gradeIn(study)).toEqual({ kind: 'graded', grade: 3 });
  });

  it('goes back to a named backup of a whole study, and keeps the later readings', async () => {
    const study = await copyOfStudy();
    const [backup] = await studyBackups(study);
    expect(valueOrThrow(await restoreStudy(study, { ...order, backup: backup?.name })).restored).toEqual(['study.sqlite']);
    expect(await gradeIn(study)).toEqual({ kind: 'graded', grade: 3 });
  });

  it.each<[string, (study: string) => void | Promise<unknown>, string | undefined, string]>([
    ['nothing is damaged', () => undefined, undefined, 'bad-request'],
    ['the backup is unknown', () => undefined, '2020-01-01T00-00-00-000Z', 'file-not-found'],
    ['no backup is whole', loseBackups, undefined, 'study-damaged'],
  ])('changes nothing if %s', async (_, prepare, backup, code) => {
    const study = await copyOfStudy();
    await prepare(study);
    const before = readFileSync(databaseOf(study));
    const result = await restoreStudy(study, { ...order, backup });
    expect(result.ok ? 'restored' : result.failure.code).toBe(code);
    expect(readFileSync(databaseOf(study)).equals(before)).toBe(true);
    expect(existsSync(join(study, 'damaged'))).toBe(false);
  });

  it('waits for nobody: a study that is open elsewhere is busy', async () => {
    const opened = valueOrThrow(await openStudy(await copyOfStudy()));
    const result = await restoreStudy(opened.folder, order);
    expect(result.ok ? '' : result.failure.code).toBe('study-busy');
    opened.close();
  });
});

function loseBackups(study: string): void {
  truncateSync(databaseOf(study), 20_000);
  rmSync(join(study, 'backups'), { recursive: true });
}

/** Replaces text where it stands in the file, as no statement could. */
function replaceText(file: string, from: string, to: string): void {
  const bytes = readFileSync(file);
  const at = bytes.indexOf(from);
  if (at < 0) throw new Error(`The file does not hold ${from}.`);
  bytes.write(to, at);
  writeFileSync(file, bytes);
}

/** Changes a key in an index, so that the index no longer fits its table. */
function changeIndex(file: string): void {
  const database = new BetterSqlite3(file, { readonly: true });
  const roots = database.prepare("SELECT rootpage FROM sqlite_schema WHERE type = 'index' AND tbl_name = 'hips'").pluck().all();
  database.close();
  const bytes = readFileSync(file);
  const pages = roots.map((root) => bytes.subarray((Number(root) - 1) * 4096, Number(root) * 4096));
  const page = pages.find((each) => each.includes('S1'));
  if (page === undefined) throw new Error('No index holds the subject.');
  page.write('S9', page.indexOf('S1'));
  writeFileSync(file, bytes);
}

function removeRadiograph(file: string): void {
  const database = new BetterSqlite3(file);
  database.pragma('foreign_keys = OFF');
  database.exec('DELETE FROM radiographs');
  database.close();
}

function changeObjectName(file: string): void {
  const database = new BetterSqlite3(file);
  database.exec("UPDATE radiographs SET pixels_object = replace(pixels_object, substr(pixels_object, 1, 1), 'z')");
  database.close();
}

/** Tears the root pages of two tables, but not those of the audit. Returns the torn content. */
function tearTwoTables(file: string): Buffer {
  const database = new BetterSqlite3(file, { readonly: true });
  const roots = database.prepare("SELECT rootpage FROM sqlite_schema WHERE name IN ('hips', 'radiographs')").pluck().all();
  database.close();
  const bytes = readFileSync(file);
  for (const root of roots) bytes.fill(0xab, (Number(root) - 1) * 4096, (Number(root) - 1) * 4096 + 2048);
  writeFileSync(file, bytes);
  return bytes;
}
