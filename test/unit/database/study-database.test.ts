import BetterSqlite3 from 'better-sqlite3';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { gradingOfHip, putGrading } from '../../../main/database/gradings.ts';
import { labelsOfJoint } from '../../../main/database/labels.ts';
import { hipById, putHip, ungradedHipIds } from '../../../main/database/hips.ts';
import { openIdentityDatabase } from '../../../main/database/identity-database.ts';
import { migrate, NewerDatabaseError } from '../../../main/database/migration.ts';
import { insertRadiograph, radiographById } from '../../../main/database/radiographs.ts';
import { readSettings, writeSettings } from '../../../main/database/settings.ts';
import { openStudyDatabase } from '../../../main/database/study-database.ts';
import { takeStudyLock } from '../../../main/database/study-lock.ts';
import { STUDY_MIGRATIONS } from '../../../main/database/migrations/study-migrations.ts';
import { FINDINGS_SAID, PRESENCE, grading, olderFilm, otherGrading, preparedHip, radiograph } from './fixtures.ts';

const folder = mkdtempSync(join(tmpdir(), 'osteograde-database-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('a study database', () => {
  it('numbers its migrations from one without a gap', () => {
    expect(STUDY_MIGRATIONS.map((migration) => migration.number)).toEqual(STUDY_MIGRATIONS.map((_, i) => i + 1));
    for (const migration of STUDY_MIGRATIONS) expect(migration.name).toMatch(/^\d{4}-/);
  });

  it('is created with strict tables only, and opening it again changes nothing', () => {
    const database = openStudyDatabase(':memory:');
    const loose = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE '%STRICT%'").all();
    expect(loose).toEqual([]);
    expect(migrate(database, STUDY_MIGRATIONS)).toEqual([]);
    database.close();
  });

  it('refuses a database of a later version instead of guessing', () => {
    const database = openStudyDatabase(':memory:');
    database.pragma('user_version = 999');
    expect(() => migrate(database, STUDY_MIGRATIONS)).toThrow(NewerDatabaseError);
    database.close();
  });

  it('keeps its schema if a migration fails halfway', () => {
    const database = openStudyDatabase(':memory:');
    const broken = { number: STUDY_MIGRATIONS.length + 1, name: 'broken', sql: 'CREATE TABLE extra (a TEXT) STRICT; NONSENSE' };
    expect(() => migrate(database, [...STUDY_MIGRATIONS, broken])).toThrow(/syntax error/);
    expect(database.prepare("SELECT name FROM sqlite_schema WHERE name = 'extra'").all()).toEqual([]);
    expect(database.pragma('user_version', { simple: true })).toBe(STUDY_MIGRATIONS.length);
    database.close();
  });

  it('returns a radiograph, a hip and its grading as they were stored', () => {
    const database = openStudyDatabase(':memory:');
    const film = radiograph('f'.repeat(64), 'S1', 'V00');
    const hip = preparedHip(film.radiographId, 'S1', 'V00', 'left');
    insertRadiograph(database, film);
    putHip(database, hip);
    expect(radiographById(database, film.radiographId)).toEqual(film);
    expect(hipById(database, hip.hipId)).toEqual(hip);
    expect(ungradedHipIds(database)).toEqual([hip.hipId]);
    putGrading(database, grading(hip.hipId, 2));
    expect(gradingOfHip(database, hip.hipId)).toEqual(grading(hip.hipId, 2));
    expect(ungradedHipIds(database)).toEqual([]);
    database.close();
  });

  it('keeps an earlier grading when a hip is graded again, and returns the later one', () => {
    const database = openStudyDatabase(':memory:');
    insertRadiograph(database, radiograph('f'.repeat(64), 'S1', 'V00'));
    putHip(database, preparedHip('f'.repeat(64), 'S1', 'V00', 'right'));
    putGrading(database, grading('S1|V00|right', 1));
    putGrading(database, grading('S1|V00|right', 3));
    expect(gradingOfHip(database, 'S1|V00|right')?.grading).toMatchObject({ quadrants: { 'femur-superior': { grade: 3 } } });
    expect(database.prepare('SELECT count(*) FROM gradings').pluck().get()).toBe(2);
    database.close();
  });

  it.each([PRESENCE, FINDINGS_SAID])('returns answers of another kind as they were stored: $kind', (answers) => {
    const database = openStudyDatabase(':memory:');
    insertRadiograph(database, radiograph('f'.repeat(64), 'S1', 'V00'));
    putHip(database, preparedHip('f'.repeat(64), 'S1', 'V00', 'right'));
    const record = otherGrading('S1|V00|right', answers);
    putGrading(database, record);
    expect(gradingOfHip(database, 'S1|V00|right')).toEqual(record);
    expect(ungradedHipIds(database)).toEqual([]);
    // Earlier grades of quadrants are replaced, not mixed with the new answers.
    putGrading(database, grading('S1|V00|right', 3));
    putGrading(database, record);
    expect(database.prepare('SELECT femur_superior, global_probability FROM hips').get()).toEqual({
      femur_superior: null,
      global_probability: null,
    });
    database.close();
  });

  it('migrates an older study completely: gradings, crops, readings and their references', () => {
    const path = join(folder, 'older.sqlite');
    const old = new BetterSqlite3(path);
    migrate(old, STUDY_MIGRATIONS.slice(0, 4));
    old.exec(olderFilm('f'.repeat(64), 'S1', 'V00'));
    old.exec(`INSERT INTO crops VALUES ('S1|V00|right', '{"originX":1,"originY":2,"step":1,"size":224,"mirrored":false,"spacingMm":0.4}', x'',
      'original', 1, 2, 'c', 't')`);
    old.exec(`INSERT INTO readings VALUES ('S1|V00|right', 'femur-superior', 'reader-1', 'graded', 2, NULL, '2026')`);
    const { grading: said, heatmaps } = grading('S1|V00|right', 1);
    if (said.kind !== 'grades') throw new Error('The fixture grades quadrants.');
    old
      .prepare(`INSERT INTO gradings VALUES (5, 'S1|V00|right', 'masked', '1', 'd', ?, ?, 12, '2026', 7, ?)`)
      .run(JSON.stringify(said.quadrants), said.globalProbability, new Uint8Array(heatmaps.values.buffer));
    old.exec(`UPDATE hips SET grading_id = 5, femur_superior = 1, femur_inferior = 1, acetabulum_superior = 1, acetabulum_inferior = 1,
      highest_grade = 1, global_probability = 0.5, attention_flag = 0`);
    old.exec(`INSERT INTO imports VALUES ('i', '2026', 'labels', '{}')`);
    old.exec(`INSERT INTO labels (subject, visit, side, name, kind, value, import_id)
      VALUES ('S1', 'baseline', 'right', 'kl', 'graded', 2, 'i')`);
    old.close();
    const database = openStudyDatabase(path);
    expect(labelsOfJoint(database, { subject: 'S1', visit: 'V00', side: 'right' })).toEqual({ kl: { kind: 'graded', value: 2 } });
    expect(gradingOfHip(database, 'S1|V00|right')).toMatchObject({ grading: said, heatmaps });
    expect(database.prepare('SELECT cohort, visit_key, highest_grade FROM hips').get()).toEqual({
      cohort: 'CHECK',
      visit_key: '0',
      highest_grade: 1,
    });
    expect(database.prepare('SELECT count(*) FROM readings').pluck().get()).toBe(1);
    expect(hipById(database, 'S1|V00|right')?.prepared?.cropObject).toBe('c');
    expect(database.prepare('PRAGMA foreign_key_check').all()).toEqual([]);
    expect(database.pragma('foreign_keys', { simple: true })).toBe(1);
    expect(() => database.exec(`DELETE FROM hips`)).toThrow(/FOREIGN KEY/);
    database.close();
  });

  it('refuses a hip that has neither a crop nor a problem', () => {
    const database = openStudyDatabase(':memory:');
    insertRadiograph(database, radiograph('f'.repeat(64), 'S1', 'V00'));
    const hip = { ...preparedHip('f'.repeat(64), 'S1', 'V00', 'right'), prepared: null };
    expect(() => putHip(database, hip)).toThrow(/either a crop or a problem/);
    database.close();
  });

  it('remembers its name and whether it is synthetic', () => {
    const database = openStudyDatabase(':memory:');
    expect(readSettings(database)).toBeNull();
    const settings = { name: 'Hips of 2026', synthetic: true, createdAt: '2026-01-01T00:00:00.000Z' };
    writeSettings(database, settings);
    expect(readSettings(database)).toEqual(settings);
    database.close();
  });

  it('is locked by one process at a time, and free when released', () => {
    const path = join(folder, 'study.lock');
    const lock = takeStudyLock(path);
    expect(takeStudyLock(path)).toBeNull();
    expect(inAnotherProcess(path)).toBe('held'); // the second try in this process did not free the lock
    lock?.release();
    expect(inAnotherProcess(path)).toBe('free');
  });

  it('stores identities in a separate file', () => {
    const path = join(folder, 'identities.sqlite');
    const identities = openIdentityDatabase(path);
    const identity = { radiographId: 'f'.repeat(64), patientId: 'P-1', sourcePath: '/somewhere/film.dcm' };
    identities.put(identity);
    expect(identities.byRadiograph(identity.radiographId)).toEqual(identity);
    expect(identities.byRadiograph('0')).toBeNull();
    identities.close();
  });
});

/** What another process gets that tries to take the lock. */
function inAnotherProcess(path: string): string {
  const module = new URL('../../../main/database/study-lock.ts', import.meta.url).href;
  const script = `import { takeStudyLock } from '${module}'; console.log(takeStudyLock(process.argv[1]) === null ? 'held' : 'free');`;
  return execFileSync(process.execPath, ['--input-type=module', '-e', script, path], { encoding: 'utf8' }).trim();
}
