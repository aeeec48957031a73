// The demo: draws, imports and grades a synthetic study while the user watches.

import { join } from 'node:path';
import { importFiles } from '../../cohort/import-files.ts';
import type { Study } from '../../cohort/study-folder.ts';
import { putTrueOutlines } from '../../database/films/true-outlines.ts';
import { hipById } from '../../database/hips.ts';
import { FailureError, valueOrThrow } from '../../domain/failure.ts';
import { hipId } from '../../domain/hip.ts';
import type { Environment } from '../environment.ts';
import { GRADING_KEY, IMPORT_KEY, type Release } from '../exclusive.ts';
import type { GradingService } from '../grading/grading-service.ts';
import type { JobHandle } from '../jobs/job-board.ts';
import type { StudySession } from './study-session.ts';
import type { StudySessions } from './study-sessions.ts';
import { servicesText } from '../text.ts';

export interface DemoServices {
  readonly environment: Environment;
  readonly sessions: StudySessions;
  readonly grading: GradingService;
}

const NAME = 'Demo study';

/** Takes less than a minute on two cores. With this seed, the first hip has an osteophyte in every quadrant. */
const COHORT = { subjects: 12, visits: 2, seed: 2046, enrichment: 'balanced' } as const;

/** Opens or creates the demo study. */
export async function demoStudy({ environment, sessions }: DemoServices): Promise<StudySession> {
  const folder = join(environment.home, 'studies', NAME);
  try {
    return await sessions.open(folder);
  } catch (error) {
    if (!(error instanceof FailureError) || error.failure.code !== 'study-not-found') throw error;
    return sessions.create(folder, NAME, true);
  }
}

interface FillServices extends Omit<DemoServices, 'sessions'> {
  /** Waits for a key of the study. */
  readonly take: (key: string) => Promise<Release>;
}

/** Fills the demo study, and takes turns with its other imports and gradings. Filling it twice adds nothing. */
export async function fillDemo({ environment, grading, take }: FillServices, study: Study, job: JobHandle): Promise<void> {
  const radiographs = join(environment.home, 'demo radiographs');
  const { writePhantoms } = await import('../films/write-phantoms.ts');
  const progress = (done: number, total: number): void => job.step(servicesText.study.drawing, done, total);
  valueOrThrow(await writePhantoms({ ...COHORT, folder: radiographs }, progress, job.signal));
  const { now, startReader } = environment;
  await holding(take(IMPORT_KEY), () =>
    importFiles(study, { paths: [radiographs], landmarks: null }, { ...job, now, startReader }),
  );
  await keepOutlines(study, radiographs);
  if (job.signal.aborted) return;
  await holding(take(GRADING_KEY), () => grading.gradeHips(study, [], job));
}

/** What was drawn is known, so the case can say how much of the evidence lies on it. */
async function keepOutlines(study: Study, radiographs: string): Promise<void> {
  const { cohortOutlines } = await import('../../phantom/cohort-truth.ts');
  const known = await cohortOutlines(radiographs);
  study.database.transaction(() => {
    for (const { hip, outlines } of known) {
      const id = hipId(hip);
      if (hipById(study.database, id) !== null) putTrueOutlines(study.database, id, outlines);
    }
  })();
}

async function holding(key: Promise<Release>, work: () => Promise<unknown>): Promise<void> {
  const release = await key;
  try {
    await work();
  } finally {
    release();
  }
}
