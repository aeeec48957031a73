// Runs calls under a scheduler, and checks what must hold during and after every schedule.

import { setImmediate as breathe } from 'node:timers/promises';
import { ORPCError } from '@orpc/server';
import type * as fc from 'fast-check';
import { join } from 'node:path';
import { chosenModelName } from '../../../../main/database/settings/chosen-model.ts';
import { measurementsOf } from '../../../../main/database/films/measurements.ts';
import { readingSettings } from '../../../../main/database/settings/reading-settings.ts';
import { readingsOfHips } from '../../../../main/database/readings.ts';
import { savedFilters } from '../../../../main/database/settings/saved-filters.ts';
import { undoable } from '../../../../main/database/settings/undo-log.ts';
import { kneeReadingOf } from '../../../../main/database/knees/knees.ts';
import type { StudyDatabase } from '../../../../main/database/study-database.ts';
import { splitInForce } from '../../../../main/database/splits.ts';
import { firstBrokenAuditRow } from '../../../../main/database/audit.ts';
import type { Job } from '../../../../main/domain/study/job.ts';
import { THE_READER } from '../../../../main/domain/study/reader.ts';
import type { StudySession } from '../../../../main/services/study/study-session.ts';
import { make, measurementId, type Call } from './calls.ts';
import { auditRows, replay, unreadOf, valueOfRow, type AuditRow, type Expected } from './replay.ts';
import {
  STUDIES,
  storedRun,
  type ScheduledWorkstation,
  type StudyName,
  type Template,
  type TrainingEnd,
} from './scheduled-workstation.ts';

export interface Plan {
  readonly calls: readonly Call[];
  /** How the training processes end, in the order in which they start. */
  readonly endings: readonly TrainingEnd[];
  /** How often files and timers get a chance before each step of the schedule. */
  readonly breaths: readonly number[];
}

/** A call and what came of it. */
interface Made {
  readonly call: Call;
  outcome: 'waiting' | 'accepted' | 'refused' | 'unexpected';
  value: unknown;
  /** The failure's code or the unexpected error. */
  reason: unknown;
  /** Whether something that excludes this call was going on when it arrived. */
  readonly mayBeBusy: boolean;
}

/** After this many schedules every exclusive procedure is called again. A key that stayed taken stays so until then. */
const SCHEDULES_PER_PROBE = 10;
const LONGEST_MS = 20_000;
/** Kinds of which a study runs one job at a time. */
const EXCLUSIVE_KINDS: readonly Job['kind'][] = ['import', 'predict', 'report', 'training'];

/** Runs the calls. Throws an `Error` that names the first rule that did not hold. */
export async function runSchedule(
  template: Template,
  workstation: ScheduledWorkstation,
  scheduler: fc.Scheduler,
  plan: Plan,
): Promise<void> {
  const start = await before(workstation);
  const made: Made[] = [];
  const seen = new Set<StudySession>();
  const busyRounds = new Map<string, number>();
  let round = 0;
  workstation.scheduleBy((label) => scheduler.schedule(Promise.resolve(), label), plan.endings);
  const watch = (): void => watchOver({ workstation, made, seen, busyRounds, round });

  const arrive = async (call: Call, at: number): Promise<void> => {
    await scheduler.schedule(Promise.resolve(), `${call.does} of ${call.study}`);
    watch();
    const one: Made = { call, outcome: 'waiting', value: undefined, reason: null, mayBeBusy: mayBeBusy(call, busyRounds, round) };
    made.push(one);
    const started = made.filter(
      (m) => m.call.study === call.study && m.call.does === 'training.start' && m.outcome === 'accepted',
    );
    try {
      one.value = await make(call, {
        workstation,
        hipIds: template.hipIds,
        kneeId: template.kneeId,
        radiographId: template.radiographId,
        films: join(template.folder, 'films'),
        run: (started.at(-1)?.value as { runId: string } | undefined)?.runId ?? 'no-such-run',
        newFolder: join(workstation.folder, `new-${start.turn}`),
        splitName: (name) => splitName(name, start.turn),
        leaving: () => scheduler.schedule(Promise.resolve(), `a follower of ${call.study} leaves (${at})`),
      });
      one.outcome = 'accepted';
      if (call.does === 'studies.close') expectClosed(workstation, seen);
    } catch (error) {
      one.reason = error;
      if (error instanceof ORPCError && error.code === 'FAILURE') {
        one.outcome = 'refused';
        one.reason = error.data.code;
        rule(one.reason !== 'study-busy' || one.mayBeBusy, `${call.does} was refused as busy while nothing of its kind ran`);
      } else one.outcome = 'unexpected';
    }
  };

  const calls = plan.calls.map(arrive);
  const calling = { over: false };
  const all = Promise.all(calls).finally(() => (calling.over = true));
  all.catch(() => undefined);
  const deadline = Date.now() + LONGEST_MS;
  while (!calling.over || scheduler.count() > 0 || workstation.trainers() > 0 || [...seen].some(({ board }) => board.busy())) {
    if (Date.now() > deadline)
      throw new Error(
        `Hangs: ${made
          .filter(({ outcome }) => outcome === 'waiting')
          .map(({ call }) => call.does)
          .join(', ')}`,
      );
    round += 1;
    watch();
    const breaths = scheduler.count() === 0 ? 1 : (plan.breaths[round % plan.breaths.length] ?? 0);
    for (let i = 0; i < breaths; i++) await breathe();
    if (scheduler.count() > 0) await scheduler.waitNext(1);
  }
  await all;
  for (let i = 0; i < 3; i++) await breathe();
  watch();
  workstation.scheduleBy(() => Promise.resolve(), []);
  await check(template, workstation, { made, seen, before: start });
}

