// One person is one subject, whatever way the person comes in.

import { mkdirSync, readFileSync, rmSync, writeFileSync, cpSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NO_ANSWERS, type ImportAnswers } from '../../../../main/cohort/import-answers.ts';
import { importFiles, planForStudy } from '../../../../main/cohort/import-files.ts';
import { mentionOf } from '../../../../main/cohort/identity/known-people.ts';
import { nameParts } from '../../../../main/cohort/identity/name-joints.ts';
import { StudyPeople } from '../../../../main/cohort/identity/study-people.ts';
import type { NamedStudy } from '../../../../main/cohort/identity/study-names.ts';
import type { Study } from '../../../../main/cohort/study-folder.ts';
import { openIdentityDatabase } from '../../../../main/database/identity-database.ts';
import { openStudyDatabase } from '../../../../main/database/study-database.ts';
import { deidentificationKey } from '../../../../main/dicom/deidentify/key.ts';
import { valueOrThrow } from '../../../../main/domain/failure.ts';
import { UNKNOWN_PATIENT, type Mention } from '../../../../main/domain/person/mention.ts';
import { SPLIT_PARTS } from '../../../../main/domain/study/split.ts';
import { writeSmallCohortFile } from '../../../fixtures/cohort-file.ts';
import { editedDicom, type Edits } from '../../../fixtures/edit-dicom.ts';
import { films, newStudy, temporaryFolder } from '../films.ts';
import { startReaderHere } from '../../../fixtures/start-reader.ts';

const folder = temporaryFolder();
let originals: readonly string[] = [];
let made = 0;

