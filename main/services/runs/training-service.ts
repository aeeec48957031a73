// Training as the workstation's work: one run at a time, followed from anywhere, paused, stopped, extended, and taken up again after
// a restart. The study keeps each run's folder; the job board knows the run as a job like any other.

import { totalmem } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Study } from '../../cohort/study-folder.ts';
import type { LiveRun } from '../../domain/training/live-run.ts';
import type { TrainingChoice } from '../../domain/training/preflight.ts';
import type { Run } from '../../domain/training/run.ts';
import { failed, FailureError, valueOrThrow, type Failure, type Result } from '../../domain/failure.ts';
import { parseRecipe, type Recipe } from '../../training/recipe.ts';
import type { Environment } from '../environment.ts';
import type { JobBoard, JobHandle } from '../jobs/job-board.ts';
import { afterReport, clock, startLive, type LiveState } from '../../learning/run/live-run.ts';
import type { ProcessChannel } from '../../processes/process-channel.ts';
import {
  appendRunLog,
  listRunRecords,
  readRunLog,
  readRunRecord,
  runFolder,
  runOf,
  stageAreas,
  writeRunRecord,
  type RunRecord,
} from '../../learning/run/run-records.ts';
import { keepJobIn } from '../study/study-session.ts';
import { exportCheckpoint, modelName } from '../../learning/export/export-checkpoint.ts';
import { recipeToResume } from '../../learning/run/recipe-to-resume.ts';
import { runTraining } from '../../learning/run/training.ts';
import type { TrainedModel } from '../../learning/run/training-calls.ts';
import type { ExportedModel } from '../../learning/run/training-calls.ts';

export interface TrainingService {
  /** The run at work now. */
  readonly active: () => { readonly runId: string; readonly jobId: string } | null;
  readonly start: (study: Study, recipe: Recipe, places: TrainingPlaces) => Promise<StartedRun>;
  /** Goes on from the last checkpoint, or from the beginning where there is none. */
  readonly resume: (study: Study, runId: string, moreEpochs: number) => Promise<StartedRun>;
  /** False where the run is not at work. */
  readonly pause: (runId: string) => boolean;
  readonly stop: (runId: string) => boolean;
  readonly runs: (study: Study) => Promise<readonly Run[]>;
  readonly run: (study: Study, runId: string) => Promise<Run>;
  /** Makes a model of a checkpoint, in the user's models; `export-differs` where it would not answer as the trainer does. */
  readonly use: (study: Study, runId: string, checkpoint: string) => Promise<ExportedModel>;
  readonly follow: (study: Study, runId: string, signal?: AbortSignal) => AsyncGenerator<LiveRun, void, void>;
}

/** What lies outside of the study. */
type TrainingPlaces = Pick<TrainingChoice, 'dataFolder' | 'weights'>;

export interface StartedRun {
  readonly runId: string;
  readonly jobId: string;
}

/** How a page hears of a run at most. */
const SHORTEST_PAUSE_MS = 250;

interface ActiveRun {
  readonly runId: string;
  jobId: string;
  state: LiveState;
  /** Settled and replaced at each change, so that followers wake. */
  changed: PromiseWithResolvers<void>;
  /** What an end before the last epoch means: set by whoever asked for it. */
  ending: 'paused' | 'stopped';
}

