// A page at work: asks for the study's revision every half second, and meanwhile does one thing after the other, as its user would.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { uploadRoute } from '../../../main/contract/byte-routes.ts';
import { isGrade } from '../../../main/domain/grade.ts';
import type { Quadrant } from '../../../main/domain/quadrant.ts';
import type { Random } from '../../../main/domain/random.ts';
import type { RealServer } from '../../fixtures/real-server.ts';
import { lastOf, type Page } from '../../integration/client.ts';
import { keyOf, pick, type Reading } from '../server/reading.ts';
import { codeOf } from '../server/refusal.ts';
import type { SoakStudy } from './studies.ts';

/** Another page may be importing or grading in the same study. */
const EXPECTED = new Set(['study-busy']);

export interface Visit {
  readonly server: RealServer;
  readonly study: SoakStudy;
  /** The quadrants that only this page reads, so that the last reading is known. */
  readonly quadrants: readonly Quadrant[];
  readonly random: Random;
  readonly count: (action: string, outcome: 'done' | 'refused', error?: string) => void;
}

interface Open extends Visit {
  readonly page: Page;
  readonly hips: readonly string[];
  readonly readings: Map<string, Reading>;
}

/** Returns the last acknowledged reading of each quadrant. */
export async function visit(settings: Visit, untilMs: number): Promise<Map<string, Reading>> {
  const page = settings.server.newPage();
  await page.client.studies.open({ folder: settings.study.folder });
  const { rows } = await page.client.hips.list({});
  const open: Open = { ...settings, page, hips: rows.map(({ hipId }) => hipId), readings: new Map() };
  await Promise.all([poll(open, untilMs), work(open, untilMs)]);
  return open.readings;
}

async function poll(open: Open, untilMs: number): Promise<void> {
  while (Date.now() < untilMs) {
    await counted(open, 'revision', () => open.page.client.study.revision());
    await pause(500);
  }
}

async function work(open: Open, untilMs: number): Promise<void> {
  while (Date.now() < untilMs) {
    const [name, action] = pickWeighted(open.random);
    await counted(open, name, () => action(open));
    await pause(open.random.between(10, 250));
  }
}

async function counted({ count }: Open, name: string, action: () => Promise<unknown>): Promise<void> {
  try {
    await action();
    count(name, 'done');
  } catch (error) {
    const code = codeOf(error);
    if (EXPECTED.has(code)) count(name, 'refused');
    else count(name, 'done', code);
  }
}

type Action = (open: Open) => Promise<unknown>;

const ACTIONS: readonly (readonly [string, number, Action])[] = [
  ['list', 20, ({ page }) => page.client.hips.list({ side: ['left'] })],
  ['case', 15, ({ page, random, hips }) => page.client.hips.case({ hipId: pick(random, hips) })],
  ['picture', 15, (open) => picture(open, false)],
  ['aborted picture', 5, (open) => picture(open, true)],
  ['reading', 20, read],
  ['jobs', 8, ({ page }) => page.client.jobs.list()],
  ['preview', 3, ({ page, study }) => page.client.study.planImport(sourceOf(study.films))],
  ['upload', 3, upload],
  ['report', 3, report],
  ['import again', 2, async ({ page, study }) => finished(await page.client.study.import(sourceOf(study.films)))],
  ['grading', 3, grade],
  ['aborted grading', 2, abortedGrading],
];

const WEIGHT = ACTIONS.reduce((sum, [, weight]) => sum + weight, 0);

function pickWeighted(random: Random): readonly [string, Action] {
  let place = random.below(WEIGHT);
  for (const [name, weight, action] of ACTIONS) {
    if (place < weight) return [name, action];
    place -= weight;
  }
  throw new Error('The weights do not add up.');
}

const sourceOf = (path: string) => ({ paths: [path], upload: null, spacingMm: null });

async function finished(progress: Parameters<typeof lastOf>[0]): Promise<void> {
  const { state, failure } = await lastOf(progress);
  if (state !== 'done') throw new Error(`The job is ${state}: ${failure?.code ?? 'no failure'}`);
}

async function picture({ page, server, random, hips }: Open, abort: boolean): Promise<void> {
  const { row, radiograph } = await page.client.hips.case({ hipId: pick(random, hips) });
  const bytes = page.bytes();
  if (!abort && row.thumbnail !== null) await whole(await server.send(bytes.thumbnail(row.hipId, row.thumbnail)));
  const aborter = new AbortController();
  const response = await server.send(bytes.radiograph(row.radiographId, radiograph.pixels, 2048), { signal: aborter.signal });
  if (!abort) return whole(response);
  const reader = response.body?.getReader();
  await reader?.read();
  aborter.abort();
  await reader?.cancel().catch(() => undefined); // the abort ends it first
}

async function whole(response: Response): Promise<void> {
  const { byteLength } = await response.arrayBuffer();
  if (!response.ok || byteLength === 0) throw new Error(`The bytes have status ${response.status}.`);
}

async function read({ page, random, hips, quadrants, readings }: Open): Promise<void> {
  const grade = random.below(4);
  if (!isGrade(grade)) throw new Error(`${grade} is not a grade.`);
  const reading = { hipId: pick(random, hips), quadrant: pick(random, quadrants), grade };
  const { hipId, quadrant } = reading;
  await page.client.reading.save({ hipId, quadrant, label: { kind: 'graded', grade } });
  readings.set(keyOf(reading), reading);
}

/** Uploads a film, previews it and, if the study is free, imports it. */
async function upload({ page, server, study, random }: Open): Promise<void> {
  const id = `soak${random.below(1e9)}x${random.below(1e9)}`;
  const film = pick(
    random,
    readdirSync(study.films).filter((name) => name.endsWith('.dcm')),
  );
  for (const name of [film, `${film}.pts`]) {
    const body = readFileSync(join(study.films, name));
    const response = await server.send(uploadRoute(id, name), { method: 'PUT', body });
    if (!response.ok) throw new Error(`The upload has status ${response.status}: ${await response.text()}`);
  }
  const source = { paths: [], upload: id, spacingMm: null };
  try {
    await page.client.study.planImport(source);
    await finished(await page.client.study.import(source));
  } finally {
    await page.client.uploads.forget({ upload: id });
  }
}

async function report({ page, server, random, hips }: Open): Promise<void> {
  const { reportId, files } = await page.client.report.export({ hipIds: [pick(random, hips)], formats: ['pdf', 'json', 'csv'] });
  for (const { name } of files) await whole(await server.send(page.bytes().report(reportId, name)));
}

async function grade({ page, random, hips }: Open): Promise<void> {
  await finished(await page.client.grading.run({ hipIds: [pick(random, hips), pick(random, hips)] }));
}

/** Leaves the stream of a grading, as a closed page does. The job goes on; the page that stays waits for it. */
async function abortedGrading({ page, random, hips }: Open): Promise<void> {
  const aborter = new AbortController();
  const progress = await page.client.grading.run({ hipIds: [pick(random, hips)] }, { signal: aborter.signal });
  aborter.abort();
  await lastOf(progress).catch(() => undefined); // the abort ends it
}