beforeAll(async () => {
  originals = await films(join(folder, 'films'), 2);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const emptyStudy = (): Promise<Study> => newStudy(join(folder, `study-${(made += 1)}`));
const rows = (study: Study, sql: string): unknown[] => study.database.prepare(sql).raw().all();
const signal = new AbortController().signal;

interface Patient {
  readonly number: string;
  readonly issuer?: string;
  readonly sex?: 'F' | 'M';
  readonly born?: string;
  /** The header states that its identity was removed. */
  readonly coded?: boolean;
}

/** A folder with these films, each in a folder of its own name, and these tables. */
function source(patients: Readonly<Record<string, Patient>>, tables: Readonly<Record<string, string>> = {}): string {
  const path = join(folder, `source-${(made += 1)}`);
  mkdirSync(path);
  for (const [at, [place, { number, issuer, sex, born, coded = false }]] of Object.entries(patients).entries()) {
    const original = originals[at % originals.length] ?? '';
    const edits: Edits = new Map([
      [0x00100020, { vr: 'LO', value: number }],
      [0x00100021, issuer === undefined ? null : { vr: 'LO', value: issuer }],
      [0x00100030, born === undefined ? null : { vr: 'DA', value: born }],
      [0x00100040, sex === undefined ? null : { vr: 'CS', value: sex }],
      [0x00120062, coded ? { vr: 'CS', value: 'YES' } : null],
    ]);
    mkdirSync(join(path, place), { recursive: true });
    writeFileSync(join(path, place, 'film.dcm'), editedDicom(readFileSync(original), edits));
    cpSync(`${original}.pts`, join(path, place, 'film.dcm.pts'));
  }
  for (const [name, text] of Object.entries(tables)) {
    mkdirSync(join(path, name, '..'), { recursive: true });
    writeFileSync(join(path, name), text);
  }
  return path;
}

async function importInto(study: Study, paths: readonly string[], answers: Partial<ImportAnswers> = {}) {
  const problems: { file: string; code: string; message: string }[] = [];
  const counts = await importFiles(
    study,
    { paths, landmarks: null, answers: { ...NO_ANSWERS, ...answers } },
    {
      signal,
      step: () => undefined,
      problem: (file, failure) => void problems.push({ file, ...failure }),
      now: () => new Date(0),
      startReader: startReaderHere,
    },
  );
  return { counts, problems };
}

const table = (cohort: string, subject: string, grade: number): string =>
  `cohort,subject,visit,side,osteo_fem_sup\n${cohort},${subject},V00,right,${grade}\n`;

const LABELS_OF_FILMS = `SELECT h.cohort, r.width, l.value FROM hips AS h JOIN radiographs AS r USING (radiograph_id)
  LEFT JOIN labels AS l ON (l.subject, l.visit_key, l.side) = (h.subject, h.visit_key, h.side) WHERE h.side = 'right' ORDER BY 1, 2`;

describe('two sites with a patient 0007', { timeout: 180_000 }, () => {
  const sites = (issuers: readonly [string | undefined, string | undefined]) =>
    source(
      {
        siteA: { number: '0007', ...(issuers[0] === undefined ? {} : { issuer: issuers[0] }), coded: true },
        siteB: { number: '0007', ...(issuers[1] === undefined ? {} : { issuer: issuers[1] }), coded: true },
      },
      { 'siteA/labels.csv': table('siteA', '0007', 0), 'siteB/labels.csv': table('siteB', '0007', 3) },
    );

  it.each([
    ['their issuers', ['siteA', 'siteB']],
    ['the cohorts of the tables beside the films', [undefined, undefined]],
  ] as const)('are two people by %s, in either order', async (_, issuers) => {
    const path = sites(issuers);
    const found: unknown[] = [];
    for (const order of [
      ['siteA', 'siteB'],
      ['siteB', 'siteA'],
    ]) {
      const study = await emptyStudy();
      const { problems } = await importInto(
        study,
        order.map((site) => join(path, site)),
      );
      expect(problems).toEqual([]);
      expect(rows(study, 'SELECT count(DISTINCT subject) FROM hips')).toEqual([[2]]);
      expect(rows(study, 'SELECT DISTINCT visit FROM hips')).toEqual([['V00']]);
      found.push(rows(study, LABELS_OF_FILMS));
      study.close();
    }
    expect(found[0]).toEqual([
      ['siteA', expect.any(Number), 0],
      ['siteB', expect.any(Number), 3],
    ]);
    expect(found[1]).toEqual(found[0]);
  });

  it('keep their labels if one site comes after the other, also in pseudonyms', async () => {
    const path = source(
      { siteA: { number: '0007', issuer: 'siteA' }, siteB: { number: '0007', issuer: 'siteB' } },
      { 'siteA/labels.csv': table('siteA', '0007', 0), 'siteB/labels.csv': table('siteB', '0007', 3) },
    );
    const study = await emptyStudy();
    for (const site of ['siteB', 'siteA']) expect((await importInto(study, [join(path, site)])).problems).toEqual([]);
    expect(rows(study, LABELS_OF_FILMS).map((row) => JSON.stringify(row))).toEqual([
      expect.stringMatching(/^\["siteA",\d+,0\]$/),
      expect.stringMatching(/^\["siteB",\d+,3\]$/),
    ]);
    expect(rows(study, "SELECT count(DISTINCT subject) FROM hips WHERE subject LIKE 'S-%'")).toEqual([[2]]);
    study.close();
  });

  it('are asked about if a table gives the number alone, and told apart by the answer', async () => {
    const path = source(
      { siteA: { number: '0007', issuer: 'siteA' }, siteB: { number: '0007', issuer: 'siteB' } },
      { 'labels.csv': 'subject,visit,side,osteo_fem_sup\n0007,V00,right,2\n', 'split.txt': '0007,train\n' },
    );
    const study = await emptyStudy();
    const { problems, counts } = await importInto(study, [path]);
    expect(problems.map(({ code }) => code)).toEqual(['person-unclear', 'person-unclear']);
    expect([counts.imported, counts.labels.added, rows(study, 'SELECT * FROM splits')]).toEqual([2, 0, []]);
    const plan = await planForStudy(study, { paths: [path], landmarks: null }, { startReader: startReaderHere, signal });
    expect(plan.questions).toMatchObject([{ kind: 'people', numbers: 1, examples: [{ number: '0007', why: 'several' }] }]);
    expect(plan.counts.matchedLabels).toBe(0);
    expect((await importInto(study, [path], { cohort: 'siteB' })).problems).toEqual([]);
    expect(rows(study, LABELS_OF_FILMS).map((row) => JSON.stringify(row))).toEqual([
      expect.stringMatching(/null\]$/),
      expect.stringMatching(/2\]$/),
    ]);
    study.close();
  });

  it('are found by a table that gives the number alone, if it lies with the films of one of them', async () => {
    const path = source(
      { siteA: { number: '0007', issuer: 'siteA' }, siteB: { number: '0007', issuer: 'siteB' } },
      { 'siteB/labels.csv': 'subject,visit,side,osteo_fem_sup\n0007,V00,right,2\n' },
    );
    const study = await emptyStudy();
    expect((await importInto(study, [path])).problems).toEqual([]);
    expect(rows(study, 'SELECT DISTINCT subject FROM labels')).toEqual(
      rows(study, "SELECT DISTINCT subject FROM hips WHERE cohort = 'siteB' OR subject IN (SELECT subject FROM labels)"),
    );
    study.close();
  });
});

