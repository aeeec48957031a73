// One job as a view sees it: start it, watch it, stop it, and read why it failed.

import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { Job, Progress } from '../../main/domain/study/job.ts';
import { failureMessage } from './failure-message.ts';
import { useFollowJob } from './jobs.ts';
import { useWorkstation } from './workstation.tsx';

export interface JobRun {
  /** The newest step; null before the start. */
  readonly step: Progress | null;
  readonly running: boolean;
  /** Why the job could not start or continue. Null if nothing failed. */
  readonly failure: string | null;
  /** Starts the job. Resolves with its last step, or null if it could not start. */
  readonly start: (startJob: () => Promise<AsyncIterable<Progress>>) => Promise<Progress | null>;
  readonly stop: () => void;
  readonly clear: () => void;
}

export function useJobRun(kind: Job['kind']): JobRun {
  const { queries } = useWorkstation();
  const follow = useFollowJob();
  const stop = useMutation(queries.jobs.stop.mutationOptions());
  const [step, setStep] = useState<Progress | null>(null);
  const [starting, setStarting] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  return {
    step,
    running: starting || step?.state === 'running',
    failure: failure ?? (step?.state === 'failed' ? (step.failure?.message ?? null) : null),
    start: async (startJob) => {
      setStep(null);
      setFailure(null);
      setStarting(true);
      try {
        return await follow(kind, startJob(), (next) => {
          setStarting(false);
          setStep(next);
        });
      } catch (error) {
        setStep(null);
        setFailure(failureMessage(error));
        return null;
      } finally {
        setStarting(false);
      }
    },
    stop: () => {
      if (step !== null) stop.mutate({ jobId: step.jobId });
    },
    clear: () => {
      setStep(null);
      setFailure(null);
    },
  };
}
