// The command line's record of what leaves a study's machine, in the audit chain of the study.

import { openStudy } from '../../cohort/study-folder.ts';
import { valueOrThrow } from '../../domain/failure.ts';
import type { Sending } from '../../remote/client/follow-job.ts';
import { recordChange } from '../recorded.ts';

export interface SendingRecord {
  readonly study: string;
  /** What the sending is for, such as `experiment.send`. */
  readonly action: string;
  /** The run or the model. */
  readonly target: string;
  readonly sending: Sending;
}

/** Throws a `FailureError` if the study is open elsewhere: what cannot be recorded is not sent. */
export async function recordSending({ study: folder, action, target, sending }: SendingRecord, now: Date): Promise<void> {
  const study = valueOrThrow(await openStudy(folder));
  try {
    recordChange({ study, target, detail: sending }, action, now);
  } finally {
    study.close();
  }
}