/** `startProcess` starts the process that trains. */
export function openTrainingService(
  environment: Environment,
  board: JobBoard,
  startProcess: () => ProcessChannel,
): TrainingService {
  let active: ActiveRun | null = null;

  /** `words`: what the log is told beside that it begins. */
  const begin = async (study: Study, record: RunRecord, words: string | null): Promise<StartedRun> => {
    if (active !== null) {
      const busy = 'Another training run is at work. Pause it, or wait for its end, then start this one.';
      throw new FailureError(failed('study-busy', busy).failure);
    }
    const { runId } = record;
    const past = await runOf(study.folder, record, null);
    const log = await readRunLog(study.folder, runId);
    const epochsDone = past.last?.epoch ?? 0;
    const run = { runId, stages: stageAreas(record.recipe), epochsDone, log };
    const mine: ActiveRun = {
      runId,
      jobId: '',
      state: startLive(run, environment.now().getTime()),
      changed: Promise.withResolvers(),
      ending: 'paused',
    };
    active = mine;
    try {
      await writeRunRecord(study.folder, record);
    } catch (error) {
      active = null;
      throw error;
    }
    const resume = past.checkpoints.includes('last');
    mine.jobId = board.start({
      kind: 'training',
      keep: keepJobIn(study),
      work: (job) =>
        carryOut({ environment, study, record, resume, words, startProcess, run: mine }, job).finally(() => {
          if (active === mine) active = null;
        }),
    });
    return { runId, jobId: mine.jobId };
  };

  const end = (runId: string, ending: ActiveRun['ending']): boolean => {
    if (active?.runId !== runId) return false;
    active.ending = ending;
    return board.stop(active.jobId);
  };

  const jobOf = (runId: string): string | null => (active?.runId === runId ? active.jobId : null);

  return {
    active: () => active,
    start: (study, recipe, { dataFolder, weights }) => {
      const startedAt = environment.now().toISOString();
      const runId =
        `${startedAt.slice(0, 16).replaceAll(/\D/g, '')}-${recipe.name}-${environment.newId().slice(0, 4)}`.toLowerCase();
      const record = { runId, recipe, dataFolder, weights, startedAt, endedAt: null, state: 'running', failure: null } as const;
      return begin(study, { ...record, models: [] }, null);
    },
    resume: async (study, runId, moreEpochs) => {
      const record = valueOrThrow(await readRunRecord(study.folder, runId));
      const planned = valueOrThrow(parseRecipe(JSON.stringify(record.recipe)));
      const { recipe, words } = await recipeToResume(planned, runFolder(study.folder, runId), { epochs: moreEpochs });
      return begin(study, { ...record, recipe, endedAt: null, state: 'running', failure: null }, words);
    },
    pause: (runId) => end(runId, 'paused'),
    stop: (runId) => end(runId, 'stopped'),
    runs: async (study) => {
      const records = await listRunRecords(study.folder);
      return Promise.all(records.map((record) => runOf(study.folder, record, jobOf(record.runId))));
    },
    run: async (study, runId) => runOf(study.folder, valueOrThrow(await readRunRecord(study.folder, runId)), jobOf(runId)),
    use: (study, runId, checkpoint) => useCheckpoint({ environment, study, startProcess }, runId, checkpoint),
    follow: async function* (study, runId, signal) {
      const mine = active;
      if (mine?.runId === runId) yield* followActive(mine, signal);
      else yield await atRest(study, runId);
    },
  };
}

async function useCheckpoint(
  { environment, study, startProcess }: Pick<Work, 'environment' | 'study' | 'startProcess'>,
  runId: string,
  checkpoint: string,
): Promise<ExportedModel> {
  const record = valueOrThrow(await readRunRecord(study.folder, runId));
  const run = await runOf(study.folder, record, null);
  const used = valueOrThrow(
    await exportCheckpoint(
      {
        folder: runFolder(study.folder, runId),
        recipe: valueOrThrow(parseRecipe(JSON.stringify(record.recipe))),
        checkpoint,
        validationKappa: run.best[checkpoint]?.figures['meanKappa'] ?? null,
        models: join(environment.home, 'models'),
        name: modelName(runId, checkpoint),
        study,
        version: environment.version,
      },
      startProcess,
    ),
  );
  const now = valueOrThrow(await readRunRecord(study.folder, runId));
  const models = [...now.models.filter(({ name }) => name !== used.name), { name: used.name, checkpoint }];
  await writeRunRecord(study.folder, { ...now, models });
  return used;
}

interface Work {
  readonly environment: Environment;
  readonly study: Study;
  readonly record: RunRecord;
  readonly resume: boolean;
  /** What the log is told at the start. */
  readonly words: string | null;
  readonly startProcess: () => ProcessChannel;
  readonly run: ActiveRun;
}

