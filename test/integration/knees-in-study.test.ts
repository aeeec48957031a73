// Knees in a study: pictures of class folders and a film of both knees come in, are graded by the knee model, and are read.

import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildEnvironment } from '../../main/hosts/build-environment.ts';
import { gradesOnly } from '../fixtures/grades-only.ts';
import { openWorkstation } from '../../main/services/workstation.ts';
import { writeKneeFolders } from '../fixtures/knee-pictures.ts';
import { writeTinyKneeModel } from '../fixtures/tiny-knee-model.ts';
import { temporaryFolder } from '../unit/cohort/films.ts';
import { bothKnees } from '../fixtures/knee-film.ts';
import { clientOf } from './client.ts';

const folder = temporaryFolder();
const resources = join(folder, 'resources');
const workstation = openWorkstation(
  { ...buildEnvironment({ host: 'server', home: join(folder, 'home') }), resources },
  gradesOnly(),
);
const client = clientOf('http://workstation.test', workstation.handler);
/** Follows a job to its end. */
async function run(progress: AsyncIterable<unknown>): Promise<void> {
  let steps = 0;
  for await (const _ of progress) steps += 1;
  expect(steps).toBeGreaterThan(0);
}

beforeAll(async () => {
  mkdirSync(join(resources, 'models'), { recursive: true });
  await writeTinyKneeModel(join(resources, 'models'));
  writeKneeFolders(join(folder, 'knees'), ['train'], 1);
  mkdirSync(join(folder, 'films'));
  writeFileSync(join(folder, 'films', 'both.dcm'), bothKnees('7000001'));
  await client.studies.create({ name: 'Knees', folder: null });
  for (const source of ['knees', 'films'])
    await run(await client.study.import({ paths: [join(folder, source)], upload: null, spacingMm: null }));
}, 120_000);
afterAll(async () => {
  await workstation.shutDown();
  rmSync(folder, { recursive: true, force: true });
});

