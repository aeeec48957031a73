// An open study with everything that belongs to it alone: its jobs, its worklist and its import plans.

import { createHash } from 'node:crypto';
import { ownerNames } from '../../cohort/identity/owner-names.ts';
import type { Study } from '../../cohort/study-folder.ts';
import { countHips } from '../../database/count-hips.ts';
import { countRadiographs } from '../../database/radiographs.ts';
import { openWorklist, type ShownNames, type Worklist } from '../../database/worklist/worklist.ts';
import type { StudySummary } from '../../domain/study/study-summary.ts';
import { failed, FailureError, type Failure } from '../../domain/failure.ts';
import { THE_READER } from '../../domain/study/reader.ts';
import type { Environment } from '../environment.ts';
import { openJobBoard, type JobBoard } from '../jobs/job-board.ts';
import { openJobStore, type JobStore } from '../jobs/job-store.ts';
import { servicesText } from '../text.ts';
import { openCallsInFlight } from './calls-in-flight.ts';
import { openRollingBackups } from './rolling-backups.ts';
import { openImportPlans, type ImportPlans } from './import-plans.ts';

export interface StudySession {
  /** Names the study in addresses. The same folder with the same study has the same id after a restart. */
  readonly id: string;
  readonly study: Study;
  readonly board: JobBoard;
  readonly jobs: JobStore;
  readonly importPlans: ImportPlans;
  readonly worklist: () => Worklist;
  /** Why the last backup could not be made. Null if it was made. */
  readonly backupFailure: () => Failure | null;
  /** Grows with every change of the study. */
  readonly revision: () => number;
  /** Reports a change. */
  readonly touch: () => void;
  /** Answers a call, for which closing waits. Throws a `FailureError` if the study has been closed meanwhile. */
  readonly call: <T>(answer: () => Promise<T>) => Promise<T>;
  /** Closes the study. Throws a `FailureError` while a job is running, or if the calls in flight take longer than a few seconds. */
  readonly close: () => Promise<void>;
  /** Answers no more calls, stops every job, then closes the study. */
  readonly shutDown: () => Promise<void>;
}

/** How long closing waits for calls in flight. */
const PATIENCE_MS = 5000;
/** How long a shutdown waits for a backup that is being made. */
const BACKUP_PATIENCE_MS = 2000;

export function openSession(environment: Environment, study: Study): StudySession {
  let revision = 0;
  let worklist: Worklist | null = null;
  const touch = (): void => void (revision += 1);
  const jobs = openJobStore(study);
  const backups = openRollingBackups(study, { environment, onFailureChange: touch });
  const calls = openCallsInFlight();
  let accepts = true;
  const keep: JobStore['keep'] = (job) => {
    jobs.keep(job);
    // A training changes nothing that pages show of the study until it ends, and it can run for days.
    if (job.kind !== 'training' || job.progress.state !== 'running') touch();
    backups.afterJob(job);
  };
  const board = openJobBoard(environment, { keep, addProblem: jobs.addProblem });
  return {
    id: sessionId(study),
    study,
    board,
    jobs,
    importPlans: openImportPlans(),
    worklist: () => (worklist ??= openWorklist(study.database, THE_READER, shownNames(study))),
    backupFailure: backups.failure,
    revision: () => revision,
    touch,
    call: async (answer) => {
      if (!accepts) throw new FailureError(failed('study-closed', servicesText.study.notOpen).failure);
      return calls.run(answer);
    },
    close: async () => {
      const deadline = performance.now() + PATIENCE_MS;
      while (board.busy() || calls.count() > 0) {
        if (board.busy()) throw new FailureError(failed('study-busy', servicesText.study.closeBusy).failure);
        if (!(await calls.idle(deadline - performance.now())))
          throw new FailureError(failed('study-busy', servicesText.study.callsRunning).failure);
      }
      accepts = false;
      await backups.stop(PATIENCE_MS);
      study.close();
    },
    shutDown: async () => {
      accepts = false;
      const stopped = backups.stop(BACKUP_PATIENCE_MS);
      await board.stopAll();
      await calls.idle(PATIENCE_MS);
      await board.stopAll(); // a call in flight may have started a job
      await stopped;
      study.close();
    },
  };
}

/** Names are read again when an import has added people. */
function shownNames(study: Study): () => ShownNames {
  let known: ShownNames | null = null;
  return () => {
    const version = study.identities.countMentions();
    if (known?.version !== version) known = { of: ownerNames(study).subject, version };
    return known;
  };
}

/** Neither a copy of a study in another folder nor another study in the same folder has the same id. */
function sessionId({ folder, settings }: Study): string {
  const identity = JSON.stringify([folder, settings.name, settings.createdAt]);
  return createHash('sha256').update(identity).digest('hex').slice(0, 16);
}

/** Whether damage, which a backup may mend, is why the study can only be read. */
export function isDamaged({ whyReadOnly }: Study): boolean {
  return whyReadOnly?.code === 'key-damaged' || whyReadOnly?.code === 'study-damaged';
}

export function summaryOf({ id, study, backupFailure }: StudySession): StudySummary {
  const { name, synthetic } = study.settings;
  const readOnly = study.whyReadOnly?.message ?? null;
  const damage = isDamaged(study) ? readOnly : null;
  return {
    id,
    name,
    synthetic,
    readOnly,
    damage,
    backupFailure: backupFailure()?.message ?? null,
    folder: study.folder,
    ...countRadiographs(study.database),
    ...countHips(study.database),
  };
}
