// A study of an earlier version, which kept names, numbers, paths and columns as their files wrote them.

import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { afterAll, expect, it } from 'vitest';
import { openStudy, type Study } from '../../../../main/cohort/study-folder.ts';
import { appendAudit, auditHead, firstBrokenAuditRow } from '../../../../main/database/audit.ts';
import { openIdentityDatabase } from '../../../../main/database/identity-database.ts';
import { migrate } from '../../../../main/database/migration.ts';
import { STUDY_MIGRATIONS } from '../../../../main/database/migrations/study-migrations.ts';
import { writeSettings } from '../../../../main/database/settings.ts';
import { valueOrThrow } from '../../../../main/domain/failure.ts';
import { temporaryFolder } from '../films.ts';

const folder = temporaryFolder();
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const SHA = 'ab'.repeat(32);

/** A study at schema 5 with a coded film, a picture of a named patient, labels of both and of a third patient, readings and reports. */
function earlierStudy(name: string): string {
  const path = join(folder, name);
  mkdirSync(join(path, 'objects'), { recursive: true });
  mkdirSync(join(path, 'runs', 'r1'), { recursive: true });
  const database = new BetterSqlite3(join(path, 'study.sqlite'));
  migrate(database, STUDY_MIGRATIONS.slice(0, 5));
  writeSettings(database, { name: 'Earlier', synthetic: false, createdAt: '2026-01-01T00:00:00.000Z' });
  const put = (sql: string, ...values: unknown[]): void => void database.prepare(sql).run(...values);
  put(
    'INSERT INTO imports VALUES (?, ?, ?, ?)',
    'i1',
    'now',
    'labels',
    JSON.stringify({
      file: 'Beeblebrox.csv',
      sha256: SHA,
      mapping: { name: 'Beeblebrox.csv', subject: { column: 's' }, labels: [] },
    }),
  );
  put(
    'INSERT INTO imports VALUES (?, ?, ?, ?)',
    'i2',
    'now',
    'splits',
    JSON.stringify({ file: 'Beeblebrox split.txt', sha256: SHA }),
  );
  const hip = (subject: string, visit: string, id: string): void => {
    put(
      `INSERT INTO radiographs (radiograph_id, subject, visit, width, height, spacing_mm, spacing_source, window_centre, window_width,
        monochrome1, pixels_object, pixels_low, pixels_slope, imported_at) VALUES (?, ?, ?, 1, 1, 1, 'supplied', 1, 1, 0, ?, 0, 1, 'now')`,
      id,
      subject,
      visit,
      SHA,
    );
    put(
      `INSERT INTO hips (hip_id, subject, visit, side, radiograph_id, problem_code, problem_message) VALUES (?, ?, ?, 'right', ?, ?, ?)`,
      `${subject}|${visit}|right`,
      subject,
      visit,
      id,
      'landmarks-malformed',
      'Beeblebrox.dcm.pts: Point 3 must be two numbers, x and y, but the file has "Zaphod". Export the points again.',
    );
  };
  hip('OAI-9000622', 'V00', 'a1'.repeat(32));
  hip('Beeblebrox', '2019-03-04', 'b2'.repeat(32));
  put("INSERT INTO readings VALUES ('Beeblebrox|2019-03-04|right', 'femur-superior', 'reader-1', 'graded', 2, NULL, 'now')");
  for (const [subject, visit] of [
    ['9000622', 'T00'],
    ['Beeblebrox', '20190304'],
    ['MRN-0815', 'V01'],
  ]) {
    put("INSERT INTO labels VALUES (?, ?, 'right', 'kl', 'graded', 3, NULL, 'i1')", subject, visit);
    put("INSERT INTO label_metadata VALUES (?, ?, 'right', 'phone', '555-0199')", subject, visit);
    put("INSERT INTO label_metadata VALUES (?, ?, 'right', 'cohort', 'OAI')", subject, visit);
  }
  put("INSERT INTO splits VALUES ('Beeblebrox split', 'Beeblebrox', 'train'), ('Beeblebrox split', 'MRN-0815', 'test')");
  put("INSERT INTO settings VALUES ('split', 'Beeblebrox split')");
  put(
    "INSERT INTO jobs VALUES ('j1', 'import', 'done', ?, 'now')",
    JSON.stringify({ problems: [{ file: '/data/Beeblebrox.dcm' }] }),
  );
  put(
    'INSERT INTO reports VALUES (?, 1, ?, ?)',
    'r1',
    JSON.stringify([{ hipId: 'Beeblebrox|2019-03-04|right', failure: { code: 'not-graded', message: 'x' } }]),
    'now',
  );
  const entry = { at: 'now', actor: 'reader-1' };
  appendAudit(database, {
    ...entry,
    action: 'study.import',
    target: 'import',
    detail: { mirrored: true, mapping: 'Beeblebrox.csv' },
  });
  appendAudit(database, { ...entry, action: 'reading.save', target: 'Beeblebrox|2019-03-04|right', detail: {} });
  appendAudit(database, {
    ...entry,
    action: 'report.export',
    target: 'r1',
    detail: { hips: [{ subject: 'Beeblebrox', visit: '2019-03-04', side: 'right' }] },
  });
  database.close();
  const run = { runId: 'r1', dataFolder: '/data/Beeblebrox', weights: null, models: [] };
  writeFileSync(join(path, 'runs', 'r1', 'run.json'), JSON.stringify(run));
  writeFileSync(join(path, 'runs', 'r1', 'labels.json'), JSON.stringify({ train: [{ subject: 'Beeblebrox', labels: [] }] }));
  const identities = openIdentityDatabase(join(path, 'identities.sqlite'));
  identities.put({ radiographId: 'a1'.repeat(32), patientId: 'OAI-9000622', sourcePath: '/data/film.dcm' });
  identities.put({ radiographId: 'b2'.repeat(32), patientId: 'Beeblebrox', sourcePath: '/data/Beeblebrox.png' });
  identities.close();
  return path;
}