describe('films of one number', { timeout: 180_000 }, () => {
  it.each([
    ['sex', { sex: 'F' }, { sex: 'M' }],
    ['birth year', { born: '19400305' }, { born: '19550101' }],
  ] as const)('that differ in %s are left out until somebody says whether they are one person', async (why, one, other) => {
    const path = source(
      { a: { number: 'MRN-1', ...one }, b: { number: 'MRN-1', ...other } },
      { 'labels.csv': 'subject,visit,side,osteo_fem_sup\nMRN-1,V00,right,2\n' },
    );
    const study = await emptyStudy();
    const { counts, problems } = await importInto(study, [path]);
    expect([counts.imported, counts.failed, counts.labels.added]).toEqual([0, 2, 0]);
    expect(new Set(problems.map(({ code }) => code))).toEqual(new Set(['person-unclear']));
    const plan = await planForStudy(study, { paths: [path], landmarks: null }, { startReader: startReaderHere, signal });
    expect(plan.questions).toMatchObject([{ kind: 'people', examples: [{ number: 'MRN-1', why }] }]);
    const merged = await importInto(study, [path], { sameNumber: 'one-person' });
    expect([merged.counts.imported, merged.problems]).toEqual([2, []]);
    expect(rows(study, 'SELECT DISTINCT subject FROM hips')).toHaveLength(1);
    study.close();
    const apart = await emptyStudy();
    await importInto(apart, [path], { sameNumber: 'different-people' });
    expect(rows(apart, 'SELECT DISTINCT subject FROM hips')).toHaveLength(2);
    expect((await importInto(apart, [path])).counts).toMatchObject({ imported: 0, alreadyThere: 2 });
    apart.close();
  });
});

describe('one person', { timeout: 180_000 }, () => {
  const DICOM: Patient = { number: '9000622' };
  const orders = [
    [0, 1, 2, 3],
    [3, 2, 1, 0],
    [2, 0, 3, 1],
  ];

  it.each(orders)(
    'from a film, a cohort file, a table and a split is one subject in one part: order %i %i %i %i',
    { tags: ['slow'], timeout: 180_000 },
    async (...order) => {
      const hdf5 = join(folder, `cohort-${(made += 1)}.h5`);
      await writeSmallCohortFile(hdf5);
      const sources = [
        source({ a: DICOM }),
        hdf5,
        source({}, { 'labels.csv': 'cohort,subject,visit,side,osteo_fem_sup\nOAI,9000622,V01,right,2\n' }),
        source({}, { 'split.txt': 'OAI-9000622,train\n' }),
      ];
      const study = await emptyStudy();
      for (const at of order) {
        const { problems } = await importInto(study, [sources[at] ?? '']);
        expect(problems.filter(({ code }) => code !== 'labels-unmatched')).toEqual([]); // the table may come before its film
      }
      const everywhere = 'SELECT subject FROM hips UNION SELECT subject FROM labels UNION SELECT subject FROM splits';
      expect(rows(study, everywhere)).toHaveLength(1);
      study.close();
    },
  );
});

/** A study that stands only in memory. */
function studyInMemory(): NamedStudy {
  const identities = openIdentityDatabase(':memory:');
  return { identities, database: openStudyDatabase(':memory:'), key: deidentificationKey('secret of the test'), withheld: null };
}

const ROOT = { folder: '/', twins: () => [] };

