import { mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { assert, asyncProperty, constantFrom } from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readTable } from '../../../../main/cohort/reading/read-table.ts';
import { TableItemSchema } from '../../../../main/cohort/reading/reader-calls.ts';
import { diskFile } from '../../../../main/cohort/sources/source-file.ts';
import { valueOrThrow } from '../../../../main/domain/failure.ts';
import type { LabelledJoint } from '../../../../main/domain/label.ts';
import { UNKNOWN_PATIENT } from '../../../../main/domain/person/mention.ts';
import type { Grade } from '../../../../main/domain/grade.ts';
import { perQuadrant, type PerQuadrant } from '../../../../main/domain/quadrant.ts';
import {
  labelTableIn,
  readFolderLabels,
  type FilmedHip,
  type MatchedLabels,
} from '../../../../main/learning/evaluation/folder-labels.ts';
import { tableDialect, writeTable } from '../../../fixtures/table-dialects.ts';

let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'osteograde-labels-'));
});

afterAll(async () => rm(folder, { recursive: true, force: true }));

const HEADER = ['subject', 'visit', 'side', 'osteo_fem_sup', 'osteo_fem_inf', 'osteo_acet_sup', 'osteo_acet_inf'];
const GRADES = { 'femur-superior': 1, 'femur-inferior': 0, 'acetabulum-superior': 2, 'acetabulum-inferior': 3 };
const HIP = { subject: '9000622', visit: 'V00', side: 'right' } as const;

describe('the labels of a folder to evaluate on', () => {
  it.each([',', ';', '\t', '|'])('are read with columns separated by "%s"', async (separator) => {
    const { gradesOf, problems } = await labelsOf(table([HEADER, ['9000622', 'V00', 'right', '1', '0', '2', '3']], separator));
    expect(gradesOf({ hip: HIP })).toEqual(GRADES);
    expect(problems).toEqual([]);
  });

  it('are read from the OAI table as released', async () => {
    const header = ['ID', 'hip', 'V00HFOSS', 'V00HFOSI', 'V00HAOSS', 'V00HAOSI', 'V00HSCF'];
    const row = ['9000622', '1: Right', '1: possible', '0', '2', '3', '9'];
    const { gradesOf, problems } = await labelsOf(table([header, row], '|'), ['OAI-9000622']);
    expect(gradesOf({ hip: { ...HIP, subject: 'OAI-9000622' } })).toEqual(GRADES);
    expect(problems).toEqual([]);
  });

  it('hold all five findings for a model that answers them, also of a hip without quadrants', async () => {
    const header = [...HEADER, 'jsn', 'sclerosis', 'cysts'];
    const rows = [
      ['9000622', 'V00', 'right', '1', '0', '2', '3', '2', '1', '0'],
      ['9000622', 'V00', 'left', '', '', '', '', '3', '2', ''],
    ];
    const path = join(folder, 'labels.csv');
    await writeFile(path, table([header, ...rows], ','));
    const { truthOf } = valueOrThrow(await readFolderLabels(path, 'findings')).match([{ hip: HIP }]);
    expect(truthOf({ hip: HIP })).toEqual({
      quadrants: GRADES,
      findings: { 'joint-space-narrowing': 2, sclerosis: 1, cysts: 0 },
    });
    // Sclerosis is absent or present: a 2 of another scale is not known.
    expect(truthOf({ hip: { ...HIP, side: 'left' } })).toEqual({ quadrants: null, findings: { 'joint-space-narrowing': 3 } });
    const { truthOf: ofQuadrants } = valueOrThrow(await readFolderLabels(path)).match([{ hip: HIP }]);
    expect(ofQuadrants({ hip: HIP })).toEqual({ quadrants: GRADES, findings: {} });
    expect(ofQuadrants({ hip: { ...HIP, side: 'left' } })).toBeNull();
  });

  it('find a hip under another spelling of its visit', async () => {
    const { gradesOf } = await labelsOf(table([HEADER, ['9000622', '00', 'R', '1', '0', '2', '3']], ','));
    expect(gradesOf({ hip: HIP })).toEqual(GRADES);
    expect(gradesOf({ hip: { ...HIP, visit: 'V01' } })).toBeNull();
    expect(gradesOf({ hip: { ...HIP, side: 'left' } })).toBeNull();
  });

  it('leave out a hip without a grade in every quadrant', async () => {
    const rows = [
      ['9000622', 'V00', 'right', '1', '', '2', '3'],
      ['9000622', 'V00', 'left', '1', '0', '2', '3'],
    ];
    const { gradesOf, problems } = await labelsOf(table([HEADER, ...rows], ','));
    expect(gradesOf({ hip: HIP })).toBeNull();
    expect(gradesOf({ hip: { ...HIP, side: 'left' } })).toEqual(GRADES);
    expect(problems).toEqual([]);
  });

  it('report a cell that is not a grade, and leave out its hip', async () => {
    const rows = [
      ['9000622', 'V00', 'right', '7', '0', '2', '3'],
      ['9000622', 'V00', 'left', '1', '0', '2', '3'],
    ];
    const { gradesOf, problems } = await labelsOf(table([HEADER, ...rows], ','));
    expect(gradesOf({ hip: HIP })).toBeNull();
    expect(gradesOf({ hip: { ...HIP, side: 'left' } })).toEqual(GRADES);
    expect(problems.map(({ failure }) => failure.message)).toEqual([expect.stringMatching(/^labels\.csv: Line 2 has "7"/)]);
  });

  it('do not complain about columns that are not graded', async () => {
    const { gradesOf, problems } = await labelsOf(
      table(
        [
          [...HEADER, 'kl', 'global'],
          ['9000622', 'V00', 'right', '1', '0', '2', '3', '9', '0'],
        ],
        ',',
      ),
    );
    expect(gradesOf({ hip: HIP })).toEqual(GRADES);
    expect(problems).toEqual([]);
  });

  it('are refused in a table of an unknown format, and if no hip has all four grades', async () => {
    expect(await written('patient,oa\nA,1\n')).toMatchObject({ ok: false, failure: { code: 'labels-malformed' } });
    expect(await written(table([HEADER], ','))).toMatchObject({
      ok: false,
      failure: { message: expect.stringContaining('no hip in all four quadrants') },
    });
    expect(await readFolderLabels(join(folder, 'absent.csv'))).toMatchObject({ failure: { code: 'file-not-found' } });
  });
});

