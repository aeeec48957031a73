// All jobs of the study, also those from before a restart: what they worked on, when and how long, their problems and a stop button.

import { useMutation } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { Job } from '../../main/domain/study/job.ts';
import type { StudySummary } from '../../main/domain/study/study-summary.ts';
import { isRunning } from '../api/jobs.ts';
import { useJobProblems } from '../api/job-problems.ts';
import { useWorkstation } from '../api/workstation.tsx';
import { text } from '../text/english.ts';
import { Button } from '../ui/button.tsx';
import { JobProgress } from '../ui/job-progress.tsx';
import { Sheet } from '../ui/sheet.tsx';
import style from './job-sheet.module.css';

interface JobSheetProps {
  readonly jobs: readonly Job[];
  readonly study: StudySummary | null;
  readonly onClose: () => void;
}

export function JobSheet({ jobs, study, onClose }: JobSheetProps) {
  const nowMs = useClock(jobs.some(isRunning));
  return (
    <Sheet
      title={study === null ? text.job.title : text.job.titleOf(study.name)}
      onClose={onClose}
      width="wide"
      actions={
        // The focus starts here, so that Enter never stops a job.
        <Button tone="main" data-first onClick={onClose}>
          {text.common.done}
        </Button>
      }
    >
      {jobs.length === 0 && <p className={style.none}>{text.job.none}</p>}
      <ul className={style.list} aria-label={text.job.title}>
        {jobs.map((job) => (
          <li key={job.jobId}>
            <JobEntry job={job} nowMs={nowMs} />
          </li>
        ))}
      </ul>
    </Sheet>
  );
}

const STARTED = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' });

function JobEntry({ job, nowMs }: { readonly job: Job; readonly nowMs: number }) {
  const { jobId, kind, about, startedAt, endedAt, progress } = job;
  const { queries } = useWorkstation();
  const stop = useMutation(queries.jobs.stop.mutationOptions());
  const problems = useJobProblems(progress);
  const tookMs =
    endedAt === null ? (isRunning(job) ? nowMs - Date.parse(startedAt) : null) : Date.parse(endedAt) - Date.parse(startedAt);
  return (
    <>
      <JobProgress title={text.job.kind[kind]} step={progress} problems={problems} onStop={() => stop.mutate({ jobId })} />
      <p className={style.facts}>
        {about !== '' && <span>{about}</span>}
        <span>
          {text.job.started} <time dateTime={startedAt}>{STARTED.format(new Date(startedAt))}</time>
        </span>
        {tookMs !== null && (
          <span>
            {isRunning(job) ? text.job.running : text.job.took} {text.train.duration(Math.max(0, tookMs))}
          </span>
        )}
      </p>
    </>
  );
}

/** The time, every second while something runs. */
function useClock(ticking: boolean): number {
  const [nowMs, setNowMs] = useState(() => Date.now());
  useEffect(() => {
    if (!ticking) return undefined;
    const timer = setInterval(() => setNowMs(Date.now()), 1000);
    return () => clearInterval(timer);
  }, [ticking]);
  return nowMs;
}