interface Before {
  readonly turn: number;
  /** The number of the last audit row. */
  readonly audit: Readonly<Record<StudyName, number>>;
  readonly expected: Readonly<Record<StudyName, Expected>>;
  /** The model that grades if none is chosen. */
  readonly model: string;
  /** The jobs of earlier schedules. */
  readonly jobs: ReadonlySet<string>;
}

let turns = 0;
/** What the studies of each workstation should hold after the schedules so far. */
const ledgers = new WeakMap<ScheduledWorkstation, Before['expected']>();

async function before(workstation: ScheduledWorkstation): Promise<Before> {
  const empty = (name: StudyName): Expected => {
    const { database } = openSession(workstation, name).study;
    const choices = new Map([
      ['model', null],
      ['split', splitInForce(database)],
    ] as const);
    const settings = new Map([['opacity', readingSettings(database).heat.opacity] as const]);
    const empty = { readings: new Map(), knees: new Map(), filters: new Map(), measurements: new Map() };
    return { ...empty, settings, choices, gradings: 0, done: [], undone: [] };
  };
  const expected = ledgers.get(workstation) ?? { one: empty('one'), two: empty('two') };
  ledgers.set(workstation, expected);
  const last = (name: StudyName): number => lastAuditRow(openSession(workstation, name).study.database);
  const jobs = STUDIES.flatMap((name) =>
    openSession(workstation, name)
      .board.list()
      .map(({ jobId }) => jobId),
  );
  const model = (await workstation.services.grading.models()).at(0)?.name ?? '';
  return { turn: (turns += 1), audit: { one: last('one'), two: last('two') }, expected, model, jobs: new Set(jobs) };
}

function openSession(workstation: ScheduledWorkstation, name: StudyName): StudySession {
  const session = workstation.session(name);
  if (session === null) throw new Error(`Study ${name} is not open.`);
  return session;
}

interface Watch {
  readonly workstation: ScheduledWorkstation;
  readonly made: readonly Made[];
  readonly seen: Set<StudySession>;
  readonly busyRounds: Map<string, number>;
  readonly round: number;
}

const running = ({ board }: StudySession, kind: string): number =>
  board.list().filter((job) => job.kind === kind && job.progress.state === 'running').length;

/** What must hold at every moment. */
function watchOver({ workstation, made, seen, busyRounds, round }: Watch): void {
  for (const name of STUDIES) {
    const session = workstation.session(name);
    if (session !== null) seen.add(session);
    for (const [kind, calls] of Object.entries(CALLS_OF_KIND)) {
      const inFlight = made.some(
        (one) => one.outcome === 'waiting' && calls.includes(one.call.does) && (kind === 'training' || one.call.study === name),
      );
      const works = [...seen].some((one) => (kind === 'training' || one.id === session?.id) && running(one, kind) > 0);
      if (inFlight || works) busyRounds.set(`${kind} ${name}`, round);
    }
  }
  for (const session of seen) {
    for (const kind of EXCLUSIVE_KINDS) rule(running(session, kind) <= 1, `two jobs of kind ${kind} run in one study`);
    rule(session.study.database.open || !session.board.busy(), 'a job runs in a closed study');
  }
  rule([...seen].reduce((sum, session) => sum + running(session, 'training'), 0) <= 1, 'two runs train at once');
  rule(workstation.trainers() <= 1, 'two training processes run at once');
  if (workstation.errors.length > 0) throw new Error('An unexpected error was reported.', { cause: workstation.errors.at(0) });
}