describe('in any order of sources', () => {
  /** People whose numbers nobody else has. */
  const numbers = ['9000601', '01102', '77'];
  const mentionArb = fc
    .record({
      person: fc.nat({ max: numbers.length - 1 }),
      way: fc.constantFrom('film', 'coded film', 'cohort file', 'table', 'split', 'bare table'),
      part: fc.constantFrom(...SPLIT_PARTS),
    })
    .map(({ person, ...others }) => ({ number: numbers[person] ?? '', ...others }));

  it('people are the same subjects, and nobody stands in two parts of a split', () => {
    fc.assert(
      fc.property(fc.array(mentionArb, { minLength: 1, maxLength: 14 }), fc.boolean(), (mentions, reopened) => {
        const study = studyInMemory();
        let people = new StudyPeople(study, NO_ANSWERS);
        const seen = mentions.map(({ number, way, part }) => {
          if (reopened) people = new StudyPeople(study, NO_ANSWERS);
          const cohort = number === '01102' ? 'CHECK' : 'OAI';
          const short = number.replace(/^0+/, '');
          const film: Mention = { ...UNKNOWN_PATIENT, number, cohort: '', exact: true };
          switch (way) {
            case 'film':
            case 'coded film':
              return {
                number,
                subjects: [valueOrThrow(people.ofFilm({ mention: film, identityRemoved: way === 'coded film' }))],
              };
            case 'cohort file':
              return {
                number,
                subjects: [valueOrThrow(people.ofFilm({ mention: mentionOf(short, cohort), identityRemoved: true }))],
              };
            case 'table':
              return { number, subjects: [valueOrThrow(people.ofLine(mentionOf(number, cohort), ROOT))] };
            case 'bare table':
              return { number, subjects: [valueOrThrow(people.ofLine(mentionOf(short), ROOT))] };
            case 'split': {
              const lines = [`${cohort}-${number}`, short].map((spelling) => [spelling, part] as const);
              return { number, subjects: [...nameParts(people, { folder: '/', parts: lines }).parts.keys()] };
            }
          }
        });
        study.identities.close();
        study.database.close();
        const pairs = new Set(seen.flatMap(({ number, subjects }) => subjects.map((subject) => `${number} ${subject}`)));
        const named = new Set(seen.map(({ number }) => number));
        expect([pairs.size, new Set(seen.flatMap(({ subjects }) => subjects)).size]).toEqual([named.size, named.size]);
      }),
    );
  });

  it('two people of one number are two subjects or a question, and never one', () => {
    const sites = ['siteA', 'siteB'] as const;
    const arb = fc.record({
      site: fc.constantFrom(...sites),
      way: fc.constantFrom('film', 'coded film', 'cohort file', 'table'),
    });
    fc.assert(
      fc.property(fc.array(arb, { minLength: 2, maxLength: 10 }), (mentions) => {
        const study = studyInMemory();
        const people = new StudyPeople(study, NO_ANSWERS);
        const sitesOf = new Map<string, Set<string>>();
        for (const { site, way } of mentions) {
          const film: Mention = { ...UNKNOWN_PATIENT, number: '0007', issuer: site, cohort: '', exact: true };
          const found =
            way === 'table'
              ? people.ofLine(mentionOf('7', site), ROOT)
              : people.ofFilm({
                  mention: way === 'cohort file' ? mentionOf('7', site) : film,
                  identityRemoved: way !== 'film',
                });
          if (found.ok) sitesOf.set(found.value, new Set([...(sitesOf.get(found.value) ?? []), site]));
        }
        expect([...sitesOf.values()].map(({ size }) => size)).toEqual([...sitesOf].map(() => 1));
        study.identities.close();
        study.database.close();
      }),
    );
  });
});

it('a split that names one person in two spellings and two parts leaves the person out and says so', () => {
  const people = new StudyPeople(studyInMemory(), NO_ANSWERS);
  const { parts, problems } = nameParts(people, {
    folder: '/',
    parts: [
      ['OAI-9000601', 'train'],
      ['9000601', 'test'],
      ['OAI-9000602', 'val'],
    ],
  });
  expect([parts.size, problems.map(({ code }) => code)]).toEqual([1, ['split-leak']]);
});
