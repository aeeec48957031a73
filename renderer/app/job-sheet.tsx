// All jobs that the workstation remembers, with their progress, their problems and a stop button.

import { useMutation } from '@tanstack/react-query';
import type { Job } from '../../main/domain/study/job.ts';
import { useJobProblems } from '../api/job-problems.ts';
import { useWorkstation } from '../api/workstation.tsx';
import { text } from '../text/english.ts';
import { JobProgress } from '../ui/job-progress.tsx';
import { Sheet } from '../ui/sheet.tsx';
import style from './job-sheet.module.css';

export function JobSheet({ jobs, onClose }: { readonly jobs: readonly Job[]; readonly onClose: () => void }) {
  return (
    <Sheet title={text.job.title} onClose={onClose} wide>
      {jobs.length === 0 && <p className={style.none}>{text.job.none}</p>}
      <ul className={style.list}>
        {jobs.map((job) => (
          <li key={job.jobId}>
            <JobEntry job={job} />
          </li>
        ))}
      </ul>
    </Sheet>
  );
}

function JobEntry({ job: { jobId, kind, progress } }: { readonly job: Job }) {
  const { queries } = useWorkstation();
  const stop = useMutation(queries.jobs.stop.mutationOptions());
  const problems = useJobProblems(progress);
  return <JobProgress title={text.job.kind[kind]} step={progress} problems={problems} onStop={() => stop.mutate({ jobId })} />;
}
