import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { valueOrThrow } from '../../../../main/domain/failure.ts';
import { readFolderLabels, type MatchedLabels } from '../../../../main/learning/evaluation/folder-labels.ts';

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
    expect(gradesOf(HIP)).toEqual(GRADES);
    expect(problems).toEqual([]);
  });

  it('are read from the OAI table as released', async () => {
    const header = ['ID', 'hip', 'V00HFOSS', 'V00HFOSI', 'V00HAOSS', 'V00HAOSI', 'V00HSCF'];
    const row = ['9000622', '1: Right', '1: possible', '0', '2', '3', '9'];
    const { gradesOf, problems } = await labelsOf(table([header, row], '|'), ['OAI-9000622']);
    expect(gradesOf({ ...HIP, subject: 'OAI-9000622' })).toEqual(GRADES);
    expect(problems).toEqual([]);
  });

  it('find a hip under another spelling of its visit', async () => {
    const { gradesOf } = await labelsOf(table([HEADER, ['9000622', '00', 'R', '1', '0', '2', '3']], ','));
    expect(gradesOf(HIP)).toEqual(GRADES);
    expect(gradesOf({ ...HIP, visit: 'V01' })).toBeNull();
    expect(gradesOf({ ...HIP, side: 'left' })).toBeNull();
  });

  it('leave out a hip without a grade in every quadrant', async () => {
    const rows = [
      ['9000622', 'V00', 'right', '1', '', '2', '3'],
      ['9000622', 'V00', 'left', '1', '0', '2', '3'],
    ];
    const { gradesOf, problems } = await labelsOf(table([HEADER, ...rows], ','));
    expect(gradesOf(HIP)).toBeNull();
    expect(gradesOf({ ...HIP, side: 'left' })).toEqual(GRADES);
    expect(problems).toEqual([]);
  });

  it('report a cell that is not a grade, and leave out its hip', async () => {
    const rows = [
      ['9000622', 'V00', 'right', '7', '0', '2', '3'],
      ['9000622', 'V00', 'left', '1', '0', '2', '3'],
    ];
    const { gradesOf, problems } = await labelsOf(table([HEADER, ...rows], ','));
    expect(gradesOf(HIP)).toBeNull();
    expect(gradesOf({ ...HIP, side: 'left' })).toEqual(GRADES);
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
    expect(gradesOf(HIP)).toEqual(GRADES);
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

function table(rows: readonly (readonly string[])[], separator: string): string {
  return rows.map((cells) => `${cells.join(separator)}\n`).join('');
}

async function written(text: string | Buffer): ReturnType<typeof readFolderLabels> {
  const path = join(folder, 'labels.csv');
  await writeFile(path, text);
  return readFolderLabels(path);
}

/** Matched with the hips of these subjects' films. */
async function labelsOf(text: string | Buffer, subjects: readonly string[] = [HIP.subject]): Promise<MatchedLabels> {
  const labels = valueOrThrow(await written(text));
  const { gradesOf, problems } = labels.match(subjects.map((subject) => ({ ...HIP, subject })));
  return { gradesOf, problems: [...labels.problems, ...problems] };
}
