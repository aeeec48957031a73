import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { gradingOfHip, putGrading } from '../../../main/database/gradings.ts';
import { hipById, putHip, ungradedHipIds } from '../../../main/database/hips.ts';
import { openIdentityDatabase } from '../../../main/database/identity-database.ts';
import { migrate, NewerDatabaseError } from '../../../main/database/migration.ts';
import { insertRadiograph, radiographById } from '../../../main/database/radiographs.ts';
import { readSettings, writeSettings } from '../../../main/database/settings.ts';
import { openStudyDatabase } from '../../../main/database/study-database.ts';
import { takeStudyLock } from '../../../main/database/study-lock.ts';
import { STUDY_MIGRATIONS } from '../../../main/database/migrations/study-migrations.ts';
import { grading, preparedHip, radiograph } from './fixtures.ts';

const folder = mkdtempSync(join(tmpdir(), 'osteograde-database-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('a study database', () => {
  it('numbers its migrations from one without a gap', () => {
    expect(STUDY_MIGRATIONS.map((migration) => migration.number)).toEqual(STUDY_MIGRATIONS.map((_, i) => i + 1));
    for (const migration of STUDY_MIGRATIONS) expect(migration.name).toMatch(/^\d{4}-/);
  });

  it('is made from nothing with strict tables only, and a second opening changes nothing', () => {
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

  it('leaves the shape untouched when a migration fails half way', () => {
    const database = openStudyDatabase(':memory:');
    const broken = { number: STUDY_MIGRATIONS.length + 1, name: 'broken', sql: 'CREATE TABLE extra (a TEXT) STRICT; NONSENSE' };
    expect(() => migrate(database, [...STUDY_MIGRATIONS, broken])).toThrow(/syntax error/);
    expect(database.prepare("SELECT name FROM sqlite_schema WHERE name = 'extra'").all()).toEqual([]);
    expect(database.pragma('user_version', { simple: true })).toBe(STUDY_MIGRATIONS.length);
    database.close();
  });

  it('gives back a radiograph, a hip and its grading as they were put in', () => {
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

  it('keeps an earlier grading when a hip is graded again, and shows the later one', () => {
    const database = openStudyDatabase(':memory:');
    insertRadiograph(database, radiograph('f'.repeat(64), 'S1', 'V00'));
    putHip(database, preparedHip('f'.repeat(64), 'S1', 'V00', 'right'));
    putGrading(database, grading('S1|V00|right', 1));
    putGrading(database, grading('S1|V00|right', 3));
    expect(gradingOfHip(database, 'S1|V00|right')?.grading.quadrants['femur-superior'].grade).toBe(3);
    expect(database.prepare('SELECT count(*) FROM gradings').pluck().get()).toBe(2);
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

  it('is held by one process at a time and free again when let go', () => {
    const path = join(folder, 'study.lock');
    const lock = takeStudyLock(path);
    expect(lock).not.toBeNull();
    expect(takeStudyLock(path)).toBeNull();
    lock?.release();
    const again = takeStudyLock(path);
    expect(again).not.toBeNull();
    again?.release();
  });

  it('keeps identities in a file of their own', () => {
    const path = join(folder, 'identities.sqlite');
    const identities = openIdentityDatabase(path);
    const identity = { radiographId: 'f'.repeat(64), patientId: 'P-1', sourcePath: '/somewhere/film.dcm' };
    identities.put(identity);
    expect(identities.byRadiograph(identity.radiographId)).toEqual(identity);
    expect(identities.byRadiograph('0')).toBeNull();
    identities.close();
  });
});
