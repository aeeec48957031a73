// The calls that a schedule interleaves, as data, and how each is made.

import * as fc from 'fast-check';
import type { Grade } from '../../../../main/domain/grade.ts';
import { QUADRANTS, type Quadrant } from '../../../../main/domain/quadrant.ts';
import type { KlGrade } from '../../../../main/domain/study/knee-case.ts';
import { HipConditionsSchema } from '../../../../main/domain/study/hip-filter.ts';
import { join } from 'node:path';
import { STUDIES, type ScheduledWorkstation, type StudyName } from './scheduled-workstation.ts';

export type Call = { readonly study: StudyName } & (
  | { readonly does: 'reading.save'; readonly hip: 0 | 1; readonly quadrant: Quadrant; readonly grade: Grade }
  | { readonly does: 'reading.accept'; readonly hip: 0 | 1 }
  | { readonly does: 'knees.read'; readonly grade: KlGrade }
  | { readonly does: 'changes.undo' | 'changes.redo' }
  | { readonly does: 'measurements.save'; readonly hip: 0 | 1; readonly name: 'a' | 'b'; readonly at: number }
  | { readonly does: 'measurements.remove'; readonly hip: 0 | 1; readonly name: 'a' | 'b' }
  | { readonly does: 'settings.putReading'; readonly opacity: number }
  | { readonly does: 'grading.run'; readonly hips: readonly (0 | 1)[]; readonly leaves: boolean }
  | { readonly does: 'grading.choose'; readonly name: 'tiny' | 'other' | 'absent' }
  | { readonly does: 'filters.save' | 'filters.remove' | 'splits.build' | 'splits.choose'; readonly name: 'a' | 'b' }
  | { readonly does: 'splits.assign'; readonly hip: 0 | 1; readonly part: 'train' | 'val' | 'test' }
  | { readonly does: 'training.start' | 'training.use' }
  | { readonly does: 'training.resume' | 'training.pause' | 'training.stop' | 'training.follow' }
  | { readonly does: 'jobs.stop' | 'hips.list' | 'studies.open' | 'studies.close' | 'studies.create' }
  | { readonly does: 'report.export' | 'study.import' }
  | { readonly does: 'films.correctSpacing'; readonly spacingMm: number }
);

const study = fc.constantFrom(...STUDIES);
const hip = fc.constantFrom(0 as const, 1 as const);
const name = fc.constantFrom('a' as const, 'b' as const);
const does = <const Name extends Call['does']>(...names: Name[]) => ({ study, does: fc.constantFrom(...names) });

const save = fc.record({
  ...does('reading.save'),
  hip,
  quadrant: fc.constantFrom(...QUADRANTS),
  grade: fc.constantFrom(0 as const, 1 as const, 2 as const, 3 as const),
});
const kneeGrade = fc.constantFrom(0 as const, 1 as const, 2 as const, 3 as const, 4 as const);
const readKnee = fc.record({ ...does('knees.read'), grade: kneeGrade });
const takeBack = fc.record(does('changes.undo', 'changes.redo'));
const accept = fc.record({ ...does('reading.accept'), hip });
const measure = fc.oneof(
  fc.record({ ...does('measurements.save'), hip, name, at: fc.nat(99) }),
  fc.record({ ...does('measurements.remove'), hip, name }),
);
const settings = fc.record({ ...does('settings.putReading'), opacity: fc.constantFrom(0.25, 0.5, 0.75) });
const grade = fc.record({ ...does('grading.run'), hips: fc.uniqueArray(hip), leaves: fc.boolean() });
const choose = fc.record({
  ...does('grading.choose'),
  name: fc.constantFrom('tiny' as const, 'other' as const, 'absent' as const),
});
const named = fc.record({ ...does('filters.save', 'filters.remove', 'splits.build', 'splits.choose'), name });
const assign = fc.record({
  ...does('splits.assign'),
  hip,
  part: fc.constantFrom('train' as const, 'val' as const, 'test' as const),
});
const correct = fc.record({ ...does('films.correctSpacing'), spacingMm: fc.constantFrom(0.19, 0.21) });
const train = fc.record(does('training.start', 'training.resume', 'training.pause', 'training.stop', 'training.follow'));
const around = fc.record(does('jobs.stop', 'hips.list', 'studies.open', 'studies.close'));

