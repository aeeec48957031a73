// Every group of the contract on real phantom DICOM files, SQLite, ONNX Runtime and PDF.

import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { zstdDecompressSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PREVIEW_HALVINGS, previewOf } from '../../main/domain/film/preview.ts';
import { QUADRANTS } from '../../main/domain/quadrant.ts';
import { uploadRoute } from '../../main/contract/byte-routes.ts';
import type { Progress } from '../../main/domain/study/job.ts';
import { buildEnvironment } from '../../main/hosts/build-environment.ts';
import { gradesOnly } from '../fixtures/grades-only.ts';
import { openWorkstation, type Workstation } from '../../main/services/workstation.ts';
import { films, temporaryFolder } from '../unit/cohort/films.ts';
import { writeTinyModel } from '../unit/inference/tiny-model.ts';
import { failureOf, lastOf, pageOf, type Client, type Page } from './client.ts';

const ORIGIN = 'http://workstation.test';
const folder = temporaryFolder();
const unexpected: unknown[] = [];
let workstation: Workstation;
let page: Page;
let client: Client;

function open(): void {
  const environment = {
    ...buildEnvironment({ host: 'server', home: join(folder, 'home') }),
    resources: join(folder, 'resources'),
    errors: { report: (error: unknown) => unexpected.push(error), note: () => undefined, repeat: () => undefined },
  };
  workstation = openWorkstation(environment, gradesOnly());
  page = pageOf(ORIGIN, workstation.handler);
  client = page.client;
}

const bytes = (path: string, init?: RequestInit) => workstation.handler(new Request(ORIGIN + path, init));

beforeAll(async () => {
  mkdirSync(join(folder, 'resources', 'models'), { recursive: true });
  writeTinyModel(join(folder, 'resources', 'models'));
  await films(join(folder, 'films'), 1, 2);
  open();
});
afterAll(async () => {
  await workstation.shutDown();
  rmSync(folder, { recursive: true, force: true });
});

