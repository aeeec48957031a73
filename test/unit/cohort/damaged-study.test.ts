import BetterSqlite3 from 'better-sqlite3';
import {
  appendFileSync,
  copyFileSync,
  cpSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStudy, type Study } from '../../../main/cohort/study-folder.ts';
import { appendAudit } from '../../../main/database/audit.ts';
import { putSetting, settingOf } from '../../../main/database/settings.ts';
import { valueOrThrow, type Failure } from '../../../main/domain/failure.ts';
import { expectWritable } from '../../../main/services/recorded.ts';
import { newStudy, temporaryFolder } from './films.ts';

const folder = temporaryFolder();
const whole = join(folder, 'whole');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

beforeAll(async () => {
  const study = await newStudy(whole);
  for (let i = 0; i < 200; i++)
    appendAudit(study.database, { at: '2026', actor: 'reader-1', action: 'reading.save', target: `hip-${i}`, detail: { i } });
  study.close();
});

let copies = 0;
function copyOfStudy(): string {
  const copy = join(folder, `copy-${(copies += 1)}`);
  cpSync(whole, copy, { recursive: true });
  return copy;
}

async function openingFails(study: string): Promise<Failure> {
  const opened = await openStudy(study);
  if (!opened.ok) return opened.failure;
  opened.value.close();
  throw new Error('The damaged study opened.');
}

const databaseOf = (study: string): string => join(study, 'study.sqlite');

/** Changes a byte of a file. */
function flip(file: string, offset: number): void {
  const bytes = readFileSync(file);
  bytes[offset] = (bytes[offset] ?? 0) ^ 0x10;
  writeFileSync(file, bytes);
}

describe('a damaged study', () => {
  it.each<[string, (study: string) => void, RegExp]>([
    ['is empty', (study) => truncateSync(databaseOf(study)), /it is empty/],
    ['is garbage', (study) => writeFileSync(databaseOf(study), Buffer.alloc(200_000, 'garbage ')), /not a database/],
    ['is truncated', (study) => truncateSync(databaseOf(study), 50_000), /cannot be read/],
    ['has torn pages', (study) => writeFileSync(databaseOf(study), tornPages(databaseOf(study))), /cannot be read/],
    ['has a negative schema version', (study) => setVersion(study, -3), /schema version is impossible/],
    ['has no tables', (study) => emptyDatabase(study), /it is empty/],
  ])('whose database %s says so and how to restore it, and is left as it is', async (_, damage, words) => {
    const study = copyOfStudy();
    damage(study);
    const before = readFileSync(databaseOf(study));
    const { code, message } = await openingFails(study);
    expect(code).toBe('study-damaged');
    expect(message).toMatch(words);
    expect(message).toContain(`osteograde restore ${study}`);
    expect(readFileSync(databaseOf(study)).equals(before)).toBe(true);
    const forReading = await openStudy(study, { readOnly: true });
    expect(forReading.ok ? 'opened' : forReading.failure.code).toBe('study-damaged');
  });

  it('whose newest audit rows were changed opens for reading only, and says how to audit and restore it', async () => {
    const study = copyOfStudy();
    const bytes = readFileSync(databaseOf(study));
    bytes.write('hip-X50', bytes.indexOf('hip-150'));
    writeFileSync(databaseOf(study), bytes);
    const opened = valueOrThrow(await openStudy(study));
    expect(opened.readOnly).toBe(true);
    expect(opened.whyReadOnly?.code).toBe('study-damaged');
    expect(opened.whyReadOnly?.message).toContain(`osteograde audit ${study}`);
    expect(opened.whyReadOnly?.message).toContain(`osteograde restore ${study}`);
    expect((await openingFails(study)).code).toBe('study-busy');
    opened.close();
    expect(readFileSync(databaseOf(study)).equals(bytes)).toBe(true);
  });

  it('of a newer version asks for an update', async () => {
    const study = copyOfStudy();
    setVersion(study, 99);
    expect((await openingFails(study)).code).toBe('study-newer');
  });

  it('whose journal is damaged before its newest changes does not drop them without a word', async () => {
    const { study, journal } = await studyWithJournal();
    flip(journal, Math.floor(statSync(journal).size / 3));
    const before = readFileSync(journal);
    const { code, message } = await openingFails(study);
    expect(code).toBe('study-damaged');
    expect(message).toMatch(/newest changes in its journal/);
    expect(readFileSync(journal).equals(before)).toBe(true);
  });

  it('whose journal ends unfinished opens with everything that was saved', async () => {
    const { study, journal } = await studyWithJournal();
    appendFileSync(journal, readFileSync(journal).subarray(-3000));
    const opened = valueOrThrow(await openStudy(study));
    expect(settingOf(opened.database, 'model')).toBe('model 9');
    opened.close();
  });

  it('with a garbage lock file opens, and is still held by one process alone', async () => {
    const study = copyOfStudy();
    writeFileSync(join(study, 'study.lock'), Buffer.alloc(5000, 'x'));
    const opened = valueOrThrow(await openStudy(study));
    expect((await openingFails(study)).code).toBe('study-busy');
    opened.close();
  });

  it('whose lock file is a folder says so', async () => {
    const study = copyOfStudy();
    rmSync(join(study, 'study.lock'));
    mkdirSync(join(study, 'study.lock'));
    const { code, message } = await openingFails(study);
    expect(code).toBe('folder-not-writable');
    expect(message).toMatch(/study\.lock/);
  });
});

