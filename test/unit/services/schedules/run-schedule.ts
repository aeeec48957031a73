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
import { splitInForce } from '../../../../main/database/splits.ts';
import { firstBrokenAuditRow } from '../../../../main/database/audit.ts';
import { QUADRANTS } from '../../../../main/domain/quadrant.ts';
import type { Job } from '../../../../main/domain/study/job.ts';
import { THE_READER } from '../../../../main/domain/study/reader.ts';
import type { StudySession } from '../../../../main/services/study/study-session.ts';
import { make, measurementId, type Call } from './calls.ts';
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
  const start = before(workstation);
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

/** What a study should hold. */
interface Expected {
  /** The grade of each hip and quadrant that was read. */
  readonly readings: Map<string, number>;
  readonly filters: Set<string>;
  /** Where each measurement of each hip starts, in pixels. */
  readonly measurements: Map<string, number>;
  /** How evidence is drawn. Null until it is set. */
  opacity: number | null;
  model: string | null;
  split: string | null;
  gradings: number;
}

interface Before {
  readonly turn: number;
  /** The number of the last audit row. */
  readonly audit: Readonly<Record<StudyName, number>>;
  readonly expected: Readonly<Record<StudyName, Expected>>;
  /** The jobs of earlier schedules. */
  readonly jobs: ReadonlySet<string>;
}

let turns = 0;
/** What the studies of each workstation should hold after the schedules so far. */
const ledgers = new WeakMap<ScheduledWorkstation, Before['expected']>();

function before(workstation: ScheduledWorkstation): Before {
  const empty = (name: StudyName): Expected => {
    const split = splitInForce(openSession(workstation, name).study.database);
    return { readings: new Map(), filters: new Set(), measurements: new Map(), opacity: null, model: null, split, gradings: 0 };
  };
  const expected = ledgers.get(workstation) ?? { one: empty('one'), two: empty('two') };
  ledgers.set(workstation, expected);
  const last = (name: StudyName): number =>
    Number(openSession(workstation, name).study.database.prepare('SELECT max(sequence) FROM audit').pluck().get() ?? 0);
  const jobs = STUDIES.flatMap((name) =>
    openSession(workstation, name)
      .board.list()
      .map(({ jobId }) => jobId),
  );
  return { turn: (turns += 1), audit: { one: last('one'), two: last('two') }, expected, jobs: new Set(jobs) };
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
  predict: ['grading.run'],
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
    checkStored(template, session, { accepted, expected: before.expected[name], turn: before.turn });
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
  if (before.turn % SCHEDULES_PER_PROBE === 0) await probe(template, workstation, before.expected);
}

/** The rows that the job of an accepted import adds. */
const ROWS_OF_IMPORTS = new Set(['labels.import', 'splits.import']);

const WRITING =
  /^(reading\.|measurements\.|settings\.|grading\.|filters\.|splits\.|training\.(start|resume|use)|report\.|study\.import|studies\.open)/;

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