/** The calls that start a job of this kind, and are refused while one runs. */
const CALLS_OF_KIND: Readonly<Record<string, readonly Call['does'][]>> = {
  predict: ['grading.run', 'films.correctSpacing'],
  import: ['study.import'],
  report: ['report.export'],
  training: ['training.start', 'training.resume'],
};

/** True for calls that start no job: closing a study is refused for any job, and some for calls in flight. */
function mayBeBusy({ does, study }: Call, busyRounds: ReadonlyMap<string, number>, round: number): boolean {
  const kind = Object.keys(CALLS_OF_KIND).find((one) => CALLS_OF_KIND[one].includes(does));
  return kind === undefined || (busyRounds.get(`${kind} ${study}`) ?? -2) >= round - 1;
}

function expectClosed({ session }: ScheduledWorkstation, seen: ReadonlySet<StudySession>): void {
  for (const one of seen) {
    const isOpen = STUDIES.some((name) => session(name) === one);
    rule(isOpen || !one.board.busy(), 'a study was closed while a job was running in it');
  }
}

/** A process that dies, an export of a run that was never there, and a report on hips that no model has graded yet. */
const EXPECTED_FAILURES: Partial<Record<Job['kind'], string>> = {
  training: 'process-ended',
  export: 'file-not-found',
  report: 'not-graded',
};

interface After {
  readonly made: readonly Made[];
  readonly seen: ReadonlySet<StudySession>;
  readonly before: Before;
}

/** What must hold after every schedule. */
async function check(template: Template, workstation: ScheduledWorkstation, { made, seen, before }: After): Promise<void> {
  const unexpected = made.find(({ outcome }) => outcome === 'unexpected');
  if (unexpected !== undefined) throw new Error(`${unexpected.call.does} failed unexpectedly.`, { cause: unexpected.reason });
  const reopened = new Map<StudyName, number>();
  for (const name of STUDIES) {
    if (workstation.session(name) !== null) continue;
    await workstation.workstation.studies.open({ folder: workstation.folderOf(name) });
    reopened.set(name, 1);
  }
  const stopped = new Set(
    made.flatMap(({ call, value }) => (call.does === 'jobs.stop' && typeof value === 'string' ? [value] : [])),
  );
  const stopsTraining = made.some(
    ({ call, value }) =>
      ['training.stop', 'training.pause'].includes(call.does) && (value as { asked?: boolean } | undefined)?.asked === true,
  );
  for (const name of STUDIES) {
    const session = openSession(workstation, name);
    const accepted = made.filter((one) => one.outcome === 'accepted' && one.call.study === name);
    checkAudit(session, accepted, { first: before.audit[name], opened: reopened.get(name) ?? 0 });
    checkStored(template, session, { accepted, before, name });
    const stored = new Map(session.jobs.list().map((job) => [job.jobId, job]));
    for (const { board, id } of seen) {
      if (id !== session.id) continue;
      for (const job of board.list()) {
        if (before.jobs.has(job.jobId)) continue;
        const { state, failure } = job.progress;
        rule(state !== 'running', `job ${job.kind} never ended`);
        rule(
          stored.get(job.jobId)?.progress.state === state,
          `job ${job.kind} ended as ${state} and is remembered as ${stored.get(job.jobId)?.progress.state}`,
        );
        rule(
          state !== 'stopped' || stopped.has(job.jobId) || (job.kind === 'training' && stopsTraining),
          `job ${job.kind} was stopped by nobody`,
        );
        rule(state !== 'failed' || EXPECTED_FAILURES[job.kind] === failure?.code, `job ${job.kind} failed: ${failure?.code}`);
      }
    }
    for (const { call, value } of accepted) {
      if (call.does !== 'training.start') continue;
      const { runId } = value as { runId: string };
      const run = storedRun(session.study.folder, runId);
      rule(run.state !== 'running', `run ${runId} has ended and is recorded as running`);
      const used = accepted.filter(
        (one) => one.call.does === 'training.use' && (one.value as { name: string }).name.startsWith(runId.replace(/^\d+-/, '')),
      );
      rule(
        run.models.length === Math.min(1, used.length),
        `run ${runId} lists ${run.models.length} models after ${used.length} exports`,
      );
    }
  }
  const created = made.filter(({ call, outcome }) => call.does === 'studies.create' && outcome === 'accepted');
  rule(
    created.length === Math.min(1, made.filter(({ call }) => call.does === 'studies.create').length),
    'one folder became two studies',
  );
  for (const { value } of created) await workstation.workstation.studies.close({ id: (value as { id: string }).id });
  if (before.turn % SCHEDULES_PER_PROBE === 0) await probe(template, workstation, before);
}

