// Checks every procedure of the router that the hosts serve. Writing procedures are recorded; the others do not change a study.

import { appendFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { call, ORPCError, type AnyProcedure } from '@orpc/server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { backUpStudy } from '../../../main/cohort/safekeeping/back-up.ts';
import { appendAudit } from '../../../main/database/audit.ts';
import { hipById } from '../../../main/database/hips.ts';
import { radiographById, type RadiographRecord } from '../../../main/database/radiographs.ts';
import { importFiles } from '../../../main/cohort/import-files.ts';
import type { Study } from '../../../main/cohort/study-folder.ts';
import type { Effect } from '../../../main/contract/procedure.ts';
import type { QuadrantLabel } from '../../../main/domain/grade.ts';
import { valueOrThrow } from '../../../main/domain/failure.ts';
import { openInferenceHere } from '../../../main/inference/inference.ts';
import { writePhantomCohort } from '../../../main/phantom/write-cohort.ts';
import { THE_READER } from '../../../main/domain/study/reader.ts';
import { isRecorded, recordChange } from '../../../main/services/recorded.ts';
import { logFile } from '../../../main/files/log-file.ts';
import { inStudy } from '../../../main/services/procedures.ts';
import { routers, type RouterServices } from '../../../main/services/router.ts';
import { openServices } from '../../../main/services/workstation.ts';
import type { StudySession } from '../../../main/services/study/study-session.ts';
import { temporaryFolder } from '../cohort/films.ts';
import { gradesOnly } from '../../fixtures/grades-only.ts';
import { startReaderHere } from '../../fixtures/start-reader.ts';

const home = temporaryFolder();
const inference = openInferenceHere();
let id = 0;
const services: RouterServices = openServices(
  {
    host: 'cli',
    version: '0',
    home,
    resources: fileURLToPath(new URL('../../../resources', import.meta.url)),
    trainingMemoryBytes: null,
    now: () => new Date(0),
    newId: () => `id-${(id += 1)}`,
    roots: null,
    errors: { report: () => undefined, note: () => undefined, repeat: () => undefined },
    logFile: logFile(join(home, 'logs')),
    startReader: startReaderHere,
  },
  { ...gradesOnly(), inference },
);
const served = routers(services);
let session: StudySession;
let study: Study;
let hipId = '';

beforeAll(async () => {
  const films = join(home, 'films');
  valueOrThrow(await writePhantomCohort({ folder: films, subjects: 1, visits: 1, seed: 7, implantShare: 0 }, () => undefined));
  session = await services.sessions.create(join(home, 'study'), 'Study', true);
  ({ study } = session);
  const job = {
    signal: new AbortController().signal,
    step: () => undefined,
    problem: () => undefined,
    now: () => new Date(0),
    startReader: startReaderHere,
  };
  await importFiles(study, { paths: [films], landmarks: null }, job);
  hipId = String(study.database.prepare('SELECT hip_id FROM hips').pluck().get());
});

afterAll(async () => {
  await services.sessions.closeAll();
  await inference.close();
  rmSync(home, { recursive: true, force: true });
});

interface Served {
  readonly name: string;
  readonly effect: Effect;
  readonly procedure: AnyProcedure;
}

/** Every procedure of a router, by its dotted name. */
function proceduresOf(node: object, path: readonly string[] = []): Served[] {
  if ('~orpc' in node) {
    const procedure = node as AnyProcedure;
    return [{ name: path.join('.'), effect: procedure['~orpc'].meta['effect'], procedure }];
  }
  return Object.entries(node).flatMap(([name, child]: [string, object]) => proceduresOf(child, [...path, name]));
}

const unrecorded = (procedures: readonly Served[]): string[] =>
  procedures
    .filter(({ effect, procedure }) => effect === 'writes' && !isRecorded(procedure['~orpc'].handler))
    .map(({ name }) => name);

function filmOf(id: string): RadiographRecord {
  const film = radiographById(study.database, hipById(study.database, id)?.radiographId ?? '');
  if (film === null) throw new Error('The study has no such film.');
  return film;
}

/** The content of every table except `jobs`, which holds running work and not the data of a study. */
function contentOf({ database }: Study): unknown {
  const tables = database
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name <> 'jobs'")
    .pluck()
    .all()
    .map(String);
  return Object.fromEntries(tables.map((table) => [table, database.prepare(`SELECT * FROM "${table}"`).all()]));
}

/** The input for each procedure that does not write. `fails` marks those that fail in this study. */
const CALLS: Readonly<Record<string, { readonly input?: () => unknown; readonly fails?: true }>> = {
  'workstation.about': {},
  'workstation.engines': {},
  'workstation.log': {},
  'workstation.models': {},
  'workstation.presets': {},
  'studies.newest': {},
  'studies.recent': {},
  'studies.backups': { input: () => ({ folder: join(home, 'study') }) },
  'studies.close': { input: () => ({ id: 'none' }) },
  'workstations.list': {},
  'workstations.state': { input: () => ({ name: 'none' }), fails: true },
  'workstations.pair': { input: () => ({ name: 'none', line: 'no line' }), fails: true },
  'workstations.remove': { input: () => ({ name: 'none' }), fails: true },
  'workstations.forget': { input: () => ({ name: 'none', jobId: 'none' }), fails: true },
  'uploads.forget': { input: () => ({ upload: 'none' }) },
  'study.summary': {},
  'study.keyTable': {},
  'study.revision': {},
  'study.planImport': { input: () => ({ paths: [join(home, 'films')], upload: null, spacingMm: null }) },
  'hips.list': { input: () => ({}) },
  'hips.ids': { input: () => ({}) },
  'hips.case': { input: () => ({ hipId }) },
  'hips.subject': { input: () => ({ subject: hipId.split('|')[0] }) },
  'hips.coOccurrence': { input: () => ({}) },
  'filters.list': {},
  'audits.run': {},
  'splits.list': {},
  'splits.preview': { input: () => ({}) },
  'grading.model': {},
  'grading.sends': { input: () => ({ hipIds: [], workstation: 'none' }), fails: true },
  'evaluation.list': {},
  'experiments.list': {},
  'experiments.status': { input: () => ({ name: 'ye-small' }) },
  'experiments.report': { input: () => ({ name: 'ye-small' }) },
  'evaluation.get': { input: () => ({ evaluationId: 'no-such-evaluation' }), fails: true },
  'evaluation.compare': { input: () => ({ evaluationIds: ['none', 'other'] }), fails: true },
  'reading.history': { input: () => ({ hipId }) },
  'measurements.list': { input: () => ({ hipId }) },
  'changes.newest': {},
  'settings.reading': {},
  'knees.case': { input: () => ({ hipId }), fails: true },
  'report.firstPage': { input: () => ({ hipIds: [hipId] }), fails: true },
  'report.list': {},
  'training.preflight': { input: () => ({ presetId: 'system1-masked' }) },
  'training.runs': {},
  'training.run': { input: () => ({ runId: 'no-such-run' }), fails: true },
  'training.follow': { input: () => ({ runId: 'no-such-run' }), fails: true },
  'training.pause': { input: () => ({ runId: 'no-such-run' }) },
  'training.stop': { input: () => ({ runId: 'no-such-run' }) },
  'jobs.list': {},
  'jobs.follow': { input: () => ({ jobId: 'no-such-job' }), fails: true },
  'jobs.problems': { input: () => ({ jobId: 'no-such-job', offset: 0, limit: 1 }), fails: true },
  'jobs.stop': { input: () => ({ jobId: 'no-such-job' }) },
};

describe('the procedures', () => {
  const all = [...proceduresOf(served.workstation), ...proceduresOf(served.study)];

  it('that write are recorded', () => {
    expect(all.filter(({ effect }) => effect === 'writes').length).toBeGreaterThan(10);
    expect(unrecorded(all)).toEqual([]);
  });

  it('that write without being recorded are found', () => {
    const planted = inStudy.reading.save.handler(() => ({ saved: true }));
    expect(unrecorded(proceduresOf({ reading: { save: planted } }))).toEqual(['reading.save']);
  });

  it('that do not write are all called below', () => {
    expect(all.flatMap(({ name, effect }) => (effect === 'writes' ? [] : [name])).toSorted()).toEqual(
      Object.keys(CALLS).toSorted(),
    );
  });

  it.each(Object.entries(CALLS))('%s does not change the study', async (name, { input, fails }) => {
    const procedure = all.find((served) => served.name === name)?.procedure;
    if (procedure === undefined) throw new Error(`There is no procedure ${name}.`);
    const before = contentOf(study);
    const outcome = await call(procedure, input?.(), { context: { session } }).then(
      () => 'answer',
      (error: unknown) => (error instanceof ORPCError ? error.code : error),
    );
    expect(outcome).toBe(fails === true ? 'FAILURE' : 'answer');
    expect(contentOf(study)).toEqual(before);
  });
});

describe('undo and redo', () => {
  const context = () => ({ context: { session } });
  const reading = async () => (await call(served.study.hips.case, { hipId }, context())).row.reading;
  const put = (quadrant: 'femur-superior' | 'femur-inferior', label: QuadrantLabel) =>
    call(served.study.reading.save, { hipId, quadrant, label }, { path: ['reading', 'save'], ...context() });
  const undo = async () => {
    const next = (await call(served.study.changes.newest, undefined, context())).undo;
    return call(served.study.changes.undo, { changeId: next?.changeId ?? -1 }, { path: ['changes', 'undo'], ...context() });
  };
  const redo = async () => {
    const next = (await call(served.study.changes.newest, undefined, context())).redo;
    return call(served.study.changes.redo, { changeId: next?.changeId ?? -1 }, { path: ['changes', 'redo'], ...context() });
  };

  it('take back and repeat readings, in order', async () => {
    const first = await reading();
    await put('femur-superior', { kind: 'graded', grade: 1 });
    await put('femur-superior', { kind: 'graded', grade: 3 });
    await undo();
    expect((await reading())['femur-superior']).toEqual({ kind: 'graded', grade: 1 });
    await redo();
    expect((await reading())['femur-superior']).toEqual({ kind: 'graded', grade: 3 });
    await undo();
    await undo();
    expect(await reading()).toEqual(first);
  });

  it('take back settings, such as how evidence is drawn', async () => {
    const before = await call(served.study.settings.reading, undefined, context());
    const changed = { ...before, autoAdvance: !before.autoAdvance };
    await call(served.study.settings.putReading, changed, { path: ['settings', 'putReading'], ...context() });
    expect(await call(served.study.settings.reading, undefined, context())).toEqual(changed);
    await undo();
    expect(await call(served.study.settings.reading, undefined, context())).toEqual(before);
  });

  it('refuse a change that another one has overtaken', async () => {
    await put('femur-inferior', { kind: 'graded', grade: 2 });
    const stale = (await call(served.study.changes.newest, undefined, context())).undo?.changeId ?? -1;
    await put('femur-inferior', { kind: 'graded', grade: 0 });
    const refused = call(served.study.changes.undo, { changeId: stale }, { path: ['changes', 'undo'], ...context() });
    await expect(refused).rejects.toMatchObject({ code: 'FAILURE' });
    expect((await reading())['femur-inferior']).toEqual({ kind: 'graded', grade: 0 });
    await undo();
    await undo();
  });
});

describe('a recorded procedure', () => {
  const grade = { kind: 'graded', grade: 2 } as const;
  const auditRows = () => study.database.prepare('SELECT action, target FROM audit ORDER BY sequence').all();

  it('adds one audit row with its change', async () => {
    const before = auditRows().length;
    const reading = { hipId, quadrant: 'femur-superior', label: grade } as const;
    await call(served.study.reading.save, reading, { path: ['reading', 'save'], context: { session } });
    expect(auditRows().slice(before)).toEqual([{ action: 'reading.save', target: hipId }]);
  });

  it('records the old value of a reading and the reason of its change', async () => {
    const save = (label: QuadrantLabel, why?: string) =>
      call(
        served.study.reading.save,
        { hipId, quadrant: 'acetabulum-inferior', label, ...(why === undefined ? {} : { why }) },
        { path: ['reading', 'save'], context: { session } },
      );
    await save({ kind: 'graded', grade: 1 });
    await save(grade, ' Overlooked the rim ');
    const detail = study.database.prepare('SELECT detail FROM audit ORDER BY sequence DESC').pluck().get();
    expect(JSON.parse(String(detail))).toEqual({
      quadrant: 'acetabulum-inferior',
      before: { kind: 'graded', grade: 1 },
      label: grade,
      why: 'Overlooked the rim',
    });
  });

  it('keeps the history of a reading, newest first, with a reason that came later', async () => {
    const reading = { hipId, quadrant: 'acetabulum-superior', label: grade } as const;
    const save = (input: typeof reading & { why?: string }) =>
      call(served.study.reading.save, input, { path: ['reading', 'save'], context: { session } });
    await save(reading);
    await save(reading);
    await save({ ...reading, why: 'Second look' });
    const history = await call(served.study.reading.history, { hipId }, { context: { session } });
    const who = { kind: 'reading', quadrant: 'acetabulum-superior', who: 'reader-1', at: new Date(0).toISOString() };
    expect(history.filter((version) => version.kind === 'reading' && version.quadrant === 'acetabulum-superior')).toEqual([
      { ...who, before: grade, after: grade, why: 'Second look' },
      { ...who, before: null, after: grade, why: null },
    ]);
  });

  it('corrects the spacing of a film, cuts its hips again and keeps who, when, why and both values', async () => {
    const film = () => filmOf(hipId);
    const { radiographId, spacingMm } = film();
    const cropOf = () => hipById(study.database, hipId)?.prepared?.frame;
    const before = cropOf();
    const input = { radiographId, spacingMm: spacingMm * 1.1, why: ' Measured on the scale of the film ' };
    const context = { path: ['films', 'correctSpacing'], context: { session } };
    expect(await call(served.study.films.correctSpacing, input, context)).toEqual({ hips: 2 });
    expect(film()).toMatchObject({
      spacingMm: input.spacingMm,
      spacingSource: 'supplied',
      patientPlane: { mm: input.spacingMm, source: 'supplied' },
      warnings: [{ code: 'spacing-corrected' }],
    });
    expect(cropOf()?.step).toBeCloseTo((before?.step ?? 0) / 1.1, 9);
    const change = {
      before: { mm: spacingMm, source: 'ImagerPixelSpacing' },
      after: { mm: input.spacingMm, source: 'supplied' },
      why: 'Measured on the scale of the film',
    };
    const all = await call(served.study.reading.history, { hipId }, { context: { session } });
    expect(all.filter(({ kind }) => kind === 'spacing')).toEqual([
      { kind: 'spacing', ...change, who: 'reader-1', at: new Date(0).toISOString() },
    ]);
    const audit = study.database.prepare('SELECT action, target, detail FROM audit ORDER BY sequence DESC').get();
    expect(audit).toMatchObject({ action: 'films.correctSpacing', target: radiographId });
    const rows = study.database.prepare('SELECT detail FROM audit ORDER BY sequence DESC').pluck().get();
    expect(JSON.parse(String(rows))).toMatchObject(change);
  });

  it('refuses a spacing at which a femoral head cannot have its size, and changes nothing', async () => {
    const { radiographId, spacingMm } = filmOf(hipId);
    const before = contentOf(study);
    const input = { radiographId, spacingMm: 10 * spacingMm, why: 'A typing error' };
    await expect(call(served.study.films.correctSpacing, input, { context: { session } })).rejects.toMatchObject({
      data: { code: 'spacing-implausible' },
    });
    expect(contentOf(study)).toEqual(before);
  });

  it('refuses a reason of more than 500 characters', async () => {
    const reading = { hipId, quadrant: 'femur-superior', label: grade, why: 'x'.repeat(501) } as const;
    await expect(call(served.study.reading.save, reading, { context: { session } })).rejects.toMatchObject({
      code: 'BAD_REQUEST',
    });
  });

  it('says that a study is gone when an audit or a training would need its files', async () => {
    const gone = await services.sessions.create(join(home, 'gone'), 'Gone', true);
    rmSync(gone.study.folder, { recursive: true });
    const context = { context: { session: gone } };
    const isGone = { data: { code: 'study-not-found' } };
    await expect(call(served.study.audits.run, undefined, context)).rejects.toMatchObject(isGone);
    await expect(call(served.study.training.preflight, { presetId: 'system1-masked' }, context)).rejects.toMatchObject(isGone);
    await services.sessions.close(gone.id);
  });

  it('refuses to restore a study that is open', async () => {
    const restoring = call(
      served.workstation.studies.restore,
      { folder: study.folder, backup: null },
      { path: ['studies', 'restore'] },
    );
    await expect(restoring).rejects.toMatchObject({ code: 'FAILURE', data: { code: 'study-busy' } });
    expect(study.stillThere()).toBe(true);
  });

  it('restores a closed study, records that in it and says what was lost', async () => {
    const folder = join(home, 'damaged');
    const opened = await services.sessions.create(folder, 'Damaged', true);
    appendAudit(opened.study.database, { at: '2026', actor: 'reader-1', action: 'study.import', target: 'import', detail: {} });
    valueOrThrow(await backUpStudy(opened.study, { now: () => new Date(), why: 'asked' }));
    appendAudit(opened.study.database, { at: '2026', actor: 'reader-1', action: 'filters.save', target: 'filter', detail: {} });
    await services.sessions.close(opened.id);
    writeFileSync(join(folder, 'study.sqlite'), 'cut');
    await expect(call(served.workstation.studies.open, { folder })).rejects.toMatchObject({ data: { code: 'study-damaged' } });
    expect(await call(served.workstation.studies.backups, { folder })).toMatchObject([{ why: 'asked', changes: 1, whole: true }]);
    const { restoring, study: summary } = await call(
      served.workstation.studies.restore,
      { folder, backup: null },
      { path: ['studies', 'restore'] },
    );
    expect(restoring).toMatchObject({ readingsSaved: 0, lost: {}, unreadable: null, damagedBackups: 0 });
    const restored = services.sessions.withId(summary.id);
    expect(restored?.study.database.prepare('SELECT action FROM audit ORDER BY sequence').pluck().all()).toEqual([
      'study.import',
      'study.restore',
      'studies.restore',
    ]);
  });

  it('says which backup is damaged', async () => {
    const folder = join(home, 'damaged');
    const [backup] = await call(served.workstation.studies.backups, { folder });
    if (backup === undefined) throw new Error('The study has no backup.');
    appendFileSync(join(folder, 'backups', backup.name, 'study.sqlite'), 'x');
    expect((await call(served.workstation.studies.backups, { folder })).map(({ whole }) => whole)).toContain(false);
  });

  it('records what stood at the moment of the change, whatever changed while it was prepared', () => {
    let chosen = 'the first';
    const detail = () => ({ before: chosen });
    chosen = 'the second';
    recordChange({ study, target: 'x', detail, write: () => (chosen = 'the third') }, 'test.change', new Date());
    const [row] = study.database.prepare("SELECT detail FROM audit WHERE action = 'test.change'").pluck().all();
    expect(row).toBe('{"before":"the second"}');
  });

  it('adds no audit row if it is refused', async () => {
    const before = auditRows().length;
    await expect(call(served.study.grading.choose, { name: 'no-such-model' }, { context: { session } })).rejects.toMatchObject({
      code: 'FAILURE',
    });
    expect(auditRows()).toHaveLength(before);
  });

  it('changes nothing if its audit row cannot be written', async () => {
    const readings = () => study.database.prepare('SELECT * FROM readings').all();
    const before = readings();
    study.database.exec("CREATE TEMP TRIGGER refuse BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT, 'planted'); END");
    try {
      const reading = { hipId, quadrant: 'femur-inferior', label: grade } as const;
      await expect(call(served.study.reading.save, reading, { context: { session } })).rejects.toThrow('planted');
      expect(readings()).toEqual(before);
    } finally {
      study.database.exec('DROP TRIGGER refuse');
    }
  });
});

describe('a measurement', () => {
  const context = () => ({ context: { session } });
  const line = {
    measurementId: 'a line',
    kind: 'distance' as const,
    points: [
      { x: 100, y: 100 },
      { x: 400, y: 500 },
    ],
  };
  const save = (id: string, measurement = line) =>
    call(served.study.measurements.save, { hipId: id, measurement }, { path: ['measurements', 'save'], ...context() });

  it('is kept with its hip, with the spacing that it was made with', async () => {
    const { spacingMm } = filmOf(hipId);
    const saved = await save(hipId);
    expect(saved).toEqual([
      { ...line, spacing: { mm: spacingMm, source: 'supplied' }, reader: THE_READER, madeAt: new Date(0).toISOString() },
    ]);
    expect(await call(served.study.measurements.list, { hipId }, context())).toEqual(saved);
    const moved = {
      ...line,
      points: [
        { x: 0, y: 0 },
        { x: 0, y: 50 },
      ],
    };
    expect(await save(hipId, moved)).toMatchObject([moved]);
  });

  it('is never moved to another hip', async () => {
    const other = String(study.database.prepare('SELECT hip_id FROM hips WHERE hip_id <> ?').pluck().get(hipId));
    const failure = { data: { code: 'measurement-not-found' } };
    await expect(save(other)).rejects.toMatchObject(failure);
    const removal = { hipId: other, measurementId: line.measurementId };
    await expect(call(served.study.measurements.remove, removal, context())).rejects.toMatchObject(failure);
  });

  it('is removed, and the audit keeps what it said', async () => {
    const removal = { hipId, measurementId: line.measurementId };
    expect(await call(served.study.measurements.remove, removal, { path: ['measurements', 'remove'], ...context() })).toEqual([]);
    const rows = study.database
      .prepare("SELECT detail FROM audit WHERE action = 'measurements.save' ORDER BY sequence")
      .pluck()
      .all();
    const [first] = rows.map((row) => JSON.parse(String(row)));
    expect(first).toMatchObject({ measured: { kind: 'length', mm: 500 * filmOf(hipId).spacingMm } });
  });

  it('is undone and done again as the newest change, whether it was made, moved or removed', async () => {
    const newest = () => call(served.study.changes.newest, undefined, context());
    const list = () => call(served.study.measurements.list, { hipId }, context());
    const older = await newest();
    const made = await save(hipId);
    const points = line.points.map(({ x, y }) => ({ x: x + 5, y }));
    const moved = await save(hipId, { ...line, points });
    const removal = { hipId, measurementId: line.measurementId };
    await call(served.study.measurements.remove, removal, { path: ['measurements', 'remove'], ...context() });
    const seen = [await list()];
    const undos: unknown[] = [];
    for (const direction of ['undo', 'undo', 'undo', 'redo', 'redo', 'redo'] as const) {
      const changeId = (await newest())[direction]?.changeId ?? -1;
      await call(served.study.changes[direction], { changeId }, { path: ['changes', direction], ...context() });
      seen.push(await list());
      undos.push((await newest()).undo);
    }
    expect(undos[2]).toEqual(older.undo);
    expect(seen).toEqual([[], moved, made, [], made, moved, []]);
  });
});
