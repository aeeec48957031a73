// The study that is open now, and the recent studies.

import { mkdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { createStudy, isStudyFolder, openStudy, type Study } from '../../cohort/study-folder.ts';
import { JobSchema, type Job } from '../../domain/study/job.ts';
import { listJobs, putJob } from '../../database/jobs.ts';
import { failed, FailureError, valueOrThrow, type Result } from '../../domain/failure.ts';
import { writeWhole } from '../../files/write-whole.ts';
import type { Environment } from '../environment.ts';
import type { JobBoard } from '../jobs/job-board.ts';
import { servicesText } from '../text.ts';
import { jsonOrNull } from '../../domain/json.ts';

export interface StudySession {
  readonly current: () => Study | null;
  /** Returns the open study. Throws a `FailureError` if there is none. */
  readonly required: () => Study;
  readonly create: (folder: string, name: string, synthetic: boolean) => Promise<Study>;
  readonly open: (folder: string) => Promise<Study>;
  readonly recent: () => Promise<readonly RecentStudy[]>;
  readonly close: () => void;
}

interface RecentStudy {
  readonly name: string;
  readonly folder: string;
}

const RecentStudies = z.array(z.object({ name: z.string(), folder: z.string() }));

export function openStudySession(environment: Environment, jobs: JobBoard): StudySession {
  let study: Study | null = null;

  const replaceStudy = async (open: () => Promise<Result<Study>>): Promise<Study> => {
    if (jobs.busy()) throw stillBusy();
    const next = valueOrThrow(await open());
    if (jobs.busy()) {
      next.close(); // a job started while the other study was being opened
      throw stillBusy();
    }
    study?.close();
    study = next;
    endInterruptedJobs(next);
    await remember(environment, next);
    return next;
  };

  return {
    current: () => study,
    required: () => {
      if (study === null) throw new FailureError(failed('study-not-found', servicesText.study.notOpen).failure);
      return study;
    },
    create: (folder, name, synthetic) =>
      replaceStudy(() => createStudy(resolve(folder), { name, synthetic, createdAt: environment.now().toISOString() })),
    open: async (folder) => (study?.folder === resolve(folder) ? study : replaceStudy(() => openStudy(resolve(folder)))),
    recent: async () => {
      const recent = await recentStudies(environment);
      const exists = await Promise.all(recent.map(({ folder }) => isStudyFolder(folder)));
      return recent.filter((_, i) => exists[i]);
    },
    close: () => {
      study?.close();
      study = null;
    },
  };
}

function stillBusy(): FailureError {
  return new FailureError(failed('study-busy', servicesText.study.jobRunning).failure);
}

/** Returns a function that stores a job in its study. */
export function keepJobIn(study: Study): (job: Job, startedAt: string) => void {
  return (job, startedAt) => {
    if (!study.database.open) return;
    const { jobId, kind, progress } = job;
    putJob(study.database, { jobId, kind, state: progress.state, progress: JSON.stringify(progress), startedAt });
  };
}

/** Returns the jobs that a study remembers, newest first. */
export function storedJobs(study: Study): readonly Job[] {
  return listJobs(study.database).flatMap((record) => {
    const job = JobSchema.safeParse({ jobId: record.jobId, kind: record.kind, progress: JSON.parse(record.progress) });
    return job.success ? [job.data] : [];
  });
}

/** Marks jobs that were running when the program ended as stopped. */
function endInterruptedJobs(study: Study): void {
  for (const record of listJobs(study.database)) {
    if (record.state !== 'running') continue;
    const job = storedJobs(study).find((stored) => stored.jobId === record.jobId);
    if (job === undefined) continue;
    const { failure } = failed('stopped', servicesText.job.interrupted);
    const progress = { ...job.progress, state: 'stopped' as const, failure };
    keepJobIn(study)({ ...job, progress }, record.startedAt);
  }
}

async function recentStudies(environment: Environment): Promise<readonly RecentStudy[]> {
  const text = await readFile(recentFile(environment), 'utf8').catch(() => '[]');
  const parsed = RecentStudies.safeParse(jsonOrNull(text));
  return parsed.success ? parsed.data : [];
}

async function remember(environment: Environment, study: Study): Promise<void> {
  const others = (await recentStudies(environment)).filter((recent) => recent.folder !== study.folder);
  const list = [{ name: study.settings.name, folder: study.folder }, ...others].slice(0, 10);
  const file = recentFile(environment);
  try {
    await mkdir(environment.home, { recursive: true });
    await writeWhole(file, JSON.stringify(list, null, 2));
  } catch (error) {
    // Without the list the study still opens, so this is only logged.
    environment.errors.report(error, 'recent studies');
  }
}

function recentFile(environment: Environment): string {
  return join(environment.home, 'recent-studies.json');
}
