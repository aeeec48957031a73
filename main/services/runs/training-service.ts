// Training runs of studies. One run trains at a time on this machine. It can be followed, paused, stopped, extended, and resumed after a
// restart. The study keeps the folder of each run; the job board treats a run like any other job.

import type { Study } from '../../cohort/study-folder.ts';
import { valueOrThrow } from '../../domain/failure.ts';
import type { LiveRun } from '../../domain/training/live-run.ts';
import type { TrainingChoice } from '../../domain/training/preflight.ts';
import type { Run } from '../../domain/training/run.ts';
import { startLive } from '../../learning/run/live-run.ts';
import { runIsFree } from '../../learning/run/run-lease.ts';
import { recipeToResume } from '../../learning/run/recipe-to-resume.ts';
import {
  listRunRecords,
  newRunRecord,
  readRunLog,
  readRunRecord,
  runFolder,
  runOf,
  stageAreas,
  type RunRecord,
} from '../../learning/run/run-records.ts';
import type { ExportedModel } from '../../learning/run/training-calls.ts';
import type { ProcessChannel } from '../../processes/process-channel.ts';
import type { Workstations } from '../../remote/client/workstations.ts';
import { parseRecipe, type Recipe } from '../../training/recipe.ts';
import type { Environment } from '../environment.ts';
import type { StudySession } from '../study/study-session.ts';
import type { JobHandle } from '../jobs/job-board.ts';
import { changeState, followActiveRun, type ActiveRun } from './active-run.ts';
import { openRunRecordChanges } from './change-run-record.ts';
import { runTrainingJob } from './training-job.ts';
import { useCheckpoint, type CheckpointChoice } from './use-checkpoint.ts';

export interface TrainingService {
  /** The run that is training now. */
  readonly active: () => StartedRun | null;
  /** Trains on the paired workstation of this name, or here if it is null. */
  readonly start: (
    session: StudySession,
    recipe: Recipe,
    files: TrainingFiles,
    workstation: string | null,
  ) => Promise<PreparedRun>;
  /** Resumes from the last checkpoint, or starts again if there is none. */
  readonly resume: (session: StudySession, choice: ResumeChoice) => Promise<PreparedRun>;
  /** False if the run is not training. */
  readonly pause: (session: StudySession, runId: string) => boolean;
  readonly stop: (session: StudySession, runId: string) => boolean;
  readonly runs: (session: StudySession) => Promise<readonly Run[]>;
  readonly run: (session: StudySession, runId: string) => Promise<Run>;
  /** Exports a checkpoint into the user's models. Fails with `export-differs` if the model would not answer as the trainer does. */
  readonly use: (session: StudySession, choice: Omit<CheckpointChoice, 'study'>) => Promise<ExportedModel>;
  /** Fails with `file-not-found` if the study has no such run. */
  readonly follow: (session: StudySession, runId: string, signal?: AbortSignal) => Promise<AsyncGenerator<LiveRun, void, void>>;
}

interface ResumeChoice {
  readonly runId: string;
  readonly moreEpochs: number;
  /** Undefined for where it trained last. */
  readonly workstation?: string | null | undefined;
}

/** What a run reads from outside the study. */
type TrainingFiles = Pick<TrainingChoice, 'dataFolder' | 'weights'>;

/** A run that is ready to start. Nothing has changed yet. */
export interface PreparedRun {
  readonly begin: () => Promise<StartedRun>;
}

interface RunStart {
  /** What starting does to the run's record. */
  readonly change: Partial<RunRecord>;
  /** An extra log line at the start. Null if there is nothing to add. */
  readonly note: string | null;
  /** What a new run reads from outside the study. Null for a run that is resumed. */
  readonly files: TrainingFiles | null;
}

interface StartedRun {
  readonly runId: string;
  readonly jobId: string;
}

