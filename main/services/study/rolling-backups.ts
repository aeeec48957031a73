// Backs an open study up when a long job has ended, and hourly while it changes. Databases are copied in another thread.

import { backUpIfDue, type BackedUpStudy } from '../../cohort/safekeeping/back-up.ts';
import type { Study } from '../../cohort/study-folder.ts';
import type { Failure } from '../../domain/failure.ts';
import type { Job } from '../../domain/study/job.ts';
import { waitAtMost } from '../../processes/wait-at-most.ts';
import type { Environment } from '../environment.ts';

export interface RollingBackups {
  /** Backs up after a job that changed much. Returns at once. */
  readonly afterJob: (job: Job) => void;
  /** Why the last backup could not be made. Null if it was made. */
  readonly failure: () => Failure | null;
  /** Starts no more backups, and waits for the one that is being made, but no longer than this. */
  readonly stop: (milliseconds: number) => Promise<void>;
}

interface RollingChoices {
  readonly environment: Pick<Environment, 'now' | 'errors'>;
  /** Reports that a backup failed, or was made again. */
  readonly onFailureChange: () => void;
  readonly everyMs?: number;
}

const HOUR_MS = 3_600_000;
/** A backup this young needs no successor when a job ends. */
const AFTER_JOB_MS = 600_000;

const LONG_JOBS: readonly Job['kind'][] = ['demo', 'import', 'training'];

type RollingStudy = BackedUpStudy & Pick<Study, 'readOnly' | 'backupFailure' | 'stillThere'>;

/** A backup that the end of the program interrupts leaves a draft, which the next backup removes. */
export function openRollingBackups(
  study: RollingStudy,
  { environment, onFailureChange, everyMs = HOUR_MS }: RollingChoices,
): RollingBackups {
  let failure = study.backupFailure;
  let stopped = study.readOnly;
  let running: Promise<void> | null = null;

  const setFailure = (next: Failure | null): void => {
    if (failure?.message === next?.message) return;
    failure = next;
    if (next !== null) environment.errors.note(`backup failed (${next.code})`);
    onFailureChange();
  };
  const backUp = async (olderThanMs: number): Promise<void> => {
    const backup = await backUpIfDue(study, { now: environment.now, olderThanMs });
    if (stopped) return;
    if (!backup.ok) setFailure(backup.failure);
    else if (backup.value !== null) setFailure(null);
  };
  const start = (olderThanMs: number): void => {
    if (stopped || running !== null || !study.stillThere()) return;
    running = backUp(olderThanMs)
      .catch((error: unknown) => {
        if (!stopped) environment.errors.report(error, 'backup'); // a study closed meanwhile cannot be asked
      })
      .finally(() => {
        running = null;
      });
  };
  const timer = setInterval(start, everyMs, everyMs);
  timer.unref();

  return {
    afterJob: ({ kind, progress }) => {
      if (progress.state !== 'running' && LONG_JOBS.includes(kind)) start(AFTER_JOB_MS);
    },
    failure: () => failure,
    stop: async (milliseconds) => {
      stopped = true;
      clearInterval(timer);
      if (running !== null) await waitAtMost(milliseconds, running);
    },
  };
}