/** The study holds what the accepted calls wrote, the last one of each subject in the order of arrival, and nothing else. */
function checkStored({ hipIds }: Template, { study }: StudySession, { accepted, expected, turn }: Acceptance): void {
  const { database } = study;
  const did = (does: Call['does']): boolean => accepted.some(({ call }) => call.does === does);
  const stored = new Map<string, number>();
  for (const [hipId, quadrants] of readingsOfHips(database, hipIds, THE_READER)) {
    for (const [quadrant, label] of Object.entries(quadrants))
      if (label.kind === 'graded') stored.set(`${hipId} ${quadrant}`, label.grade);
  }
  for (const { call, value } of accepted) {
    if (call.does === 'reading.save') expected.readings.set(`${hipIds[call.hip]} ${call.quadrant}`, call.grade);
    if (call.does === 'reading.accept') {
      const unread = QUADRANTS.map((quadrant) => `${hipIds[call.hip]} ${quadrant}`).filter((at) => !expected.readings.has(at));
      rule((value as { read: number }).read === unread.length, `accepting read other than ${unread.length} quadrants`);
      // The model's grade, unless a reading came after it.
      for (const place of unread) expected.readings.set(place, stored.get(place) ?? -1);
    }
    if (call.does === 'measurements.save') expected.measurements.set(placeOf(call, hipIds), call.at);
    if (call.does === 'measurements.remove') expected.measurements.delete(placeOf(call, hipIds));
    if (call.does === 'settings.putReading') expected.opacity = call.opacity;
    if (call.does === 'grading.choose') expected.model = call.name;
    if (call.does === 'splits.build' || call.does === 'splits.choose') expected.split = splitName(call.name, turn);
    if (call.does === 'filters.save') expected.filters.add(call.name);
    if (call.does === 'filters.remove') expected.filters.delete(call.name);
  }
  const text = (map: ReadonlyMap<string, number>): string =>
    JSON.stringify([...map].map(([place, grade]) => `${place}: ${grade}`).toSorted());
  rule(text(stored) === text(expected.readings), `the readings are ${text(stored)} and should be ${text(expected.readings)}`);
  const measured = new Map(
    hipIds.flatMap((hipId) =>
      measurementsOf(database, hipId).map((one) => [`${hipId} ${one.measurementId}`, one.points[0]?.x ?? -1] as const),
    ),
  );
  rule(
    text(measured) === text(expected.measurements),
    `the measurements are ${text(measured)} and should be ${text(expected.measurements)}`,
  );
  const { opacity } = readingSettings(database).heat;
  rule(expected.opacity === null || opacity === expected.opacity, `the opacity is ${opacity} and should be ${expected.opacity}`);
  const model = chosenModelName(database);
  rule(model === expected.model, `the chosen model is ${model} and should be ${expected.model}`);
  if (did('study.import')) expected.split = splitInForce(database); // the films come with a split of their own
  const split = splitInForce(database);
  rule(split === expected.split, `the split in force is ${split} and should be ${expected.split}`);
  const filters = savedFilters(database).map((saved) => saved.name);
  rule(filters.join() === [...expected.filters].toSorted().join(), `the filters are ${filters.join()}`);
  const gradings = Number(database.prepare('SELECT count(*) FROM gradings').pluck().get());
  rule(did('grading.run') || gradings === expected.gradings, 'a study that was not asked to grade has new gradings');
  expected.gradings = gradings;
}

function placeOf(call: Parameters<typeof measurementId>[0], hipIds: readonly string[]): string {
  return `${hipIds[call.hip]} ${measurementId(call)}`;
}

interface Acceptance {
  readonly accepted: readonly Made[];
  readonly expected: Expected;
  readonly turn: number;
}

function splitName(name: string, turn: number): string {
  return `${name}-${turn}`;
}

/** Every exclusive procedure can be called again, so no key stayed taken. */
async function probe({ hipIds }: Template, workstation: ScheduledWorkstation, expected: Before['expected']): Promise<void> {
  for (const name of STUDIES) {
    const client = workstation.client(name);
    const label = { kind: 'missing' } as const;
    for (const hipId of hipIds) await client.reading.save({ hipId, quadrant: 'femur-superior', label });
    for (const hipId of hipIds) expected[name].readings.delete(`${hipId} femur-superior`);
    await client.filters.remove({ name: 'a' });
    expected[name].filters.delete('a');
    await client.grading.choose({ name: 'tiny' });
    expected[name].model = 'tiny';
    await client.grading.run({ hipIds: [hipIds[0]] });
    const session = openSession(workstation, name);
    const { jobId } = await client.training.start({ presetId: 'tiny' });
    await session.board.ended(jobId);
    while (session.board.busy()) await breathe();
    expected[name].gradings = Number(session.study.database.prepare('SELECT count(*) FROM gradings').pluck().get());
  }
}

export function rule(holds: boolean, otherwise: string): void {
  if (!holds) throw new Error(`Broken rule: ${otherwise}.`);
}