/** `startProcess` starts the process that trains. */
export function openTrainingService(
  environment: Environment,
  startProcess: () => ProcessChannel,
  workstations: Workstations,
): TrainingService {
  let active: ActiveRun | null = null;

  const changeRecord = openRunRecordChanges();

  /** Reads what a run starts from, and changes nothing until it begins. */
  const prepareRun = async (
    session: StudySession,
    record: RunRecord,
    { change, note, files }: RunStart,
  ): Promise<PreparedRun> => {
    const { study, board } = session;
    const { runId } = record;
    valueOrThrow(await runIsFree(runFolder(study.folder, runId)));
    const past = await runOf(study.folder, record, null);
    const name = change.workstation === undefined ? record.workstation : change.workstation;
    const workstation = name === null ? null : valueOrThrow(await workstations.find(name));
    const live = await liveStart(study, { ...record, ...change }, past);
    const resume = past.checkpoints.includes('last');
    return {
      begin: async () => {
        // An invariant: the callers hold the key of training, so no other run is active.
        if (active !== null) throw new Error(`Run ${runId} starts while run ${active.runId} is training.`);
        const run: ActiveRun = {
          session,
          runId,
          jobId: '',
          state: startLive(live, environment.now().getTime()),
          changed: Promise.withResolvers(),
          ending: 'paused',
          asked: false,
        };
        if (files !== null) study.identities.putRunFiles(runId, files); // paths can name people
        active = run;
        const written = changeRecord(study.folder, record, (latest) => ({ ...latest, ...change }));
        const work = async (job: JobHandle): Promise<void> => {
          try {
            await written;
            const changed = { ...record, ...change };
            await runTrainingJob(
              { environment, study, record: changed, run, resume, note, workstation, startProcess, changeRecord },
              job,
            );
          } finally {
            if (run.state.live.state === 'running') endWithoutRecord(run);
            active = null;
          }
        };
        run.jobId = board.start({ kind: 'training', about: runId, work, isWhole: true });
        await written.catch(() => undefined); // the job ends with this error
        return { runId, jobId: run.jobId };
      },
    };
  };

  const activeRun = (session: StudySession, runId: string): ActiveRun | null =>
    active?.session === session && active.runId === runId ? active : null;

  const end = (session: StudySession, runId: string, ending: ActiveRun['ending']): boolean => {
    const run = activeRun(session, runId);
    if (run === null) return false;
    run.ending = ending;
    run.asked = true;
    return session.board.stop(run.jobId);
  };

  const jobOf = (session: StudySession, runId: string): string | null => activeRun(session, runId)?.jobId ?? null;

  return {
    active: () => active,
    start: (session, recipe, { dataFolder, weights }, workstation) => {
      const record = newRunRecord(recipe, {
        startedAt: environment.now().toISOString(),
        id: environment.newId(),
        workstation,
      });
      return prepareRun(session, record, { change: {}, note: null, files: { dataFolder, weights } });
    },
    resume: async (session, { runId, moreEpochs, workstation }) => {
      const { study } = session;
      const record = valueOrThrow(await readRunRecord(study.folder, runId));
      const planned = valueOrThrow(parseRecipe(JSON.stringify(record.recipe)));
      const resumed = await recipeToResume(planned, runFolder(study.folder, runId), { epochs: moreEpochs });
      const change = {
        recipe: resumed.recipe,
        endedAt: null,
        state: 'running',
        failure: null,
        workstation: workstation === undefined ? record.workstation : workstation,
      } as const;
      return prepareRun(session, record, { change, note: resumed.words, files: null });
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
    use: ({ study }, choice) => useCheckpoint({ environment, startProcess, changeRecord, workstations }, { study, ...choice }),
    follow: async (session, runId, signal) => {
      const training = activeRun(session, runId);
      if (training !== null) return followActiveRun(training, signal);
      const ended = await endedRun(session.study, runId);
      const resumed = activeRun(session, runId);
      return resumed === null ? once(ended) : followActiveRun(resumed, signal);
    },
  };
}

/** Tells the followers that the run has ended, when its end could not be recorded, for example on a full disk. */
function endWithoutRecord(run: ActiveRun): void {
  changeState(run, { ...run.state, live: { ...run.state.live, state: 'failed', stage: 'ended', remainingMs: null } });
}

/** The state of a run that is not training. */
async function endedRun(study: Study, runId: string): Promise<LiveRun> {
  const record = valueOrThrow(await readRunRecord(study.folder, runId));
  const run = await runOf(study.folder, record, null);
  const { live } = startLive(await liveStart(study, record, run), 0);
  return { ...live, state: run.state, stage: 'ended' };
}

async function* once(live: LiveRun): AsyncGenerator<LiveRun, void, void> {
  yield live;
}

async function liveStart(study: Study, record: RunRecord, run: Run): Promise<Parameters<typeof startLive>[0]> {
  const { runId, recipe } = record;
  const log = await readRunLog(study.folder, runId);
  return { runId, stages: stageAreas(recipe), epochsDone: run.last?.epoch ?? 0, log };
}
