import BetterSqlite3 from 'better-sqlite3';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { chooseModelName } from '../../../main/database/settings/chosen-model.ts';
import { putHip } from '../../../main/database/hips.ts';
import { putImport } from '../../../main/database/imports.ts';
import { labelsOfJoint, putLabels } from '../../../main/database/labels.ts';
import { migrate } from '../../../main/database/migration.ts';
import { STUDY_MIGRATIONS } from '../../../main/database/migrations/study-migrations.ts';
import { insertRadiograph } from '../../../main/database/radiographs.ts';
import { putReading, readingsOfHips } from '../../../main/database/readings.ts';
import { openStudyDatabase, type StudyDatabase } from '../../../main/database/study-database.ts';
import { labelHistory, modelHistory, readingHistory } from '../../../main/database/versions.ts';
import type { Grade } from '../../../main/domain/grade.ts';
import { olderFilm, preparedHip, radiograph } from './fixtures.ts';

const folder = mkdtempSync(join(tmpdir(), 'osteograde-versions-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const HIP = 'S1|V00|right';
let database: StudyDatabase;
beforeEach(() => {
  database = openStudyDatabase(':memory:');
  insertRadiograph(database, radiograph('f'.repeat(64), 'S1', 'V00'));
  putHip(database, preparedHip('f'.repeat(64), 'S1', 'V00', 'right'));
  putImport(database, { importId: 'one', at: '2026-01-01', kind: 'labels', detail: {} });
});
afterEach(() => void database.close());

const read = (grade: Grade | null, readAt: string, why?: string): void =>
  putReading(database, {
    hipId: HIP,
    quadrant: 'femur-superior',
    reader: 'reader-1',
    label: grade === null ? { kind: 'missing' } : { kind: 'graded', grade },
    readAt,
    ...(why === undefined ? {} : { why }),
  });

const graded = (grade: Grade) => ({ kind: 'graded', grade });

describe('a reading', () => {
  it('keeps every value that it had, with who, when and why', () => {
    read(1, '2026-01-01');
    read(2, '2026-01-02', 'seen on the lateral view');
    read(2, '2026-01-03');
    read(null, '2026-01-04');
    const by = { quadrant: 'femur-superior', who: 'reader-1' };
    expect(readingHistory(database, HIP)).toEqual([
      { ...by, before: null, after: graded(1), at: '2026-01-01', why: null },
      { ...by, before: graded(1), after: graded(2), at: '2026-01-02', why: 'seen on the lateral view' },
      { ...by, before: graded(2), after: null, at: '2026-01-04', why: null },
    ]);
    expect(readingsOfHips(database, [HIP], 'reader-1').get(HIP)).toBeUndefined();
  });

  it('cannot lose a version, and the last version is what stands', () => {
    read(1, '2026-01-01');
    expect(() => database.exec('DELETE FROM reading_versions')).toThrow(/never removed/);
    expect(() => database.exec("UPDATE reading_versions SET new_value = 'null'")).toThrow(/never changed/);
    expect(readingHistory(database, HIP).at(-1)?.after).toEqual(
      readingsOfHips(database, [HIP], 'reader-1').get(HIP)?.['femur-superior'],
    );
  });
});

describe('a label', () => {
  const label = (value: number, why: string | null, at: string, visit = 'V00', subject = 'S1') =>
    putLabels(database, { importId: 'one', who: 'reader-1', at, why }, [
      { cohort: '', subject, visit, side: 'right', labels: { kl: { kind: 'graded', value } }, metadata: {} },
    ]);

  it('is replaced only with a reason, and keeps what it was', () => {
    label(1, null, '2026-01-01');
    expect(() => label(2, null, '2026-01-02')).toThrow(/only with a reason/);
    expect(labelsOfJoint(database, { subject: 'S1', visit: 'V00', side: 'right' })).toMatchObject({ kl: { value: 1 } });
    label(2, 'read again by two readers', '2026-01-03', 'T00');
    const by = { name: 'kl', importId: 'one', who: 'reader-1' };
    expect(labelHistory(database, { subject: 'S1', visit: '00', side: 'right' })).toEqual([
      { ...by, before: null, after: { kind: 'graded', value: 1 }, at: '2026-01-01', why: null },
      {
        ...by,
        before: { kind: 'graded', value: 1 },
        after: { kind: 'graded', value: 2 },
        at: '2026-01-03',
        why: 'read again by two readers',
      },
    ]);
    expect(() => database.exec('DELETE FROM label_versions')).toThrow(/never removed/);
    expect(() => database.exec("UPDATE label_versions SET why = 'x'")).toThrow(/never changed/);
  });
});

describe('a chosen model', () => {
  it('keeps the models that were chosen before', () => {
    const by = { who: 'reader-1', why: null };
    chooseModelName(database, 'a', { ...by, at: '2026-01-01' });
    chooseModelName(database, 'a', { ...by, at: '2026-01-02' });
    chooseModelName(database, 'b', { ...by, at: '2026-01-03' });
    expect(modelHistory(database)).toEqual([
      { ...by, before: null, after: 'a', at: '2026-01-01' },
      { ...by, before: 'a', after: 'b', at: '2026-01-03' },
    ]);
  });
});

describe('a study of before versions', () => {
  it('begins its history with what stands in it', () => {
    const path = join(folder, 'before.sqlite');
    const old = new BetterSqlite3(path);
    migrate(old, STUDY_MIGRATIONS.slice(0, 5));
    old.exec(olderFilm('f'.repeat(64), 'S1', 'V00'));
    old.exec(`INSERT INTO imports VALUES ('one', '2025-12-01', 'labels', '{}');
      INSERT INTO readings VALUES ('${HIP}', 'femur-superior', 'reader-1', 'graded', 2, NULL, '2026-02-01');
      INSERT INTO readings VALUES ('${HIP}', 'femur-inferior', 'reader-1', 'not-gradable', NULL, 'implant', '2026-02-01');
      INSERT INTO labels VALUES ('S1', 'V00', 'right', 'kl', 'graded', 3, NULL, 'one');
      INSERT INTO settings VALUES ('model', 'm');`);
    old.close();
    const migrated = openStudyDatabase(path);
    expect(readingHistory(migrated, HIP).map(({ quadrant, after, at }) => [quadrant, after, at])).toEqual([
      ['femur-inferior', { kind: 'not-gradable', reason: 'implant' }, '2026-02-01'],
      ['femur-superior', graded(2), '2026-02-01'],
    ]);
    expect(labelHistory(migrated, { subject: 'S1', visit: 'V00', side: 'right' })).toEqual([
      {
        name: 'kl',
        importId: 'one',
        who: 'reader-1',
        before: null,
        after: { kind: 'graded', value: 3 },
        at: '2025-12-01',
        why: null,
      },
    ]);
    expect(modelHistory(migrated).map(({ after }) => after)).toEqual(['m']);
    migrated.close();
  });
});