/** The rows that the job of an accepted import adds. */
const ROWS_OF_IMPORTS = new Set(['labels.import', 'splits.import']);

const WRITING =
  /^(reading\.|knees\.|changes\.|measurements\.|settings\.|grading\.|films\.|filters\.|splits\.|training\.(start|resume|use)|report\.|study\.import|studies\.open)/;

/** The chain is intact, and holds one row for each accepted writing call of this study and nothing else. */
export function checkAudit(
  { study }: Pick<StudySession, 'study'>,
  accepted: readonly Pick<Made, 'call'>[],
  { first, opened }: { readonly first: number; readonly opened: number },
): void {
  rule(firstBrokenAuditRow(study.database) === null, 'the audit chain is broken');
  const rows = study.database
    .prepare('SELECT action FROM audit WHERE sequence > ? ORDER BY sequence')
    .pluck()
    .all(first)
    .map(String)
    .filter((action) => !ROWS_OF_IMPORTS.has(action));
  const expected = accepted.map(({ call }) => call.does).filter((does) => WRITING.test(does));
  const sorted = (names: readonly string[]): string => names.toSorted().join(' ');
  const due = [...expected, ...Array.from({ length: opened }, () => 'studies.open')];
  rule(sorted(rows) === sorted(due), `the audit holds [${sorted(rows)}] after [${sorted(due)}]`);
  const grades = study.database
    .prepare("SELECT target, detail FROM audit WHERE sequence > ? AND action = 'reading.save'")
    .all(first);
  rule(grades.length === accepted.filter(({ call }) => call.does === 'reading.save').length, 'the audit misses a reading');
}

/** The study holds what the accepted calls wrote, in the order in which they were stored, and nothing else. */
function checkStored(template: Template, { study }: StudySession, { accepted, before, name }: Acceptance): void {
  const { database } = study;
  const { hipIds, kneeId } = template;
  const expected = before.expected[name];
  const rows = auditRows(database, before.audit[name]);
  checkOrder(accepted, rows, template, before.turn);
  const accepts = accepted.filter(({ call }) => call.does === 'reading.accept');
  for (const row of rows) {
    if (row.action === 'reading.accept') {
      const at = accepts.findIndex(({ call }) => subjectOf(call, template) === `hip ${row.target}`);
      const [one] = accepts.splice(at, 1);
      const unread = unreadOf(expected, row.target).length;
      rule((one?.value as { read: number } | undefined)?.read === unread, `accepting read other than ${unread} quadrants`);
    }
    replay(expected, row, { database, model: before.model });
  }
  const did = (does: Call['does']): boolean => accepted.some(({ call }) => call.does === does);
  if (did('study.import')) expected.choices.set('split', splitInForce(database)); // the films come with a split of their own
  const text = (map: ReadonlyMap<string, unknown>): string =>
    JSON.stringify([...map].map(([place, value]) => `${place}: ${String(value)}`).toSorted());
  const stored = storedIn(database, hipIds, kneeId);
  for (const what of HELD)
    rule(
      text(stored[what]) === text(expected[what]),
      `the ${what} are ${text(stored[what])} and should be ${text(expected[what])}`,
    );
  const { undo, redo } = undoable(database);
  rule((undo === null) === (expected.done.length === 0), `undo offers ${undo?.kind} of ${expected.done.length} changes`);
  rule((redo === null) === (expected.undone.length === 0), `redo offers ${redo?.kind} of ${expected.undone.length} changes`);
  const gradings = Number(database.prepare('SELECT count(*) FROM gradings').pluck().get());
  rule(did('grading.run') || gradings <= expected.gradings, 'a study that was not asked to grade has new gradings');
  rule(
    did('grading.run') || did('films.correctSpacing') || gradings === expected.gradings,
    'a study lost gradings, though no film was cut again',
  );
  expected.gradings = gradings;
}

const HELD = ['readings', 'knees', 'filters', 'measurements', 'settings', 'choices'] as const;

type Stored = Pick<Expected, (typeof HELD)[number]>;

function storedIn(database: StudyDatabase, hipIds: readonly string[], kneeId: string): Stored {
  const readings = new Map<string, number>();
  for (const [hipId, quadrants] of readingsOfHips(database, hipIds, THE_READER)) {
    for (const [quadrant, label] of Object.entries(quadrants))
      if (label.kind === 'graded') readings.set(`${hipId} ${quadrant}`, label.grade);
  }
  const knee = kneeReadingOf(database, kneeId, THE_READER);
  return {
    readings,
    knees: new Map(knee.kind === 'graded' ? [[kneeId, knee.grade]] : []),
    filters: new Map(savedFilters(database).map((saved) => [saved.name, true])),
    measurements: new Map(
      hipIds.flatMap((hipId) =>
        measurementsOf(database, hipId).map((one) => [`${hipId} ${one.measurementId}`, one.points[0]?.x ?? -1] as const),
      ),
    ),
    settings: new Map([['opacity', readingSettings(database).heat.opacity]]),
    choices: new Map([
      ['model', chosenModelName(database)],
      ['split', splitInForce(database)],
    ]),
  };
}