const racing = fc.oneof(
  { arbitrary: save, weight: 6 },
  { arbitrary: grade, weight: 3 },
  { arbitrary: choose, weight: 2 },
  { arbitrary: named, weight: 3 },
  { arbitrary: assign, weight: 1 },
  { arbitrary: train, weight: 6 },
  { arbitrary: around, weight: 5 },
);

/** Calls among which jobs meet often, so that a planted race is soon found. */
export const racingCalls: fc.Arbitrary<Call[]> = fc.array(racing, { minLength: 2, maxLength: 10 });

/** Calls that take milliseconds. */
export const quickCalls: fc.Arbitrary<Call[]> = fc.array(
  fc.oneof(
    { arbitrary: racing, weight: 13 },
    { arbitrary: accept, weight: 1 },
    { arbitrary: measure, weight: 2 },
    { arbitrary: settings, weight: 1 },
    { arbitrary: readKnee, weight: 1 },
    { arbitrary: takeBack, weight: 6 },
  ),
  { minLength: 2, maxLength: 10 },
);

/** The slow ones among them: reports, imports, new studies, exported models. */
export const slowCalls: fc.Arbitrary<Call[]> = fc.array(
  fc.oneof(
    { arbitrary: fc.record(does('report.export', 'study.import', 'studies.create', 'training.use')), weight: 6 },
    { arbitrary: correct, weight: 2 },
    { arbitrary: grade, weight: 1 },
    { arbitrary: save, weight: 1 },
    { arbitrary: train, weight: 3 },
    { arbitrary: around, weight: 4 },
  ),
  { minLength: 2, maxLength: 8 },
);

/** The writing procedures that no schedule calls, and why. */
export const UNSCHEDULED: Readonly<Record<string, string>> = {
  'studies.restore': 'Needs a damaged study and its backup. `restore.test.ts` interrupts it.',
  'studies.demo': 'Draws twenty films, which takes too long for hundreds of schedules.',
  'evaluation.run': 'Needs a model that was measured on a test part. It takes the key of grading, as grading.run does.',
  'evaluation.export': 'Writes files of an evaluation, of which these studies have none.',
  'evaluation.exportComparison': 'As evaluation.export.',
  'experiments.run': 'Trains many runs, which takes too long for hundreds of schedules.',
  'experiments.write': 'Writes files of an experiment, of which these studies have none.',
};

/** What a call needs to know besides itself. */
export interface Caller {
  readonly workstation: ScheduledWorkstation;
  readonly hipIds: readonly string[];
  readonly kneeId: string;
  /** The film of the hips. */
  readonly radiographId: string;
  /** The folder of films to import. */
  readonly films: string;
  /** The run that the study started last. */
  readonly run: string;
  /** The folder in which a new study is created. */
  readonly newFolder: string;
  readonly splitName: (name: 'a' | 'b') => string;
  /** Settles when a follower leaves. */
  readonly leaving: () => Promise<void>;
}

const everyHip = HipConditionsSchema.parse({});