/** The job itself: trains in a process of its own, and writes down how it ended, whatever that was. */
async function carryOut(work: Work, job: JobHandle): Promise<void> {
  const { environment, study, record, resume, words, startProcess, run } = work;
  const { folder } = study;
  let writing: Promise<void> = Promise.resolve();
  const log = (lines: readonly string[]): void => {
    if (lines.length > 0) writing = writing.then(() => appendRunLog(folder, run.runId, lines));
  };
  const change = (state: LiveState): void => {
    run.state = state;
    run.changed.resolve();
    run.changed = Promise.withResolvers();
  };
  const say = (words: string): void => {
    const line = `${clock(environment.now())}  ${words}`;
    log([line]);
    change({ ...run.state, live: { ...run.state.live, log: [...run.state.live.log, line] } });
  };
  say(resume ? `Goes on from epoch ${run.state.live.epochsDone}` : `Starts ${record.runId}`);
  if (words !== null) say(words);
  job.step('Training', 0, 0);
  const finish = async (state: Exclude<RunRecord['state'], 'running'>, failure: Failure | null): Promise<void> => {
    say(failure === null ? ENDINGS[state] : `${ENDINGS[state]}: ${failure.message}`);
    await writing;
    await writeRunRecord(folder, { ...record, state, failure, endedAt: environment.now().toISOString() });
    change({ ...run.state, live: { ...run.state.live, state, stage: 'ended', remainingMs: null } });
  };
  let result: Result<TrainedModel>;
  try {
    const recipe = valueOrThrow(parseRecipe(JSON.stringify(record.recipe)));
    const own = runFolder(folder, run.runId);
    const options = {
      folder: own,
      models: own,
      resume,
      version: environment.version,
      study: folder,
      ...(record.dataFolder === null ? {} : { data: record.dataFolder }),
      ...(record.weights === null || resume ? {} : { weights: record.weights }),
      ...(environment.trainingMemoryBytes === null ? {} : { memoryLimitBytes: environment.trainingMemoryBytes }),
    };
    result = await runTraining(
      startProcess,
      { recipe, options },
      (progress, residentBytes) => {
        const heard = afterReport(run.state, { progress, residentBytes, totalBytes: totalmem(), at: environment.now() });
        log(heard.lines);
        change(heard.state);
        const { epoch, epochs, step, steps } = heard.state.live;
        if (progress.kind === 'data') job.step('Preparing pictures', progress.done, progress.total);
        else if (steps > 0) job.step(`Training, epoch ${epoch} of ${epochs}`, step, steps);
      },
      job.signal,
    );
  } catch (error) {
    const unexpected = 'The training ended by an error in the program. Its finished epochs are kept; the log has the details.';
    await finish('failed', error instanceof FailureError ? error.failure : { code: 'unexpected', message: unexpected });
    throw error;
  }
  if (result.ok) return finish('finished', null);
  if (result.failure.code === 'stopped') await finish(run.ending, null);
  else await finish('failed', result.failure);
  throw new FailureError(result.failure);
}

const ENDINGS = { paused: 'Paused', stopped: 'Stopped and kept', finished: 'Finished', failed: 'Failed' } as const;

async function* followActive(run: ActiveRun, signal?: AbortSignal): AsyncGenerator<LiveRun, void, void> {
  const gone = new Promise<void>((resolve) => signal?.addEventListener('abort', () => resolve(), { once: true }));
  for (;;) {
    const { changed, state } = run;
    yield state.live;
    if (state.live.state !== 'running') return;
    await Promise.race([changed.promise, gone]);
    if (signal?.aborted === true) return;
    await pause(SHORTEST_PAUSE_MS);
  }
}

/** The one word of a run that is not at work. */
async function atRest(study: Study, runId: string): Promise<LiveRun> {
  const record = valueOrThrow(await readRunRecord(study.folder, runId));
  const run = await runOf(study.folder, record, null);
  const log = await readRunLog(study.folder, runId);
  const epochsDone = run.last?.epoch ?? 0;
  const { live } = startLive({ runId, stages: stageAreas(record.recipe), epochsDone, log }, 0);
  return { ...live, state: run.state, stage: 'ended' };
}
