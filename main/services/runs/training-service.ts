// Training runs of a study. One run trains at a time. It can be followed, paused, stopped, extended, and resumed after a restart.
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
import type { JobBoard } from '../jobs/job-board.ts';
import { keepJobIn } from '../study/study-session.ts';
import { followActiveRun, type ActiveRun } from './active-run.ts';
import { runTrainingJob } from './training-job.ts';
import { useCheckpoint } from './use-checkpoint.ts';
import { servicesText } from '../text.ts';

export interface TrainingService {
  /** The run that is training now. */
  readonly active: () => StartedRun | null;
  readonly start: (study: Study, recipe: Recipe, files: TrainingFiles) => Promise<StartedRun>;
  /** Resumes from the last checkpoint, or starts again if there is none. */
  readonly resume: (study: Study, runId: string, moreEpochs: number) => Promise<StartedRun>;
  /** False if the run is not training. */
  readonly pause: (runId: string) => boolean;
  readonly stop: (runId: string) => boolean;
  readonly runs: (study: Study) => Promise<readonly Run[]>;
  readonly run: (study: Study, runId: string) => Promise<Run>;
  /** Exports a checkpoint into the user's models. Fails with `export-differs` if the model would not answer as the trainer does. */
  readonly use: (study: Study, runId: string, checkpoint: string) => Promise<ExportedModel>;
  readonly follow: (study: Study, runId: string, signal?: AbortSignal) => AsyncGenerator<LiveRun, void, void>;
}

/** What a run reads from outside the study. */
type TrainingFiles = Pick<TrainingChoice, 'dataFolder' | 'weights'>;

export interface StartedRun {
  readonly runId: string;
  readonly jobId: string;
}

/** `startProcess` starts the process that trains. */
export function openTrainingService(
  environment: Environment,
  board: JobBoard,
  startProcess: () => ProcessChannel,
): TrainingService {
  let active: ActiveRun | null = null;

  /** `note`: an extra log line at the start. */
  const startRun = async (study: Study, record: RunRecord, note: string | null): Promise<StartedRun> => {
    // An invariant: the callers hold the key of training, so no other run is active.
    if (active !== null) throw new FailureError(failed('study-busy', servicesText.training.busy).failure);
    const { runId } = record;
    const past = await runOf(study.folder, record, null);
    const resume = past.checkpoints.includes('last');
    const run: ActiveRun = {
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
      keep: keepJobIn(study),
      work: (job) =>
        runTrainingJob({ environment, study, record, run, resume, note, startProcess }, job).finally(() => {
          if (active === run) active = null;
        }),
    });
    return { runId, jobId: run.jobId };
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
      return startRun(study, { ...record, models: [] }, null);
    },
    resume: async (study, runId, moreEpochs) => {
      const record = valueOrThrow(await readRunRecord(study.folder, runId));
      const planned = valueOrThrow(parseRecipe(JSON.stringify(record.recipe)));
      const resumed = await recipeToResume(planned, runFolder(study.folder, runId), { epochs: moreEpochs });
      return startRun(
        study,
        { ...record, recipe: resumed.recipe, endedAt: null, state: 'running', failure: null },
        resumed.words,
      );
    },
    pause: (runId) => end(runId, 'paused'),
    stop: (runId) => end(runId, 'stopped'),
    runs: async (study) => {
      const records = await listRunRecords(study.folder);
      return Promise.all(records.map((record) => runOf(study.folder, record, jobOf(record.runId))));
    },
    run: async (study, runId) => runOf(study.folder, valueOrThrow(await readRunRecord(study.folder, runId)), jobOf(runId)),
    use: (study, runId, checkpoint) => useCheckpoint(environment, startProcess, { study, runId, checkpoint }),
    follow: async function* (study, runId, signal) {
      const run = active;
      if (run?.runId === runId) yield* followActiveRun(run, signal);
      else yield await endedRun(study, runId);
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