describe('a damaged key table', () => {
  it.each<[string, (file: string) => void]>([
    ['garbage', (file) => writeFileSync(file, Buffer.alloc(20_000, 'garbage '))],
    ['truncated', (file) => truncateSync(file, 9000)],
    ['emptied', (file) => truncateSync(file, 0)],
  ])('that is %s opens the study for reading only, and stays as it is', async (_, damage) => {
    const folderOfStudy = copyOfStudy();
    const file = join(folderOfStudy, 'identities.sqlite');
    damage(file);
    const before = readFileSync(file);
    const study = valueOrThrow(await openStudy(folderOfStudy));
    expect(study.readOnly).toBe(true);
    expect(study.whyReadOnly?.code).toBe('key-damaged');
    expect(study.withheld?.message).toMatch(/osteograde restore/);
    expect(() => expectWritable(study)).toThrow(/osteograde restore/);
    expect((await openingFails(folderOfStudy)).code).toBe('study-busy');
    study.close();
    expect(readFileSync(file).equals(before)).toBe(true);
  });
});

describe('a study from a stranger', () => {
  it.each([
    ['a trigger', 'CREATE TRIGGER evil AFTER INSERT ON audit BEGIN DELETE FROM readings; END', /trigger evil/],
    ['a view', 'CREATE VIEW evil AS SELECT * FROM readings', /view evil/],
    ['a table', 'CREATE TABLE evil (x)', /table evil/],
    ['a missing trigger', 'DROP TRIGGER audit_is_not_shortened', /trigger audit_is_not_shortened/],
    ['a report outside its folder', "INSERT INTO reports VALUES ('../..', 1, '[]', '2026')", /column reports\.report_id/],
    [
      'a report file outside its folder',
      "INSERT INTO reports VALUES ('r', 1, '[]', '2026'); INSERT INTO report_files VALUES ('r', '../../identities.sqlite', 'json', 1, 'x')",
      /column report_files\.name/,
    ],
    [
      'an object outside its folder',
      `INSERT INTO radiographs (radiograph_id, subject, visit, width, height, spacing_mm, spacing_source, window_centre, window_width,
         monochrome1, pixels_object, pixels_low, pixels_slope, imported_at)
       SELECT 'r', 'S', 'V', 1, 1, 1.0, 'PixelSpacing', 0.0, 1.0, 0, '../../identities.sqlite', 0.0, 1.0, '2026'`,
      /column radiographs\.pixels_object/,
    ],
    ['the path of a model file', "INSERT INTO settings VALUES ('model', '/tmp/evil.onnx')", /column settings\.model/],
    ['a changed index', 'DROP INDEX labels_by_visit_key; CREATE INDEX labels_by_visit_key ON labels (side)', /index labels_by/],
  ])('with %s is refused before anything is written', async (_, sql, words) => {
    const study = copyOfStudy();
    changeDatabase(study, sql);
    const before = readFileSync(databaseOf(study));
    const { code, message } = await openingFails(study);
    expect(code).toBe('study-foreign');
    expect(message).toMatch(words);
    expect(readFileSync(databaseOf(study)).equals(before)).toBe(true);
  });

  it('with a link out of its folder is refused', async () => {
    const study = copyOfStudy();
    copyFileSync(databaseOf(study), join(folder, 'elsewhere.sqlite'));
    rmSync(databaseOf(study));
    symlinkSync(join(folder, 'elsewhere.sqlite'), databaseOf(study));
    const { code, message } = await openingFails(study);
    expect(code).toBe('study-foreign');
    expect(message).toMatch(/study\.sqlite/);
  });

  it.each(['reports/report/report.pdf', 'runs/run/log.txt', 'objects/ab'])(
    'with a link out of its folder at %s is refused',
    async (link) => {
      const study = copyOfStudy();
      mkdirSync(dirname(join(study, link)), { recursive: true });
      writeFileSync(join(folder, 'private'), 'of another');
      symlinkSync(join(folder, 'private'), join(study, link));
      const { code, message } = await openingFails(study);
      expect(code).toBe('study-foreign');
      expect(message).toContain(link);
    },
  );

  it('with a link inside its folder opens', async () => {
    const study = copyOfStudy();
    mkdirSync(join(study, 'reports', 'report'), { recursive: true });
    symlinkSync(databaseOf(study), join(study, 'reports', 'report', 'copy'));
    const opened = valueOrThrow(await openStudy(study));
    expect(opened.readOnly).toBe(false);
    opened.close();
  });

  it('that was analysed by SQLite opens', async () => {
    const study = copyOfStudy();
    changeDatabase(study, 'ANALYZE');
    const opened = valueOrThrow(await openStudy(study));
    expect(opened.readOnly).toBe(false);
    opened.close();
  });
});

