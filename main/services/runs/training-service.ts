// Training runs of studies. One run trains at a time on this machine. It can be followed, paused, stopped, extended, and resumed after a restart.
// The study keeps the folder of each run; the job board treats a run like any other job.

import type { Study } from '../../cohort/study-folder.ts';
import { failed, FailureError, valueOrThrow } from '../../domain/failure.ts';
import type { LiveRun } from '../../domain/training/live-run.ts';
import type { TrainingChoice } from '../../domain/training/preflight.ts';
import type { Run } from '../../domain/training/run.ts';
import { startLive } from '../../learning/run/live-run.ts';
import { recipeToResume } from '../../learning/run/recipe-to-resume.ts';
import {
  listRunRecords,
  readRunLog,
  readRunRecord,
  runFolder,
  runOf,
  stageAreas,
  writeRunRecord,
  type RunRecord,
} from '../../learning/run/run-records.ts';
import type { ExportedModel } from '../../learning/run/training-calls.ts';
import type { ProcessChannel } from '../../processes/process-channel.ts';
import { parseRecipe, type Recipe } from '../../training/recipe.ts';
import type { Environment } from '../environment.ts';
import type { StudySession } from '../study/study-session.ts';
import { followActiveRun, type ActiveRun } from './active-run.ts';
import { runTrainingJob } from './training-job.ts';
import { useCheckpoint } from './use-checkpoint.ts';
import { servicesText } from '../text.ts';

export interface TrainingService {
  /** The run that is training now. */
  readonly active: () => StartedRun | null;
  readonly start: (session: StudySession, recipe: Recipe, files: TrainingFiles) => Promise<StartedRun>;
  /** Resumes from the last checkpoint, or starts again if there is none. */
  readonly resume: (session: StudySession, runId: string, moreEpochs: number) => Promise<StartedRun>;
  /** False if the run is not training. */
  readonly pause: (session: StudySession, runId: string) => boolean;
  readonly stop: (session: StudySession, runId: string) => boolean;
  readonly runs: (session: StudySession) => Promise<readonly Run[]>;
  readonly run: (session: StudySession, runId: string) => Promise<Run>;
  /** Exports a checkpoint into the user's models. Fails with `export-differs` if the model would not answer as the trainer does. */
  readonly use: (session: StudySession, runId: string, checkpoint: string) => Promise<ExportedModel>;
  readonly follow: (session: StudySession, runId: string, signal?: AbortSignal) => AsyncGenerator<LiveRun, void, void>;
}

/** What a run reads from outside the study. */
type TrainingFiles = Pick<TrainingChoice, 'dataFolder' | 'weights'>;

export interface StartedRun {
  readonly runId: string;
  readonly jobId: string;
}

/** `startProcess` starts the process that trains. */
export function openTrainingService(environment: Environment, startProcess: () => ProcessChannel): TrainingService {
  let active: ActiveRun | null = null;

  /** `note`: an extra log line at the start. */
  const startRun = async (session: StudySession, record: RunRecord, note: string | null): Promise<StartedRun> => {
    const { study, board } = session;
    // An invariant: the callers hold the key of training, so no other run is active.
    if (active !== null) throw new FailureError(failed('study-busy', servicesText.training.busy).failure);
    const { runId } = record;
    const past = await runOf(study.folder, record, null);
    const resume = past.checkpoints.includes('last');
    const run: ActiveRun = {
      session,
      runId,
      jobId: '',
      state: startLive(await liveStart(study, record, past), environment.now().getTime()),
      changed: Promise.withResolvers(),
      ending: 'paused',
    };
    active = run;
    try {
      await writeRunRecord(study.folder, record);
    } catch (error) {
      active = null;
      throw error;
    }
    run.jobId = board.start({
      kind: 'training',
      work: (job) =>
        runTrainingJob({ environment, study, record, run, resume, note, startProcess }, job).finally(() => {
          if (active === run) active = null;
        }),
    });
    return { runId, jobId: run.jobId };
  };

  const activeRun = (session: StudySession, runId: string): ActiveRun | null =>
    active?.session === session && active.runId === runId ? active : null;

  const end = (session: StudySession, runId: string, ending: ActiveRun['ending']): boolean => {
    const run = activeRun(session, runId);
    if (run === null) return false;
    run.ending = ending;
    return session.board.stop(run.jobId);
  };

  const jobOf = (session: StudySession, runId: string): string | null => activeRun(session, runId)?.jobId ?? null;

  return {
    active: () => active,
    start: (session, recipe, { dataFolder, weights }) => {
      const startedAt = environment.now().toISOString();
      const runId =
        `${startedAt.slice(0, 16).replaceAll(/\D/g, '')}-${recipe.name}-${environment.newId().slice(0, 4)}`.toLowerCase();
      session.study.identities.putRunFiles(runId, { dataFolder, weights }); // paths can name people
      const record = {
        runId,
        recipe,
        dataFolder: null,
        weights: null,
        startedAt,
        endedAt: null,
        state: 'running',
        failure: null,
      } as const;
      return startRun(session, { ...record, models: [] }, null);
    },
    resume: async (session, runId, moreEpochs) => {
      const { study } = session;
      const record = valueOrThrow(await readRunRecord(study.folder, runId));
      const planned = valueOrThrow(parseRecipe(JSON.stringify(record.recipe)));
      const resumed = await recipeToResume(planned, runFolder(study.folder, runId), { epochs: moreEpochs });
      return startRun(
        session,
        { ...record, recipe: resumed.recipe, endedAt: null, state: 'running', failure: null },
        resumed.words,
      );
    },
    pause: (session, runId) => end(session, runId, 'paused'),
    stop: (session, runId) => end(session, runId, 'stopped'),
    runs: async (session) => {
      const { folder } = session.study;
      const records = await listRunRecords(folder);
      return Promise.all(records.map((record) => runOf(folder, record, jobOf(session, record.runId))));
    },
    run: async (session, runId) => {
      const { folder } = session.study;
      return runOf(folder, valueOrThrow(await readRunRecord(folder, runId)), jobOf(session, runId));
    },
    use: ({ study }, runId, checkpoint) => useCheckpoint(environment, startProcess, { study, runId, checkpoint }),
    follow: async function* (session, runId, signal) {
      const run = activeRun(session, runId);
      if (run !== null) yield* followActiveRun(run, signal);
      else yield await endedRun(session.study, runId);
    },
  };
}

/** The state of a run that is not training. */
async function endedRun(study: Study, runId: string): Promise<LiveRun> {
  const record = valueOrThrow(await readRunRecord(study.folder, runId));
  const run = await runOf(study.folder, record, null);
  const { live } = startLive(await liveStart(study, record, run), 0);
  return { ...live, state: run.state, stage: 'ended' };
}

async function liveStart(study: Study, record: RunRecord, run: Run): Promise<Parameters<typeof startLive>[0]> {
  const { runId, recipe } = record;
  const log = await readRunLog(study.folder, runId);
  return { runId, stages: stageAreas(recipe), epochsDone: run.last?.epoch ?? 0, log };
}