/** Makes the call. */
export function make(
  call: Call,
  { workstation, hipIds, kneeId, radiographId, films, run, newFolder, splitName, leaving }: Caller,
): Promise<unknown> {
  const client = workstation.client(call.study);
  const hipId = (at: 0 | 1): string => hipIds[at];
  switch (call.does) {
    case 'reading.save':
      return client.reading.save({
        hipId: hipId(call.hip),
        quadrant: call.quadrant,
        label: { kind: 'graded', grade: call.grade },
      });
    case 'reading.accept':
      return client.reading.accept({ hipId: hipId(call.hip) });
    case 'knees.read':
      return client.knees.read({ hipId: kneeId, label: { kind: 'graded', grade: call.grade } });
    case 'changes.undo':
      return client.changes.newest().then(({ undo }) => client.changes.undo({ changeId: undo?.changeId ?? NO_CHANGE }));
    case 'changes.redo':
      return client.changes.newest().then(({ redo }) => client.changes.redo({ changeId: redo?.changeId ?? NO_CHANGE }));
    case 'measurements.save': {
      const points = [call.at, call.at + 10].map((x) => ({ x, y: 0 }));
      const measurement = { measurementId: measurementId(call), kind: 'distance' as const, points };
      return client.measurements.save({ hipId: hipId(call.hip), measurement });
    }
    case 'measurements.remove':
      return client.measurements.remove({ hipId: hipId(call.hip), measurementId: measurementId(call) });
    case 'settings.putReading':
      return client.settings.putReading({ autoAdvance: false, heat: { opacity: call.opacity } });
    case 'grading.run':
      return client.grading.run({ hipIds: call.hips.map(hipId) }).then((progress) => followed(progress, call.leaves, leaving));
    case 'grading.choose':
      return client.grading.choose({ name: call.name });
    case 'filters.save':
      return client.filters.save({ name: call.name, filter: everyHip });
    case 'filters.remove':
      return client.filters.remove({ name: call.name });
    case 'splits.build':
      return client.splits.build({ name: splitName(call.name), recipe: { stratify: 'none' } });
    case 'splits.choose':
      return client.splits.choose({ name: splitName(call.name) });
    case 'splits.assign':
      return client.splits.assign({ hipIds: [hipId(call.hip)], part: call.part });
    case 'training.start':
      return client.training.start({ presetId: 'tiny' });
    case 'training.use':
      return client.training.use({ runId: run, checkpoint: 'last' });
    case 'training.resume':
      return client.training.resume({ runId: run, moreEpochs: 0 });
    case 'training.pause':
      return client.training.pause({ runId: run });
    case 'training.stop':
      return client.training.stop({ runId: run });
    case 'training.follow':
      return client.training.follow({ runId: run }).then((live) => followed(live, true, leaving));
    case 'jobs.stop':
      return client.jobs.list().then((jobs) => {
        const running = jobs.find(({ progress }) => progress.state === 'running');
        return client.jobs.stop({ jobId: running?.jobId ?? 'none' }).then(({ stopped }) => (stopped ? running?.jobId : null));
      });
    case 'hips.list':
      return client.hips.list({});
    case 'report.export':
      return client.report.export({ hipIds: [...hipIds], formats: ['csv'] });
    case 'study.import':
      return client.study
        .import({ paths: [films], upload: null, spacingMm: null })
        .then((progress) => followed(progress, true, leaving));
    case 'films.correctSpacing':
      return client.films.correctSpacing({ radiographId, spacingMm: call.spacingMm, why: 'Measured again.' });
    case 'studies.open':
      return workstation.workstation.studies.open({ folder: join(workstation.folderOf(call.study), '..', call.study) });
    case 'studies.close':
      return workstation.workstation.studies.close({ id: workstation.session(call.study)?.id ?? 'none' });
    case 'studies.create':
      return workstation.workstation.studies.create({ name: call.study, folder: newFolder });
  }
}

/** No change has this id. */
const NO_CHANGE = 0;

/** A measurement belongs to one hip for good. */
export function measurementId({ hip, name }: { readonly hip: 0 | 1; readonly name: 'a' | 'b' }): string {
  return `${name} of ${hip}`;
}

/** Reads the first message. A follower who leaves goes when the scheduler says; the others are not waited for. */
async function followed<T>(messages: AsyncIteratorObject<T>, leaves: boolean, leaving: () => Promise<void>): Promise<T | null> {
  const first = await messages.next();
  if (leaves) void leaving().then(() => messages.return?.());
  return first.done === true ? null : first.value;
}