describe('the same table', () => {
  it('gives an evaluation and an import the same labels, whatever program wrote it', async () => {
    const subjects = constantFrom('00121', 'OAI-9000622', 'Jürgen-7', "O'Brien");
    await assert(
      asyncProperty(
        subjects,
        constantFrom('V00', 'T00', '00'),
        constantFrom('R', 'rechts', 'Right'),
        tableDialect(),
        async (...drawn) => {
          const [subject, visit, side, dialect] = drawn;
          const path = join(folder, 'labels.csv');
          await writeFile(path, writeTable([HEADER, [subject, visit, side, '1', '0', '2', '3']], dialect));
          const evaluated = valueOrThrow(await readFolderLabels(path));
          const hip = { subject, visit: 'V00', side: 'right' } as const;
          expect(evaluated.match([{ hip }]).truthOf({ hip })?.quadrants).toEqual(GRADES);
          const labels = perQuadrant((quadrant) => ({ kind: 'graded', value: GRADES[quadrant] }));
          expect(await importedJoints(path)).toEqual([{ cohort: '', subject, visit, side: 'right', labels, metadata: {} }]);
        },
      ),
      { numRuns: 50 },
    );
  });
});

/** As an import reads the table. */
async function importedJoints(path: string): Promise<readonly LabelledJoint[]> {
  const items: unknown[] = [];
  await readTable(diskFile(path, (await stat(path)).size), { presets: [], keep: [] }, (some) => void items.push(...some));
  return items.map((item) => TableItemSchema.parse(item)).flatMap((item) => ('code' in item ? [] : [item]));
}

