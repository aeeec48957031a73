// Asks a thread about experiments. It starts with the first question.

import { z } from 'zod';
import {
  RunStatusSchema,
  ShownExperimentReportSchema,
  type RunStatus,
  type ShownExperimentReport,
} from '../../domain/evaluation/experiment.ts';
import { failed, type Result } from '../../domain/failure.ts';
import { siblingProgram } from '../../processes/program.ts';
import { openThreads, type ThreadFailures } from '../../processes/threads.ts';
import { experimentText } from '../text.ts';
import type { ExperimentTask } from './experiment-task.ts';

export type ExperimentPlace = Pick<ExperimentTask, 'spec' | 'folder' | 'study' | 'data'>;

export interface ExperimentThreads {
  readonly status: (place: ExperimentPlace) => Promise<Result<readonly RunStatus[]>>;
  readonly report: (place: ExperimentPlace) => Promise<Result<ShownExperimentReport>>;
  /** Writes tables, figures and `report.md`. Returns the names of the files. */
  readonly write: (place: ExperimentPlace, out: string, createdAt: Date) => Promise<Result<readonly string[]>>;
  readonly close: () => Promise<void>;
}

export function openExperimentThreads(): ExperimentThreads {
  const program = siblingProgram('experiment-thread', import.meta.url);
  const threads = openThreads<ExperimentTask>({ program, failures: FAILURES, threads: 1, ...LIMITS });
  return {
    status: (place) => threads.run({ kind: 'status', ...place }, { value: z.array(RunStatusSchema) }),
    report: (place) => threads.run({ kind: 'report', ...place }, { value: ShownExperimentReportSchema }),
    write: (place, out, createdAt) => threads.run({ kind: 'write', ...place, out, createdAt }, { value: z.array(z.string()) }),
    close: threads.close,
  };
}

/** A large report on a slow computer takes minutes. */
const LIMITS = { timeLimitMs: 15 * 60_000, heapMegabytes: 2048 };

const { thread: text } = experimentText;

const FAILURES: ThreadFailures = {
  tooSlow: (timeLimitMs) => failed('process-ended', text.tooSlow(Math.round(timeLimitMs / 60_000))).failure,
  outOfMemory: () => failed('out-of-memory', text.outOfMemory).failure,
  crashed: (reason) => failed('process-ended', text.crashed(reason)).failure,
  closed: () => failed('stopped', text.stopped).failure,
};
