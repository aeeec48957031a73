// An open study with everything that belongs to it alone: its jobs, its worklist and its import plans.

import { createHash } from 'node:crypto';
import type { Study } from '../../cohort/study-folder.ts';
import { countHips } from '../../database/count-hips.ts';
import { countRadiographs } from '../../database/radiographs.ts';
import { openWorklist, type Worklist } from '../../database/worklist/worklist.ts';
import type { StudySummary } from '../../domain/study/study-summary.ts';
import { THE_READER } from '../../domain/study/reader.ts';
import type { Environment } from '../environment.ts';
import { openJobBoard, type JobBoard } from '../jobs/job-board.ts';
import { openJobStore, type JobStore } from '../jobs/job-store.ts';
import { openImportPlans, type ImportPlans } from './import-plans.ts';

export interface StudySession {
  /** Names the study in addresses. The same folder with the same study has the same id after a restart. */
  readonly id: string;
  readonly study: Study;
  readonly board: JobBoard;
  readonly jobs: JobStore;
  readonly importPlans: ImportPlans;
  readonly worklist: () => Worklist;
  /** Grows with every change of the study. */
  readonly revision: () => number;
  /** Reports a change. */
  readonly touch: () => void;
}

export function openSession(environment: Environment, study: Study): StudySession {
  let revision = 0;
  let worklist: Worklist | null = null;
  const touch = (): void => void (revision += 1);
  const jobs = openJobStore(study);
  const keep: JobStore['keep'] = (job, startedAt) => {
    jobs.keep(job, startedAt);
    touch();
  };
  return {
    id: sessionId(study),
    study,
    board: openJobBoard(environment, { keep, addProblem: jobs.addProblem }),
    jobs,
    importPlans: openImportPlans(),
    worklist: () => (worklist ??= openWorklist(study.database, THE_READER)),
    revision: () => revision,
    touch,
  };
}

/** Neither a copy of a study in another folder nor another study in the same folder has the same id. */
function sessionId({ folder, settings }: Study): string {
  const identity = JSON.stringify([folder, settings.name, settings.createdAt]);
  return createHash('sha256').update(identity).digest('hex').slice(0, 16);
}

export function summaryOf({ id, study }: StudySession): StudySummary {
  const { name, synthetic } = study.settings;
  const readOnly = study.whyReadOnly?.message ?? null;
  return {
    id,
    name,
    synthetic,
    readOnly,
    folder: study.folder,
    ...countRadiographs(study.database),
    ...countHips(study.database),
  };
}