/** Calls about one subject are stored as they were made, in the order in which they arrived. */
function checkOrder(accepted: readonly Made[], rows: readonly AuditRow[], template: Template, turn: number): void {
  const arrived = new Map<string, string[]>();
  const add = (orders: Map<string, string[]>, subject: string | null, words: string): void => {
    if (subject !== null) orders.set(subject, [...(orders.get(subject) ?? []), words]);
  };
  for (const { call } of accepted) add(arrived, subjectOf(call, template), wordsOf(call, turn));
  const stored = new Map<string, string[]>();
  for (const row of rows) add(stored, subjectOfRow(row), wordsOfRow(row));
  for (const [subject, words] of arrived)
    rule(
      words.join() === stored.get(subject)?.join(),
      `${subject}: stored was [${stored.get(subject)?.join()}] after [${words.join()}]`,
    );
}

/** What a call and the others with its key are about. Null for calls that store no value of their own, or take back another's. */
function subjectOf(call: Call, { hipIds, kneeId }: Pick<Template, 'hipIds' | 'kneeId'>): string | null {
  if (call.does === 'knees.read') return `hip ${kneeId}`;
  if ('hip' in call && call.does !== 'splits.assign') return `hip ${hipIds[call.hip]}`;
  return SUBJECTS[call.does] ?? null;
}

const SUBJECTS: Readonly<Record<string, string>> = {
  'grading.choose': 'the model',
  'filters.save': 'filters',
  'filters.remove': 'filters',
  'splits.build': 'splits',
  'splits.choose': 'splits',
  'settings.putReading': 'settings',
};

function subjectOfRow({ action, target }: AuditRow): string | null {
  return /^(reading|knees|measurements)\./.test(action) ? `hip ${target}` : (SUBJECTS[action] ?? null);
}

function wordsOf(call: Call, turn: number): string {
  const value = (): unknown => {
    if (call.does === 'reading.save') return `${call.quadrant} ${call.grade}`;
    if (call.does === 'knees.read') return call.grade;
    if (call.does === 'measurements.save') return `${measurementId(call)} ${call.at}`;
    if (call.does === 'measurements.remove') return measurementId(call);
    if (call.does === 'splits.build' || call.does === 'splits.choose') return splitName(call.name, turn);
    if (call.does === 'settings.putReading') return call.opacity;
    return 'name' in call ? call.name : '';
  };
  return `${call.does} ${String(value())}`;
}

function wordsOfRow(row: AuditRow): string {
  const { action, target } = row;
  return `${action} ${valueOfRow(row) ?? (action === 'reading.accept' ? '' : target)}`;
}

interface Acceptance {
  readonly accepted: readonly Made[];
  readonly before: Before;
  readonly name: StudyName;
}

function splitName(name: string, turn: number): string {
  return `${name}-${turn}`;
}

/** Every exclusive procedure can be called again, so no key stayed taken. */
async function probe({ hipIds }: Template, workstation: ScheduledWorkstation, { expected, model }: Before): Promise<void> {
  for (const name of STUDIES) {
    const client = workstation.client(name);
    const session = openSession(workstation, name);
    const { database } = session.study;
    const last = lastAuditRow(database);
    const label = { kind: 'missing' } as const;
    for (const hipId of hipIds) await client.reading.save({ hipId, quadrant: 'femur-superior', label });
    await client.filters.remove({ name: 'a' });
    await client.grading.choose({ name: 'tiny' });
    await client.grading.run({ hipIds: [hipIds[0]] });
    const { jobId } = await client.training.start({ presetId: 'tiny' });
    await session.board.ended(jobId);
    while (session.board.busy()) await breathe();
    for (const row of auditRows(database, last)) replay(expected[name], row, { database, model });
    expected[name].gradings = Number(database.prepare('SELECT count(*) FROM gradings').pluck().get());
  }
}

function lastAuditRow(database: StudyDatabase): number {
  return Number(database.prepare('SELECT max(sequence) FROM audit').pluck().get() ?? 0);
}

export function rule(holds: boolean, otherwise: string): void {
  if (!holds) throw new Error(`Broken rule: ${otherwise}.`);
}