describe('the workstation', () => {
  it('starts without a study and reports that', async () => {
    expect(await client.studies.newest()).toBeNull();
    expect(await failureOf(client.hips.list({}))).toBe('study-closed');
    expect((await bytes(page.bytes().thumbnail('x', 'y'))).status).toBe(422);
    expect((await client.workstation.about()).models.map((model) => model.name)).toEqual(['tiny']);
  });

  it('creates a study, imports into it, and lists both hips of every visit', async () => {
    const created = await client.studies.create({ name: 'Hips: 1/2', folder: null });
    expect(created.folder).toBe(join(folder, 'home', 'studies', 'Hips 1 2'));
    const end = await lastOf(await client.study.import({ paths: [join(folder, 'films')], upload: null, spacingMm: null }));
    expect(end).toMatchObject({ state: 'done', problems: 1, failure: null }); // truth.json is left out
    const worklist = await client.hips.list({});
    expect(worklist.total).toBe(4);
    expect(worklist.rows.map((row) => [row.model, row.problem])).toEqual(Array.from({ length: 4 }, () => [null, null]));
    expect(await client.studies.recent()).toMatchObject([{ name: 'Hips: 1/2' }]);
  });

  it('grades the hips that have no grade yet, once', async () => {
    const end = await lastOf(await client.grading.run({ hipIds: [] }));
    expect(end).toMatchObject({ state: 'done', done: 4, total: 4 });
    expect((await client.study.summary()).graded).toBe(4);
    expect((await lastOf(await client.grading.run({ hipIds: [] }))).total).toBe(0);
    const worklist = await client.hips.list({ state: ['graded'], order: 'grade' });
    expect(worklist.total).toBe(4);
  });

  it('shows a case with both hips, the requested one first, and its visits', async () => {
    const [row] = (await client.hips.list({ side: ['left'] })).rows;
    const shown = await client.hips.case({ hipId: row.hipId });
    expect(shown.hips.map((hip) => hip.side)).toEqual(['left', 'right']);
    expect(shown.hips[0].landmarks).toHaveLength(80);
    expect(shown.hips[0].frame.mirrored).toBe(true);
    expect(shown.timeline).toHaveLength(2);
    expect(shown.model?.name).toBe('tiny');
    const { grading } = shown.hips[0];
    expect(grading?.kind).toBe('grades');
    const quadrants = grading?.kind === 'grades' ? Object.values(grading.quadrants) : [];
    expect(quadrants).toHaveLength(4);
    for (const { probabilities } of quadrants) expect(probabilities.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 5);
    expect(await failureOf(client.hips.case({ hipId: 'nobody|V00|left' }))).toBe('hip-not-found');
  });

  it('serves pixels, thumbnails and heatmaps', async () => {
    const [row] = (await client.hips.list({})).rows;
    const { radiograph } = await client.hips.case({ hipId: row.hipId });
    const whole = await bytes(page.bytes().radiograph(row.radiographId, radiograph.pixels, 32768));
    expect(Number(whole.headers.get('x-width'))).toBe(radiograph.width);
    const pixels = await whole.arrayBuffer();
    expect(pixels.byteLength).toBe(2 * radiograph.width * radiograph.height);
    expect(Number(whole.headers.get('x-slope'))).toBe(1);
    const small = await bytes(page.bytes().radiograph(row.radiographId, radiograph.pixels, 500));
    expect(Math.max(Number(small.headers.get('x-width')), Number(small.headers.get('x-height')))).toBe(500);
    const preview = await bytes(page.bytes().preview(row.radiographId, radiograph.pixels));
    const { width, height } = radiograph;
    const film = { width, height, values: new Uint16Array(pixels) };
    expect(preview.headers.get('x-halvings')).toBe(String(PREVIEW_HALVINGS));
    expect(new Uint16Array(await preview.arrayBuffer())).toEqual(previewOf(film).values);
    const ofHip = await bytes(page.bytes().previewOfHip(row.hipId));
    expect(ofHip.headers.get('x-radiograph')).toBe(row.radiographId);
    expect(ofHip.headers.get('x-pixels')).toBe(radiograph.pixels);
    expect(new Uint16Array(await ofHip.arrayBuffer())).toEqual(previewOf(film).values);
    expect((await bytes(page.bytes().previewOfHip('nobody|V00|left'))).status).toBe(204);
    // A browser that can unpack zstd gets the films as they are stored.
    for (const route of [
      page.bytes().radiograph(row.radiographId, radiograph.pixels, 32768),
      page.bytes().preview(row.radiographId, radiograph.pixels),
    ]) {
      const plain = await (await bytes(route)).arrayBuffer();
      const stored = await bytes(route, { headers: { 'accept-encoding': 'gzip, br, zstd' } });
      expect(stored.headers.get('content-encoding')).toBe('zstd');
      expect(zstdDecompressSync(await stored.arrayBuffer()).equals(Buffer.from(plain))).toBe(true);
    }
    expect((await bytes(page.bytes().preview(row.radiographId, row.thumbnail ?? ''))).status).toBe(404);
    const thumbnail = await bytes(page.bytes().thumbnail(row.hipId, row.thumbnail ?? ''));
    expect(
      Buffer.from(await thumbnail.arrayBuffer())
        .subarray(1, 4)
        .toString(),
    ).toBe('PNG');
    const heatmap = await bytes(page.bytes().heatmap(row.hipId, 'femur-superior', 'at-least-2'));
    expect((await heatmap.arrayBuffer()).byteLength).toBe(224 * 224);
    expect((await bytes(page.bytes().heatmap('nobody', 'femur-superior', 'predicted'))).status).toBe(404);
    const elbow = page.bytes().heatmap(row.hipId, 'femur-superior', 'predicted').replace('femur-superior', 'elbow');
    expect((await bytes(elbow)).status).toBe(400);
    // The address of a picture names its content, so that no other picture is ever shown in its place.
    expect((await bytes(page.bytes().thumbnail(row.hipId, radiograph.pixels))).status).toBe(404);
    expect((await bytes(page.bytes().radiograph(row.radiographId, row.thumbnail ?? '', 500))).status).toBe(404);
  });

  it('reads no more films for pages that have left', async () => {
    const [row] = (await client.hips.list({})).rows;
    const { radiograph } = await client.hips.case({ hipId: row.hipId });
    const route = page.bytes().radiograph(row.radiographId, radiograph.pixels, 32768);
    const leaving = new AbortController();
    const asked = Array.from({ length: 40 }, () => bytes(route, { signal: leaving.signal }));
    const staying = bytes(route);
    leaving.abort();
    const statuses = (await Promise.all(asked)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 200).length).toBeLessThanOrEqual(2);
    expect(statuses.filter((status) => status === 499).length).toBeGreaterThanOrEqual(38);
    expect((await staying).status).toBe(200);
    expect(unexpected).toEqual([]);
  });

  it('saves a reading and clears it', async () => {
    const [row] = (await client.hips.list({})).rows;
    // A hip is read once all four quadrants are.
    for (const quadrant of QUADRANTS)
      await client.reading.save({ hipId: row.hipId, quadrant, label: { kind: 'graded', grade: 3 } });
    const [read] = (await client.hips.list({ state: ['read'] })).rows;
    expect(read.reading['femur-inferior']).toEqual({ kind: 'graded', grade: 3 });
    await client.reading.save({ hipId: row.hipId, quadrant: 'femur-inferior', label: { kind: 'missing' } });
    expect((await client.hips.list({ state: ['read'] })).total).toBe(0);
  });

  it('exports a report of hips, each once, in every format, keeps it and serves it', async () => {
    const ids = (await client.hips.list({})).rows.map((row) => row.hipId);
    const report = await client.report.export({
      hipIds: [...ids, ...ids, 'nobody|V00|left', 'nobody|V00|left'],
      formats: ['pdf', 'json', 'csv', 'dicom-sr'],
    });
    expect(report.hips).toBe(4);
    expect(report.left).toMatchObject([{ hipId: 'nobody|V00|left', failure: { code: 'hip-not-found' } }]);
    const structured = report.files.filter(({ format }) => format === 'dicom-sr');
    const [csv, json, pdf] = report.files
      .filter(({ format }) => format !== 'dicom-sr')
      .toSorted((a, b) => (a.format < b.format ? -1 : 1));
    expect(readFileSync(pdf.path).subarray(0, 5).toString()).toBe('%PDF-');
    expect(JSON.parse(readFileSync(json.path, 'utf8'))).toMatchObject({ format: 'osteograde-report/1' });
    // A structured report for each visit, with the mark of DICOM after a preamble of 128 bytes.
    expect(structured.length).toBeGreaterThan(0);
    for (const { path } of structured) expect(readFileSync(path).subarray(128, 132).toString()).toBe('DICM');
    const served = await bytes(page.bytes().report(report.reportId, csv.name));
    expect(served.headers.get('content-type')).toMatch('text/csv');
    expect((await client.jobs.list())[0]).toMatchObject({ kind: 'report', progress: { state: 'done' } });
    expect((await client.report.list()).map((one) => one.reportId)).toEqual([report.reportId]);
    expect((await bytes(page.bytes().report(report.reportId, '../../study.sqlite'))).status).toBe(404);
    expect(await failureOf(client.report.export({ hipIds: ['nobody|V00|left'], formats: ['pdf'] }))).toBe('not-graded');
  });

  it('imports uploaded files, and refuses names that leave the folder', async () => {
    const [film] = (await client.hips.list({})).rows;
    const put = (name: string, body: BodyInit) => bytes(uploadRoute('drop-1', name), { method: 'PUT', body });
    expect((await put('text.dcm', 'not DICOM')).status).toBe(204);
    expect((await put('../../escape.dcm', 'x')).status).toBe(422);
    const end = await lastOf(await client.study.import({ paths: [], upload: 'drop-1', spacingMm: null }));
    const { total, problems } = await client.jobs.problems({ jobId: end.jobId, offset: 0, limit: 10 });
    expect([end.problems, total]).toEqual([1, 1]);
    expect(problems.map((problem) => problem.failure.code)).toEqual(['not-dicom']);
    expect((await client.hips.list({})).rows[0].hipId).toBe(film.hipId);
  });

  it('remembers its jobs, and follows a finished one again', async () => {
    const jobs = await client.jobs.list();
    expect(jobs.map((job) => job.kind)).toContain('predict');
    const again = await lastOf(await client.jobs.follow({ jobId: jobs[0].jobId }));
    expect(again).toEqual(jobs[0].progress);
    expect(await client.jobs.stop({ jobId: jobs[0].jobId })).toEqual({ stopped: false });
    expect(await failureOf(client.jobs.follow({ jobId: 'unknown' }))).toBe('bad-request');
  });

  it('finds everything again after a restart', async () => {
    const study = await client.study.summary();
    await workstation.shutDown();
    open();
    expect(await client.studies.newest()).toBeNull();
    const [recent] = await client.studies.recent();
    expect(await client.studies.open({ folder: recent.folder })).toEqual(study);
    expect((await client.jobs.list()).length).toBeGreaterThan(2);
  });

  it('refuses input that does not fit the contract, and unknown addresses', async () => {
    await expect(client.hips.list({ limit: -1 })).rejects.toMatchObject({ code: 'BAD_REQUEST', status: 400 });
    expect((await workstation.handler(new Request(`${ORIGIN}/rpc/nothing`, { method: 'POST', body: '{}' }))).status).toBe(404);
    expect((await bytes('/elsewhere')).status).toBe(404);
  });

  it('gives other work its turn while a report passes over many hips that are not in the study', async () => {
    let turns = 0;
    let next: NodeJS.Immediate;
    const count = (): void => {
      turns += 1;
      next = setImmediate(count);
    };
    next = setImmediate(count);
    expect(await failureOf(client.report.firstPage({ hipIds: unknownHips(1000) }))).toBe('not-graded');
    clearImmediate(next);
    expect(turns).toBeGreaterThanOrEqual(1000);
  });

  it('stops a grading while it passes over many hips that are not in the study', async () => {
    const seen: Progress[] = [];
    for await (const progress of await client.grading.run({ hipIds: unknownHips(10_000) })) {
      seen.push(progress);
      if (progress.done > 0) await client.jobs.stop({ jobId: progress.jobId });
    }
    expect(seen.at(-1)).toMatchObject({ state: 'stopped', total: 10_000 });
  });

  it('reported no unexpected error during these tests', () => {
    expect(unexpected).toEqual([]);
  });
});

const unknownHips = (count: number): string[] => Array.from({ length: count }, (_, i) => `nobody-${i}|V00|left`);