/** Every byte of the study outside the keys and the backups, which hold keys. */
function withoutKeys(path: string): string {
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.startsWith('identities') && !entry.parentPath.includes('backups'))
    .map((entry) => `${entry.name}\n${readFileSync(join(entry.parentPath, entry.name), 'latin1')}`)
    .join('\n');
}

const rows = (study: Study, sql: string): unknown[] => study.database.prepare(sql).raw().all();

it('loses every name when it is opened, and nothing else', async () => {
  const path = earlierStudy('one');
  expect(withoutKeys(path)).toMatch(/Beeblebrox/);
  const study = valueOrThrow(await openStudy(path));
  expect(withoutKeys(path)).not.toMatch(/Beeblebrox|Zaphod|2019-?03-?04|0815|555-0199|phone/);
  const named = study.identities.byPatient('Beeblebrox')?.pseudonym ?? '';
  expect(rows(study, 'SELECT hip_id FROM hips ORDER BY 1')).toEqual([['OAI-9000622|V00|right'], [`${named}|day 0|right`]]);
  expect(rows(study, 'SELECT hip_id, grade FROM readings')).toEqual([[`${named}|day 0|right`, 2]]);
  expect(rows(study, 'SELECT hip_id FROM reading_versions')).toEqual([[`${named}|day 0|right`]]);
  const third = study.identities.byPatient('MRN-0815')?.pseudonym ?? '';
  expect(rows(study, 'SELECT subject, visit, value FROM labels ORDER BY subject = ?, visit'.replace('?', `'${third}'`))).toEqual(
    expect.arrayContaining([
      ['OAI-9000622', 'T00', 3],
      [named, 'day 0', 3],
      [third, 'V01', 3],
    ]),
  );
  expect(rows(study, 'SELECT DISTINCT name FROM label_metadata')).toEqual([['cohort']]);
  expect(rows(study, 'SELECT split_name, subject, part FROM splits ORDER BY part')).toEqual([
    [`split ${SHA.slice(0, 8)}`, third, 'test'],
    [`split ${SHA.slice(0, 8)}`, named, 'train'],
  ]);
  expect(rows(study, "SELECT value FROM settings WHERE name = 'split'")).toEqual([[`split ${SHA.slice(0, 8)}`]]);
  expect(rows(study, 'SELECT left_out FROM reports')[0]).toEqual([expect.stringContaining(`${named}|day 0|right`)]);
  expect(study.identities.importFiles('i1')).toEqual(['Beeblebrox.csv']);
  expect(study.identities.runFiles('r1')).toEqual({ dataFolder: '/data/Beeblebrox', weights: null });
  study.close();
});

it.skipIf(process.platform === 'win32')('does not wait for a pipe in place of what a run keeps', async () => {
  const path = earlierStudy('pipes');
  mkdirSync(join(path, 'runs', 'r2'));
  execFileSync('mkfifo', [join(path, 'runs', 'r2', 'run.json'), join(path, 'runs', 'r1', 'manifest.json')]);
  const study = valueOrThrow(await openStudy(path));
  expect(study.identities.runFiles('r1')).toEqual({ dataFolder: '/data/Beeblebrox', weights: null });
  study.close();
});

it('has a whole audit chain afterwards, which says that it was sealed again and what its head was', async () => {
  const path = earlierStudy('two');
  const before = new BetterSqlite3(join(path, 'study.sqlite'));
  const head = auditHead(before);
  before.close();
  const study = valueOrThrow(await openStudy(path));
  expect(firstBrokenAuditRow(study.database)).toBeNull();
  const last = rows(study, 'SELECT action, detail FROM audit ORDER BY sequence DESC LIMIT 1');
  expect(last).toEqual([['study.names', JSON.stringify({ rows: 3, headBefore: head.hash })]]);
  const after = auditHead(study.database);
  study.close();
  const again = valueOrThrow(await openStudy(path));
  expect(auditHead(again.database)).toEqual(after);
  again.close();
});

it('waits for its key table, because the names would be lost without it', async () => {
  const path = earlierStudy('three');
  const database = new BetterSqlite3(join(path, 'study.sqlite'));
  database.exec("INSERT INTO settings VALUES ('identity-key', 'another')");
  database.close();
  const study = valueOrThrow(await openStudy(path));
  expect([study.withheld?.code, rows(study, 'SELECT count(*) FROM label_metadata')]).toEqual(['key-withheld', [[6]]]);
  study.close();
});
