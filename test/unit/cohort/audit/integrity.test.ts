import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { auditIntegrity } from '../../../../main/cohort/audit/integrity.ts';
import { openStudy, type Study } from '../../../../main/cohort/study-folder.ts';
import { appendAudit, auditHead } from '../../../../main/database/audit.ts';
import { putHip } from '../../../../main/database/hips.ts';
import { insertRadiograph } from '../../../../main/database/radiographs.ts';
import { insertReport } from '../../../../main/database/reports.ts';
import { valueOrThrow } from '../../../../main/domain/failure.ts';
import { sha256Of } from '../../../../main/files/object-store.ts';
import { preparedHip, radiograph } from '../../database/fixtures.ts';
import { newStudy, temporaryFolder } from '../films.ts';

const folder = temporaryFolder();
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let made = 0;

/** A study of ten hips whose pictures and report are stored, with 2500 rows of audit. */
async function soundStudy(): Promise<{ readonly study: Study; readonly crops: readonly string[] }> {
  const study = await newStudy(join(folder, `study-${(made += 1)}`));
  const store = async (text: string): Promise<string> => (await study.objects.put(Buffer.from(text))).sha256;
  const crops: string[] = [];
  for (let i = 0; i < 10; i++) {
    const id = sha256Of(Buffer.from(`film ${i}`));
    insertRadiograph(study.database, {
      ...radiograph(id, `S${i}`, 'V00'),
      pixels: { object: await store(`pixels ${i}`), low: 0, slope: 1 },
    });
    const hip = preparedHip(id, `S${i}`, 'V00', 'left');
    if (hip.prepared === null) throw new Error('The fixture has a crop.');
    const cropObject = await store(`crop ${i}`);
    crops.push(cropObject);
    putHip(study.database, { ...hip, prepared: { ...hip.prepared, cropObject, thumbnailObject: await store('thumbnail') } });
  }
  study.database.transaction(() => {
    for (let i = 0; i < 2500; i++)
      appendAudit(study.database, { at: '2026', actor: 'reader-1', action: 'reading.save', target: 'hip', detail: { i } });
  })();
  mkdirSync(join(study.folder, 'reports', 'r'), { recursive: true });
  writeFileSync(join(study.folder, 'reports', 'r', 'a.csv'), 'grades');
  const file = { name: 'a.csv', format: 'csv' as const, bytes: 6, sha256: sha256Of(Buffer.from('grades')) };
  insertReport(study.database, { reportId: 'r', hips: 1, left: [], createdAt: '2026', files: [file] });
  return { study, crops };
}

const everything = { elapsedMs: () => 0 };

const objectFile = (study: Study, sha256: string): string => join(study.folder, 'objects', sha256.slice(0, 2), sha256.slice(2));

const findingsOf = async (study: Study) =>
  (await auditIntegrity(study, everything)).findings.map(({ audit, severity, count, examples }) => ({
    audit,
    severity,
    count,
    example: examples[0],
  }));

describe('a study', () => {
  it('that is sound has no findings, and prints the head of its record of changes', async () => {
    const { study } = await soundStudy();
    const report = await auditIntegrity(study, everything);
    expect(report.findings).toEqual([]);
    expect(report.auditHead).toEqual(auditHead(study.database));
    expect(report.auditHead.rows).toBe(2500);
    expect(report.pictures).toEqual({ referenced: 21, compared: 21 });
    study.close();
  });

  it('with a changed crop, a lost crop, a stranger to the store and a changed report names each', async () => {
    const { study, crops } = await soundStudy();
    const [first = '', second = ''] = crops;
    writeFileSync(objectFile(study, first), 'crop 0 retouched');
    rmSync(objectFile(study, second));
    await study.objects.put(Buffer.from('left behind'));
    writeFileSync(join(study.folder, 'reports', 'r', 'a.csv'), 'other grades');
    expect(await findingsOf(study)).toEqual([
      { audit: 'stored-pictures', severity: 'blocks', count: 1, example: 'S0 V00 left' },
      { audit: 'stored-pictures', severity: 'blocks', count: 1, example: 'S1 V00 left' },
      { audit: 'stored-pictures', severity: 'note', count: 1, example: sha256Of(Buffer.from('left behind')) },
      { audit: 'saved-reports', severity: 'warning', count: 1, example: 'a.csv' },
    ]);
    study.close();
  });

  it('with a damaged key table names it', async () => {
    const { study } = await soundStudy();
    study.close();
    writeFileSync(join(study.folder, 'identities.sqlite'), 'garbage '.repeat(2500));
    const damaged = valueOrThrow(await openStudy(study.folder));
    expect(await findingsOf(damaged)).toEqual([
      { audit: 'database', severity: 'blocks', count: 1, example: 'identities.sqlite' },
    ]);
    damaged.close();
  });

  it.skipIf(process.platform === 'win32')('with a pipe in place of a report names it, and does not wait', async () => {
    const { study } = await soundStudy();
    const report = join(study.folder, 'reports', 'r', 'a.csv');
    rmSync(report);
    execFileSync('mkfifo', [report]);
    expect(await findingsOf(study)).toEqual([{ audit: 'saved-reports', severity: 'warning', count: 1, example: 'a.csv' }]);
    study.close();
  });

  it('whose record of changes was altered names the first row that does not fit', async () => {
    const { study } = await soundStudy();
    study.database.exec('DROP TRIGGER audit_is_not_rewritten');
    study.database.exec("UPDATE audit SET detail = '{}' WHERE sequence = 1800");
    expect(await findingsOf(study)).toEqual([{ audit: 'audit-chain', severity: 'blocks', count: 1, example: 'row 1800' }]);
    study.close();
  });

  it('is still searched for missing pictures when the time for comparing them is over', async () => {
    const { study, crops } = await soundStudy();
    const [first = '', second = ''] = crops;
    writeFileSync(objectFile(study, first), 'crop 0 retouched');
    rmSync(objectFile(study, second));
    const report = await auditIntegrity(study, { limitMs: 0, elapsedMs: () => 1 });
    expect(report.findings.map(({ examples }) => examples)).toEqual([['S1 V00 left']]);
    expect(report.pictures).toEqual({ referenced: 21, compared: 1 });
    study.close();
  });

  it('lets others work between its steps', async () => {
    const { study } = await soundStudy();
    let turns = 0;
    let done = false;
    const count = (): void => {
      turns += 1;
      if (!done) setImmediate(count);
    };
    setImmediate(count);
    await auditIntegrity(study, everything);
    done = true;
    expect(turns).toBeGreaterThan(25); // 3 pages of the record, 21 pictures, a report, and the thread that checks the database
    study.close();
  });
});
