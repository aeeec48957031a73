// The demo: draws, imports and grades a synthetic study while the user watches.

import { join } from 'node:path';
import { importFiles } from '../../cohort/import-files.ts';
import type { Study } from '../../cohort/study-folder.ts';
import { FailureError, valueOrThrow } from '../../domain/failure.ts';
import type { Environment } from '../environment.ts';
import type { GradingService } from '../grading/grading-service.ts';
import type { JobHandle, JobPlan } from '../jobs/job-board.ts';
import { keepJobIn, type StudySession } from './study-session.ts';
import { servicesText } from '../text.ts';

export interface DemoServices {
  readonly environment: Environment;
  readonly session: StudySession;
  readonly grading: GradingService;
}

const NAME = 'Demo study';

/** Takes less than a minute on two cores. With this seed, the first hip has an osteophyte in every quadrant. */
const COHORT = { subjects: 12, visits: 2, seed: 2046, enrichment: 'balanced' } as const;

/** Opens or creates the demo study, and returns the job that fills it. Filling it twice adds nothing. */
export async function demoPlan(services: DemoServices): Promise<{ readonly study: Study; readonly plan: JobPlan }> {
  const study = await demoStudy(services);
  return { study, plan: { kind: 'demo', keep: keepJobIn(study), work: (job) => fillDemo(services, study, job) } };
}

async function demoStudy({ environment, session }: DemoServices): Promise<Study> {
  const folder = join(environment.home, 'studies', NAME);
  try {
    return await session.open(folder);
  } catch (error) {
    if (!(error instanceof FailureError) || error.failure.code !== 'study-not-found') throw error;
    return session.create(folder, NAME, true);
  }
}

async function fillDemo({ environment, grading }: DemoServices, study: Study, job: JobHandle): Promise<void> {
  const radiographs = join(environment.home, 'demo radiographs');
  const { writePhantoms } = await import('../films/write-phantoms.ts');
  const progress = (done: number, total: number): void => job.step(servicesText.study.drawing, done, total);
  valueOrThrow(await writePhantoms({ ...COHORT, folder: radiographs }, progress, job.signal));
  await importFiles(
    study,
    { paths: [radiographs], landmarks: null },
    {
      ...job,
      now: environment.now,
      startReader: environment.startReader,
    },
  );
  if (job.signal.aborted) return;
  await grading.gradeHips(study, [], job);
}
