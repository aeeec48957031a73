// The job of a run: trains in a process of its own, keeps the log, and records how the run ended.

import { totalmem } from 'node:os';
import type { Study } from '../../cohort/study-folder.ts';
import { failed, FailureError, valueOrThrow, type Failure, type Result } from '../../domain/failure.ts';
import { fileFailure } from '../../files/file-failure.ts';
import { afterReport, clock } from '../../learning/run/live-run.ts';
import { appendRunLog, runFolder, type RunRecord } from '../../learning/run/run-records.ts';
import { runTraining } from '../../learning/run/training.ts';
import type { TrainedModel, TrainingOptions, TrainingProgress } from '../../learning/run/training-calls.ts';
import type { ProcessChannel } from '../../processes/process-channel.ts';
import type { Sending } from '../../remote/client/follow-job.ts';
import { runRemotely } from '../../remote/client/remote-run.ts';
import type { PairedWorkstation } from '../../remote/client/workstations.ts';
import { parseRecipe } from '../../training/recipe.ts';
import type { Environment } from '../environment.ts';
import type { JobHandle } from '../jobs/job-board.ts';
import { recordChange } from '../recorded.ts';
import { changeState, type ActiveRun } from './active-run.ts';
import type { ChangeRunRecord } from './change-run-record.ts';
import { servicesText } from '../text.ts';

export interface TrainingJob {
  readonly environment: Environment;
  readonly study: Study;
  readonly record: RunRecord;
  readonly run: ActiveRun;
  readonly resume: boolean;
  /** An extra log line at the start; null if there is nothing to add. */
  readonly note: string | null;
  /** Where to train. Null for this machine. */
  readonly workstation: PairedWorkstation | null;
  /** Starts the process that trains. */
  readonly startProcess: () => ProcessChannel;
  readonly changeRecord: ChangeRunRecord;
}

/** Trains until the run ends, and records its end. Throws the error that ended it, unless it finished. */
export async function runTrainingJob(training: TrainingJob, job: JobHandle): Promise<void> {
  const { environment, study, record, run, resume, note, changeRecord } = training;
  const log = openRunLog(training);
  log.add(resume ? servicesText.training.resumes(run.state.live.epochsDone) : servicesText.training.starts(record.runId));
  if (note !== null) log.add(note);
  job.step(servicesText.training.stage, 0, 0);
  const finish = async (state: Exclude<RunRecord['state'], 'running'>, failure: Failure | null): Promise<void> => {
    const ending = servicesText.training.ending[state];
    log.add(failure === null ? ending : servicesText.training.endingBecause(ending, failure.message));
    try {
      await log.written();
      const endedAt = environment.now().toISOString();
      await changeRecord(study.folder, record, (latest) => ({ ...latest, state, failure, endedAt }));
    } finally {
      changeState(run, { ...run.state, live: { ...run.state.live, state, stage: 'ended', remainingMs: null } });
    }
  };
  let result: Result<TrainedModel>;
  try {
    result = await train(training, job, log);
  } catch (error) {
    await finish('failed', failureOf(error, study.folder));
    throw error;
  }
  if (result.ok) return finish('finished', null);
  if (result.failure.code === 'stopped') await finish(run.ending, null);
  else await finish('failed', result.failure);
  throw new FailureError(result.failure);
}

function failureOf(error: unknown, folder: string): Failure {
  if (error instanceof FailureError) return error.failure;
  return fileFailure(error, folder) ?? failed('unexpected', servicesText.training.unexpected).failure;
}

async function train(training: TrainingJob, job: JobHandle, log: RunLog): Promise<Result<TrainedModel>> {
  const { environment, study, record, run, workstation, startProcess } = training;
  const recipe = valueOrThrow(parseRecipe(JSON.stringify(record.recipe)));
  const order = { recipe, options: optionsOf(training) };
  const report = (progress: TrainingProgress, residentBytes: number, totalBytes = totalmem()): void => {
    const next = afterReport(run.state, { progress, residentBytes, totalBytes, at: environment.now() });
    log.append(next.lines);
    changeState(run, next.state);
    const { epoch, epochs, step, steps } = next.state.live;
    if (progress.kind === 'data') job.step(servicesText.training.preparing, progress.done, progress.total);
    else if (progress.kind === 'sending') job.step(servicesText.training.sends, progress.done, progress.total);
    else if (steps > 0) job.step(servicesText.training.epoch(epoch, epochs), step, steps);
  };
  if (workstation === null) return runTraining(startProcess, order, report, job.signal);
  const onSending = (detail: Sending): void =>
    recordChange({ study, target: record.runId, detail }, 'training.send', environment.now());
  const remote = { workstation, run: record.runId, order, startProcess, onSending, endsThere: () => run.asked };
  return runRemotely(remote, report, job.signal);
}

function optionsOf({ environment, study, record, resume }: TrainingJob): TrainingOptions {
  const folder = runFolder(study.folder, record.runId);
  const files = study.identities.runFiles(record.runId) ?? record;
  return {
    folder,
    models: folder,
    resume,
    version: environment.version,
    study: study.folder,
    ...(files.dataFolder === null ? {} : { data: files.dataFolder }),
    ...(files.weights === null || resume ? {} : { weights: files.weights }),
    ...(environment.trainingMemoryBytes === null ? {} : { memoryLimitBytes: environment.trainingMemoryBytes }),
  };
}

interface RunLog {
  /** Appends lines to the log file, in the order of the calls. */
  readonly append: (lines: readonly string[]) => void;
  /** Adds a sentence, with the time, to the log file and to the live state. */
  readonly add: (sentence: string) => void;
  /** Waits until the file holds all lines. */
  readonly written: () => Promise<void>;
}

function openRunLog({ environment, study, run }: TrainingJob): RunLog {
  let writing: Promise<void> = Promise.resolve();
  const append = (lines: readonly string[]): void => {
    if (lines.length === 0) return;
    writing = writing
      .then(() => appendRunLog(study.folder, run.runId, lines))
      // The run does not need its log. If the disk is full or the folder is gone, the trainer ends the run and says so.
      .catch((error: unknown) => environment.errors.report(error, 'run log'));
  };
  return {
    append,
    add: (sentence) => {
      const line = `${clock(environment.now())}  ${sentence}`;
      append([line]);
      changeState(run, { ...run.state, live: { ...run.state.live, log: [...run.state.live.log, line] } });
    },
    written: () => writing,
  };
}