describe('two people of one number', () => {
  const film = (issuer: string) => ({ hip: { ...HIP, subject: '0007' }, patient: { ...UNKNOWN_PATIENT, issuer } });
  const rows = [
    ['siteA', '0007', 'V00', 'right', '1', '0', '2', '3'],
    ['siteB', '0007', 'V00', 'right', '3', '3', '3', '3'],
  ];

  it('each get their own labels, and count as two', async () => {
    const labels = valueOrThrow(await written(table([['cohort', ...HEADER], ...rows], ',')));
    const { truthOf, personOf, problems } = labels.match([film('siteB'), film('siteA')]);
    expect([truthOf(film('siteA'))?.quadrants, problems]).toEqual([GRADES, []]);
    expect(truthOf(film('siteB'))?.quadrants).toEqual(perQuadrant(() => 3));
    expect(personOf(film('siteA'))).not.toBe(personOf(film('siteB')));
  });

  it('get no labels of a table that gives the number alone', async () => {
    const labels = valueOrThrow(await written(table([HEADER, ['0007', 'V00', 'right', '1', '0', '2', '3']], ',')));
    const { truthOf, problems } = labels.match([film('siteA'), film('siteB')]);
    expect([truthOf(film('siteA')), truthOf(film('siteB'))]).toEqual([null, null]);
    expect(problems.map(({ failure }) => failure.code)).toEqual(['person-unclear']);
  });
});

describe('a leading zero that a spreadsheet dropped', () => {
  const line = (subject: string, grade: string) => [subject, 'V00', 'right', grade, '0', '2', '3'];

  it('is mended where one film and one line can be meant', async () => {
    const { gradesOf } = await labelsOf(table([HEADER, line('121', '1')], ','), ['00121', '00122']);
    expect(gradesOf({ hip: { ...HIP, subject: '00121' } })).toEqual(GRADES);
    expect(gradesOf({ hip: { ...HIP, subject: '00122' } })).toBeNull();
  });

  it('never gives the labels of 1017 to 001017', async () => {
    const { gradesOf } = await labelsOf(table([HEADER, line('1017', '1')], ','), ['1017', '001017']);
    expect(gradesOf({ hip: { ...HIP, subject: '1017' } })).toEqual(GRADES);
    expect(gradesOf({ hip: { ...HIP, subject: '001017' } })).toBeNull();
  });

  it('is not mended where the table has the number in both spellings', async () => {
    const { gradesOf } = await labelsOf(table([HEADER, line('1017', '3'), line('001017', '1')], ','), ['001017']);
    expect(gradesOf({ hip: { ...HIP, subject: '001017' } })).toEqual(GRADES);
  });

  it('is reported where several subjects of the table could be meant', async () => {
    const { gradesOf, problems } = await labelsOf(table([HEADER, line('17', '1'), line('017', '3')], ','), ['0017']);
    expect(gradesOf({ hip: { ...HIP, subject: '0017' } })).toBeNull();
    expect(problems.map(({ failure }) => failure.message)).toEqual([
      expect.stringMatching(/2 subjects of the table could mean one/),
    ]);
  });
});

it('the label table of a folder may have other capitals or another ending', async () => {
  const own = join(folder, 'own');
  await mkdir(own);
  expect(await labelTableIn(own)).toBe(join(own, 'labels.csv'));
  await writeFile(join(own, 'Labels.TXT'), '');
  expect(await labelTableIn(own)).toBe(join(own, 'Labels.TXT'));
  await writeFile(join(own, 'labels.csv'), '');
  expect(await labelTableIn(own)).toBe(join(own, 'labels.csv'));
  expect(await labelTableIn(join(own, 'absent'))).toBe(join(own, 'absent', 'labels.csv'));
});

function table(rows: readonly (readonly string[])[], separator: string): string {
  return rows.map((cells) => `${cells.join(separator)}\n`).join('');
}

async function written(text: string | Buffer): ReturnType<typeof readFolderLabels> {
  const path = join(folder, 'labels.csv');
  await writeFile(path, text);
  return readFolderLabels(path);
}

/** Matched with the hips of these subjects' films. */
async function labelsOf(
  text: string | Buffer,
  subjects: readonly string[] = [HIP.subject],
): Promise<{ readonly gradesOf: (film: FilmedHip) => PerQuadrant<Grade> | null; readonly problems: MatchedLabels['problems'] }> {
  const labels = valueOrThrow(await written(text));
  const { truthOf, problems } = labels.match(subjects.map((subject) => ({ hip: { ...HIP, subject } })));
  return { gradesOf: (film) => truthOf(film)?.quadrants ?? null, problems: [...labels.problems, ...problems] };
}
