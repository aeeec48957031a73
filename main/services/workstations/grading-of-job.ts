// Grading on a paired workstation for a job of the screen: what leaves is recorded in the study, what happens meanwhile is the job's step.

import type { Study } from '../../cohort/study-folder.ts';
import type { Inference } from '../../inference/inference.ts';
import type { InstalledModel } from '../../learning/grading/installed-models.ts';
import { progressLine } from '../../learning/run/progress-line.ts';
import type { TrainingProgress } from '../../learning/run/training-calls.ts';
import type { Sending } from '../../remote/client/follow-job.ts';
import type { PairedWorkstation } from '../../remote/client/workstations.ts';
import type { JobHandle } from '../jobs/job-board.ts';
import { recordChange } from '../recorded.ts';
import { servicesText } from '../text.ts';
import { gradingElsewhere } from './grading-elsewhere.ts';

interface JobGrading {
  /** What the audit trail calls it when something leaves. */
  readonly action: 'evaluation.send' | 'grading.send';
  readonly workstation: PairedWorkstation;
  readonly study: Study;
  readonly model: InstalledModel;
  readonly now: () => Date;
  readonly job: JobHandle;
}

/** A group of hips costs some seconds, and lies in memory. **(ours)** */
const HIPS_AT_ONCE = 1024;

export function gradingOfJob(here: Inference, { action, workstation, study, model, now, job }: JobGrading): Inference {
  const onSending = (detail: Sending): void => recordChange({ study, target: model.name, detail }, action, now());
  const report = (progress: TrainingProgress): void => {
    if (progress.kind === 'data') job.step(servicesText.grading.stage, progress.done, progress.total);
    else job.step(progressLine(progress), 0, 0);
  };
  const onNote = (words: string): void => job.problem(workstation.name, { code: 'engine-unavailable', message: words });
  const run = `${action === 'grading.send' ? 'grade' : 'evaluate'}-${model.name}`;
  const how = { run, atOnce: HIPS_AT_ONCE, onSending, report, onNote, signal: job.signal };
  return gradingElsewhere(here, { workstation, ...how });
}