describe('knees in a study', () => {
  it('come from class folders with their grade, and as the halves of a film of both', async () => {
    const { rows } = await client.hips.list({});
    const knees = rows.map(({ side, knee }) => [side, knee?.label ?? null]);
    expect(knees).toHaveLength(7);
    expect(rows.every(({ knee, problem }) => knee !== undefined && problem === null)).toBe(true);
    const { facets } = await client.hips.list({ kneeLabel: ['3', 'none'] });
    expect(facets.kneeLabel).toEqual(
      ['0', '1', '2', '3', '4', 'none'].map((value) => ({ value, count: value === 'none' ? 2 : 1 })),
    );
    expect(facets.kneeModel).toEqual([{ value: 'none', count: 3 }]);
    expect(
      knees
        .filter(([, label]) => label !== null)
        .map(([, label]) => Number(label))
        .toSorted((a, b) => a - b),
    ).toEqual([0, 1, 2, 3, 4]);
    expect(
      knees
        .filter(([, label]) => label === null)
        .map(([side]) => String(side))
        .toSorted((a, b) => a.localeCompare(b)),
    ).toEqual(['left', 'right']);
  });

  it('are graded by the knee model, with probabilities, Grad-CAM and attention masks', async () => {
    await run(await client.grading.run({ hipIds: [] }));
    const { rows } = await client.hips.list({});
    expect(rows.every(({ knee }) => knee !== undefined && knee.model !== null)).toBe(true);
    const film = rows.filter(({ knee }) => knee?.label === null);
    const right = film.find(({ side }) => side === 'right');
    const open = await client.knees.case({ hipId: right?.hipId ?? '' });
    expect(open.knees.map(({ side }) => side)).toEqual(['right', 'left']);
    const [own, other] = open.knees;
    // The patient's right knee lies at the left of the film.
    expect((own?.area.left ?? 0) + (own?.area.width ?? 0)).toBeLessThanOrEqual((other?.area.left ?? 0) + 1);
    expect(own?.grading?.probabilities.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 5);
    expect(own?.grading?.maps.map(({ kind }) => kind)).toEqual(['grad-cam', 'mask', 'mask']);
    expect(open.model).toMatchObject({ name: 'knees' });
  });

  it('are read, and the reading stands in the list', async () => {
    const [row] = (await client.hips.list({})).rows;
    const hipId = row?.hipId ?? '';
    await client.knees.read({ hipId, label: { kind: 'graded', grade: 4 } });
    const { rows } = await client.hips.list({ state: ['read'] });
    expect(rows.map(({ knee }) => knee?.reading)).toEqual([{ kind: 'graded', grade: 4 }]);
    const read = await client.hips.list({ kneeReading: ['4'] });
    expect(read.rows.map((found) => found.hipId)).toEqual([hipId]);
    expect(read.facets.kneeReading).toEqual([
      { value: '4', count: 1 },
      { value: 'none', count: 6 },
    ]);
    await client.knees.read({ hipId, label: { kind: 'missing' } });
    expect((await client.hips.list({ state: ['read'] })).total).toBe(0);
  });

  it('keep every value that they were read as, newest first, with the reason of a change', async () => {
    const hipId = (await client.hips.list({})).rows[2]?.hipId ?? '';
    const graded = (grade: 1 | 3) => ({ kind: 'graded' as const, grade });
    await client.knees.read({ hipId, label: graded(1) });
    await client.knees.read({ hipId, label: graded(3), why: ' Lateral osteophyte seen ' });
    await client.knees.read({ hipId, label: { kind: 'missing' } });
    const history = await client.reading.history({ hipId });
    expect(
      history.flatMap((version) => (version.kind === 'knee-reading' ? [[version.before, version.after, version.why]] : [])),
    ).toEqual([
      [graded(3), null, null],
      [graded(1), graded(3), 'Lateral osteophyte seen'],
      [null, graded(1), null],
    ]);
  });

  it('are undone and done again in the order in which they were read, and nothing older instead', async () => {
    const hipIds = (await client.hips.list({})).rows.slice(0, 2).map(({ hipId }) => hipId);
    const [first = '', second = ''] = hipIds;
    const older = (await client.changes.newest()).undo;
    const implant = { kind: 'not-gradable', reason: 'implant' } as const;
    await client.knees.read({ hipId: first, label: { kind: 'graded', grade: 2 } });
    await client.knees.read({ hipId: second, label: implant });
    await client.knees.read({ hipId: second, label: implant });
    const step = async (direction: 'undo' | 'redo') => {
      const change = (await client.changes.newest())[direction];
      await client.changes[direction]({ changeId: change?.changeId ?? -1 });
      const { rows } = await client.hips.list({});
      return hipIds.map((hipId) => rows.find((row) => row.hipId === hipId)?.knee?.reading);
    };
    const [two, missing] = [{ kind: 'graded', grade: 2 }, { kind: 'missing' }];
    expect(await step('undo')).toEqual([two, missing]);
    expect(await step('undo')).toEqual([missing, missing]);
    expect((await client.changes.newest()).undo).toEqual(older);
    expect(await step('redo')).toEqual([two, missing]);
    expect(await step('redo')).toEqual([two, implant]);
    for (const hipId of hipIds) await client.knees.read({ hipId, label: { kind: 'missing' } });
  });

  it('are reported as PDF, JSON, table and structured report, with the reading as the final grade', async () => {
    const { rows } = await client.hips.list({});
    const hipIds = rows.map(({ hipId }) => hipId);
    await client.knees.read({ hipId: hipIds[0] ?? '', label: { kind: 'graded', grade: 4 } });
    const report = await client.report.export({ hipIds, formats: ['pdf', 'json', 'csv', 'dicom-sr'] });
    expect([report.hips, report.left]).toEqual([hipIds.length, []]);
    const read = (ending: string): Buffer => readFileSync(report.files.find(({ format }) => format === ending)?.path ?? '');
    expect(
      read('pdf')
        .toString('latin1')
        .match(/\/Type \/Page\b/g),
    ).toHaveLength(hipIds.length);
    const { knees, notice, model } = JSON.parse(read('json').toString());
    expect(notice).toContain('Research use');
    expect(model).toMatchObject({ name: 'knees', evidence: null });
    expect(knees[0]).toMatchObject({ reading: { kind: 'graded', grade: 4 }, finalGrade: 4, probabilities: expect.any(Array) });
    expect(read('dicom-sr').toString('latin1')).toContain('Kellgren-Lawrence grade, 0 to 4');
    const table: Record<string, string>[] = parse(read('csv').toString(), { columns: true });
    expect(table.map(({ final_grade }) => final_grade)).toEqual(
      knees.map(({ finalGrade }: { finalGrade: number }) => String(finalGrade)),
    );
    expect(table[0]).toMatchObject({
      subject: knees[0].subject,
      model: 'knees',
      notice: expect.stringContaining('Research use'),
    });
  });
});