/** A study with ten changes that stand only in its journal, as after a crash. */
async function studyWithJournal(): Promise<{ readonly study: string; readonly journal: string }> {
  const made = valueOrThrow(await openStudy(copyOfStudy()));
  saveTen(made);
  const study = join(folder, `crashed-${(copies += 1)}`);
  cpSync(made.folder, study, { recursive: true });
  made.close();
  return { study, journal: join(study, 'study.sqlite-wal') };
}

function saveTen({ database }: Study): void {
  for (let i = 0; i < 10; i++) putSetting(database, 'model', `model ${i}`);
}

function tornPages(file: string): Buffer {
  const bytes = readFileSync(file);
  for (let page = 6; page < 12; page++) bytes.fill(0xab, page * 4096, page * 4096 + 2048);
  return bytes;
}

function setVersion(study: string, version: number): void {
  changeDatabase(study, `PRAGMA user_version = ${version}`);
}

function changeDatabase(study: string, sql: string): void {
  const database = new BetterSqlite3(databaseOf(study));
  database.exec(sql);
  database.pragma('wal_checkpoint(TRUNCATE)');
  database.close();
}

function emptyDatabase(study: string): void {
  rmSync(databaseOf(study));
  const database = new BetterSqlite3(databaseOf(study));
  database.exec('VACUUM; CREATE TABLE x (y); DROP TABLE x');
  database.close();
}
