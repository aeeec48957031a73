// Several studies open at once, through the workstation's handler: what a page asks for reaches its own study and no other.

import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { byteRoutes } from '../../main/contract/byte-routes.ts';
import { buildEnvironment } from '../../main/hosts/build-environment.ts';
import { gradesOnly } from '../fixtures/grades-only.ts';
import { openWorkstation, type Workstation } from '../../main/services/workstation.ts';
import { films, temporaryFolder } from '../unit/cohort/films.ts';
import { writeTinyModel } from '../unit/inference/tiny-model.ts';
import { failureOf, lastOf, pageOf, type Page } from './client.ts';

const ORIGIN = 'http://workstation.test';
const folder = temporaryFolder();
let workstation: Workstation;
let first: Page;
let second: Page;
let hipId = '';

function page(studyId?: string): Page {
  return pageOf(ORIGIN, workstation.handler, studyId);
}

beforeAll(async () => {
  mkdirSync(join(folder, 'resources', 'models'), { recursive: true });
  writeTinyModel(join(folder, 'resources', 'models'));
  await films(join(folder, 'films'), 1, 1);
  workstation = openWorkstation(
    { ...buildEnvironment({ host: 'server', home: join(folder, 'home') }), resources: join(folder, 'resources') },
    gradesOnly(),
  );
  [first, second] = [page(), page()];
  for (const { client } of [first, second]) {
    await client.studies.create({ name: 'Same name', folder: join(folder, client === first.client ? 'one' : 'two') });
    const source = { paths: [join(folder, 'films')], upload: null, spacingMm: null };
    await lastOf(await client.study.import(source));
  }
  // Both studies hold the same films under the same names.
  hipId = (await first.client.hips.list({ side: ['left'] })).rows[0].hipId;
});
afterAll(async () => {
  await workstation.shutDown();
  rmSync(folder, { recursive: true, force: true });
});

const readings = async ({ client }: Page) => (await client.hips.list({ state: ['partly-read'] })).total;

describe('two open studies', () => {
  it('keep a reading in the study of the page, whichever study was opened last', async () => {
    expect((await first.client.studies.newest())?.id).toBe(second.studyId());
    await page(first.studyId()).client.reading.save({
      hipId,
      quadrant: 'femur-superior',
      label: { kind: 'graded', grade: 2 },
    });
    expect([await readings(first), await readings(second)]).toEqual([1, 0]);
  });

  it('have their own jobs, which the other study neither lists, follows nor stops', async () => {
    const run = await lastOf(await first.client.grading.run({ hipIds: [] }));
    expect((await first.client.jobs.list()).map(({ jobId }) => jobId)).toContain(run.jobId);
    expect((await second.client.jobs.list()).map(({ jobId }) => jobId)).not.toContain(run.jobId);
    expect(await failureOf(second.client.jobs.follow({ jobId: run.jobId }))).toBe('bad-request');
    expect(await failureOf(second.client.jobs.problems({ jobId: run.jobId, offset: 0, limit: 1 }))).toBe('bad-request');
    expect((await second.client.study.summary()).graded).toBe(0);
  });

  it('import at the same time, while one study refuses a second import', async () => {
    const source = { paths: [join(folder, 'films')], upload: null, spacingMm: null };
    const [a, b] = await Promise.all([first.client.study.import(source), second.client.study.import(source)]);
    expect(await failureOf(first.client.study.import(source))).toBe('study-busy');
    expect(await failureOf(first.client.studies.close({ id: first.studyId() }))).toBe('study-busy');
    expect([(await lastOf(a)).state, (await lastOf(b)).state]).toEqual(['done', 'done']);
  });

  it('serve a picture only at the address that carries its hash', async () => {
    const fetched = async (address: string) => (await workstation.handler(new Request(ORIGIN + address))).status;
    const [{ thumbnail }] = (await first.client.hips.list({})).rows;
    const [other] = (await first.client.hips.list({})).rows.slice(1);
    expect(await fetched(first.bytes().thumbnail(other.hipId, other.thumbnail ?? ''))).toBe(200);
    expect(await fetched(first.bytes().thumbnail(other.hipId, thumbnail ?? ''))).toBe(404);
    expect(await fetched(byteRoutes('0123456789abcdef').thumbnail(other.hipId, other.thumbnail ?? ''))).toBe(422);
  });

  it('tell a page of changes that another page makes', async () => {
    const { revision } = await page(first.studyId()).client.study.revision();
    await first.client.reading.save({ hipId, quadrant: 'femur-inferior', label: { kind: 'graded', grade: 1 } });
    expect((await page(first.studyId()).client.study.revision()).revision).toBeGreaterThan(revision);
  });

  it('are opened once, whatever path leads to the folder', async () => {
    const again = await page().client.studies.open({ folder: join(folder, 'films', '..', 'one') });
    expect(again.id).toBe(first.studyId());
  });

  it('stay apart when one is closed: its pages are told so and nothing is saved', async () => {
    expect(await first.client.studies.close({ id: first.studyId() })).toEqual({ closed: true });
    const reading = { hipId, quadrant: 'femur-superior', label: { kind: 'graded', grade: 3 } } as const;
    expect(await failureOf(page(first.studyId()).client.reading.save(reading))).toBe('study-closed');
    expect(await readings(second)).toBe(0);
    const id = first.studyId();
    await first.client.studies.open({ folder: join(folder, 'one') });
    expect(first.studyId()).toBe(id);
    const [read] = (await first.client.hips.list({ state: ['partly-read'] })).rows;
    expect(read.reading['femur-superior']).toEqual({ kind: 'graded', grade: 2 });
  });
});
