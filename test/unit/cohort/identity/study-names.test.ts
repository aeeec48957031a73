// What a study calls people, visits, cohorts and files.

import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { encode } from 'fast-png';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NO_ANSWERS, type ImportAnswers } from '../../../../main/cohort/import-answers.ts';
import { importFiles, planForStudy } from '../../../../main/cohort/import-files.ts';
import { visitIn } from '../../../../main/cohort/identity/study-names.ts';
import { putLabelPreset } from '../../../../main/cohort/labels/label-presets.ts';
import { parseMapping } from '../../../../main/cohort/labels/label-mapping.ts';
import type { Study } from '../../../../main/cohort/study-folder.ts';
import { listImports } from '../../../../main/database/imports.ts';
import { valueOrThrow } from '../../../../main/domain/failure.ts';
import { editedDicom } from '../../../fixtures/edit-dicom.ts';
import { films, newStudy, temporaryFolder } from '../films.ts';
import { startReaderHere } from '../../../fixtures/start-reader.ts';

const folder = temporaryFolder();
let original = '';
let studies = 0;

beforeAll(async () => {
  [original] = await films(join(folder, 'films'), 1);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const emptyStudy = (): Promise<Study> => newStudy(join(folder, `study-${(studies += 1)}`));

/** A folder with the film of a named patient and these tables. */
function folderWith(tables: Readonly<Record<string, string>>, patientId: string | null = 'MRN-4711', points = true): string {
  const path = join(folder, `source-${(studies += 1)}`);
  mkdirSync(path);
  if (patientId !== null) {
    const edits = new Map([
      [0x00100020, { vr: 'LO', value: patientId }],
      [0x00120050, { vr: 'LO', value: '2019-03-04' }],
      [0x00120062, null],
    ]);
    writeFileSync(join(path, 'Beeblebrox.dcm'), editedDicom(readFileSync(original), edits));
    if (points) cpSync(`${original}.pts`, join(path, 'Beeblebrox.dcm.pts'));
  }
  for (const [name, text] of Object.entries(tables)) writeFileSync(join(path, name), text);
  return path;
}

async function importInto(study: Study, path: string, answers: Partial<ImportAnswers> = {}) {
  const problems: { file: string; code: string; message: string }[] = [];
  const counts = await importFiles(
    study,
    { paths: [path], landmarks: null, answers: { ...NO_ANSWERS, ...answers } },
    {
      signal: new AbortController().signal,
      step: () => undefined,
      problem: (file, failure) => void problems.push({ file, ...failure }),
      now: () => new Date(0),
      startReader: startReaderHere,
    },
  );
  return { counts, problems };
}

const rows = (study: Study, sql: string): unknown[] => study.database.prepare(sql).raw().all();

/** Every file of the study except the key table, as text. */
function withoutKeys(study: Study): string {
  return readdirSync(study.folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.startsWith('identities.sqlite'))
    .map((entry) => `${entry.name}\n${readFileSync(join(entry.parentPath, entry.name), 'latin1')}`)
    .join('\n');
}

describe('a label table', () => {
  it('leaves behind the numbers of patients without a radiograph, and joins them when the radiograph comes', async () => {
    const study = await emptyStudy();
    const table = 'subject,visit,side,osteo_fem_sup\nMRN-4711,2019-03-04,right,2\nMRN-0815,V01,left,1\n';
    await importInto(study, folderWith({ 'labels.csv': table }, null));
    const before = rows(study, 'SELECT DISTINCT subject FROM labels');
    expect(before).toEqual([[expect.stringMatching(/^S-/)], [expect.stringMatching(/^S-/)]]);
    expect(withoutKeys(study)).not.toMatch(/4711|0815|2019-03-04/);
    await importInto(study, folderWith({}));
    expect(rows(study, 'SELECT l.visit, l.value FROM labels AS l JOIN hips AS h USING (subject, visit_key, side)')).toEqual([
      ['day 0', 2],
    ]);
    expect((await importInto(study, folderWith({ 'labels.csv': table }, null))).counts.labels).toMatchObject({
      added: 0,
      changed: 0,
    });
    study.close();
  });

  it('keeps no column that nobody picked; a picked one loses dates and the patient’s number', async () => {
    const table =
      'subject,visit,side,osteo_fem_sup,patient_name,phone,scanned,note,laterality\n' +
      'MRN-4711,2019-03-04,right,2,Beeblebrox,555-0199,05.03.2019,as MRN-4711,R\n';
    const study = await emptyStudy();
    await importInto(study, folderWith({ 'Beeblebrox labels.csv': table }));
    expect(rows(study, 'SELECT name, value FROM label_metadata')).toEqual([['laterality', 'right']]);
    expect(withoutKeys(study)).not.toMatch(/Beeblebrox|555-0199|patient_name|phone|4711|2019/);
    await importInto(study, folderWith({ 'labels.csv': table }), { keep: ['scanned', 'note'] });
    expect(rows(study, 'SELECT name, value FROM label_metadata ORDER BY name')).toEqual([
      ['laterality', 'right'],
      ['scanned', 'day 1'],
    ]);
    study.close();
  });

  it('asks about its other columns and says which look like an identity, but picks none', async () => {
    const table = 'subject,visit,side,osteo_fem_sup,age,doctor,patient_name\nA1,V00,right,2,61,"Smith, John",x\n';
    const study = await emptyStudy();
    const plan = await planForStudy(
      study,
      { paths: [folderWith({ 'labels.csv': table }, null)], landmarks: null },
      { startReader: startReaderHere, signal: new AbortController().signal },
    );
    expect(plan.questions).toEqual([
      {
        kind: 'other-columns',
        file: 'labels.csv',
        columns: ['age', 'doctor', 'patient_name'],
        identifying: ['doctor', 'patient_name'],
      },
    ]);
    study.close();
  });

  it('replaces labels only for a reason, after asking with examples', async () => {
    const table = (grade: number) => ({
      'labels.csv': `subject,visit,side,osteo_fem_sup,osteo_fem_inf\nMRN-4711,V00,right,${grade},0\n`,
    });
    const study = await emptyStudy();
    await importInto(study, folderWith(table(2), null));
    const source = folderWith(table(3), null);
    const reading = { startReader: startReaderHere, signal: new AbortController().signal };
    const plan = await planForStudy(study, { paths: [source], landmarks: null }, reading);
    const graded = (value: number) => ({ kind: 'graded', value });
    expect(plan.questions).toMatchObject([
      { kind: 'replaced-labels', labels: 1, examples: [{ label: 'femur-superior', before: graded(2), after: graded(3) }] },
    ]);
    const value = () => rows(study, "SELECT value FROM labels WHERE name = 'femur-superior'");
    const without = await importInto(study, source);
    expect([without.counts.labels, without.problems.map(({ code }) => code), value()]).toEqual([
      { added: 0, changed: 0, joints: 1 },
      ['labels-kept'],
      [[2]],
    ]);
    const withReason = await importInto(study, source, { replaceReason: 'second reading' });
    expect([withReason.counts.labels, withReason.problems, value()]).toEqual([{ added: 0, changed: 1, joints: 1 }, [], [[3]]]);
    expect(rows(study, "SELECT actor, detail FROM audit WHERE action = 'labels.import'").at(-1)).toEqual([
      'reader-1',
      JSON.stringify({ added: 0, changed: 1, kept: 0, reason: 'second reading' }),
    ]);
    study.close();
  });

  it('leaves its own name out of the record of the import, out of its preset and out of the audit', async () => {
    const study = await emptyStudy();
    const mapping = valueOrThrow(
      parseMapping(
        JSON.stringify({
          name: 'Beeblebrox.csv',
          cohort: { value: '' },
          subject: { column: 'who' },
          visit: { value: 'V00' },
          side: { column: 'side' },
          labels: [{ column: 'kl', name: 'kl', kind: 'graded' }],
        }),
      ),
    );
    putLabelPreset(study.database, mapping);
    await importInto(study, folderWith({ 'Beeblebrox.csv': 'who,side,kl\nMRN-4711,R,2\n' }, null));
    const [record] = listImports(study.database);
    expect(withoutKeys(study)).not.toMatch(/Beeblebrox|4711/);
    expect(study.identities.importFiles(record.importId)).toEqual(['Beeblebrox.csv']);
    study.close();
  });
});

describe('the names of files', () => {
  it('stay out of the problems of hips that a study stores', async () => {
    const study = await emptyStudy();
    const source = folderWith({}, 'MRN-4711', false);
    const { problems } = await importInto(study, source);
    expect(problems[0].message).toContain('Beeblebrox.dcm');
    writeFileSync(join(source, 'Beeblebrox.dcm.pts'), 'version: 1\nn_points: 160\n{\nBeeblebrox Zaphod\n}\n');
    await importInto(study, source);
    expect(withoutKeys(study)).not.toMatch(/Beeblebrox|Zaphod/);
    expect(rows(study, 'SELECT DISTINCT problem_code FROM hips').length).toBe(1);
    study.close();
  });

  it('give pictures and class folders a pseudonym, and a split a neutral name', async () => {
    const picture = encode({
      width: 32,
      height: 32,
      data: Uint8Array.from({ length: 1024 }, (_, i) => i % 251),
      depth: 8,
      channels: 1,
    });
    const source = folderWith({ 'split of Beeblebrox.txt': '9000099 train\nZaphod test\n' }, null);
    mkdirSync(join(source, 'train', '3'), { recursive: true });
    writeFileSync(join(source, 'train', '3', '9000099R.png'), picture);
    writeFileSync(
      join(source, 'Beeblebrox.png'),
      encode({ width: 32, height: 32, data: new Uint8Array(1024).map((_, i) => i % 97), depth: 8, channels: 1 }),
    );
    const study = await emptyStudy();
    await importInto(study, source, { spacingMm: 0.2 });
    expect(withoutKeys(study)).not.toMatch(/9000099|Beeblebrox|Zaphod/);
    expect(rows(study, 'SELECT DISTINCT subject FROM radiographs')).toEqual([
      [expect.stringMatching(/^S-/)],
      [expect.stringMatching(/^S-/)],
    ]);
    const [knee] = rows(study, "SELECT subject FROM hips WHERE joint = 'knee'");
    expect(rows(study, "SELECT subject, value FROM labels WHERE name = 'kl'")).toEqual([[String(knee), 3]]);
    expect(rows(study, 'SELECT DISTINCT split_name FROM splits ORDER BY 1')).toEqual([
      ['class folders'],
      [expect.stringMatching(/^split [0-9a-f]{8}$/)],
    ]);
    study.close();
  });
});

describe('a visit', () => {
  it.each(['', 'V00', 'T10', '24 months', 'baseline', 'V00 (2)', 'day 372', 'day -3'])('named %s stays', async (visit) => {
    const study = await emptyStudy();
    expect(visitIn(study, 'S-1', visit)).toBe(visit);
    study.close();
  });

  it('named by a date becomes the days since the first date of the subject, in every spelling', async () => {
    const study = await emptyStudy();
    const visits = ['20190304', '2019-03-04', '04.03.2019', '2020-03-04', '13/02/2019', '2018-03-04T12:00'];
    expect(visits.map((visit) => visitIn(study, 'S-1', visit))).toEqual([
      'day 0',
      'day 0',
      'day 0',
      'day 366',
      'day -19',
      'day -365',
    ]);
    expect(visitIn(study, 'S-2', '2020-03-04')).toBe('day 0');
    study.close();
  });

  it.each(['ACC-20190304-17', '03/04/2019', '2019-02-30', 'Zaphod', '0815472'])(
    'named %s is replaced, and only once',
    async (visit) => {
      const study = await emptyStudy();
      const replaced = visitIn(study, 'S-1', visit);
      expect(replaced).toMatch(/^T-[2-9A-Z]{4}$/);
      expect(visitIn(study, 'S-2', replaced)).toBe(replaced);
      expect(study.identities.originalName('visit', replaced)).toBe(visit);
      study.close();
    },
  );
});

it('only the owner can read the key table', async () => {
  const study = await emptyStudy();
  expect(statSync(join(study.folder, 'identities.sqlite')).mode & 0o777).toBe(0o600);
  study.close();
});
