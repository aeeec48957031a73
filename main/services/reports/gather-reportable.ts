// Gathers what one report holds: each hip or knee once, all graded by the model of the first. The others are left out with their reasons.

import { setImmediate as yieldToOthers } from 'node:timers/promises';
import { FailureError, type Failure, failed, type Result } from '../../domain/failure.ts';
import type { ModelIdentity } from '../../learning/grading/installed-models.ts';
import type { JobHandle } from '../jobs/job-board.ts';
import { servicesText } from '../text.ts';

/** The parts of a job that a report needs. */
export type ReportJob = Pick<JobHandle, 'signal' | 'step'>;

/** The hips or knees that a report is asked for. */
export interface Wanted {
  readonly hipIds: readonly string[];
  /** Ends once so many can be reported. All if it is left out. */
  readonly most?: number;
}

export interface Gathered<T> {
  readonly items: readonly T[];
  readonly leftOut: readonly { readonly hipId: string; readonly failure: Failure }[];
  /** Null if nothing could be gathered. */
  readonly model: ModelIdentity | null;
}

/** `find` gets the report's model once it is known. Throws a `FailureError` when stopped. */
export async function gatherReportable<T>(
  { hipIds, most = Infinity }: Wanted,
  job: ReportJob,
  find: (
    hipId: string,
    reportModel: ModelIdentity | null,
  ) => Promise<Result<{ readonly item: T; readonly model: ModelIdentity }>>,
): Promise<Gathered<T>> {
  const items: T[] = [];
  const leftOut: { hipId: string; failure: Failure }[] = [];
  let model: ModelIdentity | null = null;
  const named = new Set(hipIds);
  for (const [index, hipId] of [...named].entries()) {
    if (items.length >= most) break;
    // A hip that is quickly left out awaits nothing. Many of them would keep every other request waiting, and every query's memory in use.
    await yieldToOthers();
    if (job.signal.aborted) throw reportStopped();
    job.step(servicesText.report.gathering, index, named.size);
    const found = await find(hipId, model);
    if (found.ok) {
      items.push(found.value.item);
      model = found.value.model;
    } else leftOut.push({ hipId, failure: found.failure });
  }
  return { items, leftOut, model };
}

export function reportStopped(): FailureError {
  return new FailureError(failed('stopped', servicesText.report.stopped).failure);
}
