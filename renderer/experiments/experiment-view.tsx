// One experiment: start and stop, the matrix of runs, claims, tables and files. A page that opens while it runs follows it.

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { ExperimentChoice, ExperimentEntry } from '../../main/domain/evaluation/experiment.ts';
import type { Progress } from '../../main/domain/study/job.ts';
import { failureMessage } from '../api/failure-message.ts';
import { useJobProblems } from '../api/job-problems.ts';
import { useJobRun } from '../api/job-run.ts';
import { useJobs } from '../api/jobs.ts';
import { useWorkstation } from '../api/workstation.tsx';
import { addressOf } from '../commands/navigation.ts';
import { text } from '../text/english.ts';
import { experimentText } from '../text/experiments.ts';
import { Button } from '../ui/button.tsx';
import { TextField } from '../ui/field.tsx';
import { JobProgress } from '../ui/job-progress.tsx';
import { FailureNote, WarningNote } from '../ui/message.tsx';
import { PlaceChoice } from '../ui/place-choice.tsx';
import style from './experiments.module.css';
import { ReportSection } from './report-section.tsx';
import { RunTable } from './run-table.tsx';
import { WrittenFiles } from './written-files.tsx';

export function ExperimentView({ name }: { readonly name: string }) {
  const { queries } = useWorkstation();
  const list = useQuery(queries.experiments.list.queryOptions());
  const entry = list.data?.find((one) => one.name === name);
  return (
    <div className={style.screen}>
      <a href={addressOf({ screen: 'experiments', name: null })}>{experimentText.back}</a>
      {list.error !== null && <FailureNote message={failureMessage(list.error)} />}
      {list.data !== undefined && entry === undefined && <FailureNote message={experimentText.removed} />}
      {entry !== undefined && <Opened entry={entry} />}
    </div>
  );
}

const REFRESH_MS = 2000;

function Opened({ entry: { name, about, learnsFrom } }: { readonly entry: ExperimentEntry }) {
  const { queries } = useWorkstation();
  const cache = useQueryClient();
  const [folder, setFolder] = useState('');
  const choice = { name, pictures: learnsFrom === 'pictures' && folder.trim() !== '' ? folder.trim() : null };
  const [workstation, setWorkstation] = useState<string | null>(null);
  const workstations = useQuery(queries.workstations.list.queryOptions());
  const job = useExperimentJob(choice, workstation);
  const status = useQuery({
    ...queries.experiments.status.queryOptions({ input: choice }),
    refetchInterval: job.running ? REFRESH_MS : false,
  });
  // What the last run added is shown when the job ends.
  useEffect(() => {
    if (!job.running) void cache.invalidateQueries({ queryKey: queries.experiments.key() });
  }, [cache, queries, job.running]);
  const runs = status.data?.runs ?? [];
  const left = runs.filter(({ state }) => state !== 'finished').length;
  return (
    <>
      <header>
        <h1>{name}</h1>
        <p className={style.about}>{about}</p>
      </header>
      {learnsFrom === 'phantoms' && <WarningNote>{experimentText.phantoms}</WarningNote>}
      {learnsFrom === 'pictures' && (
        <TextField
          label={experimentText.pictures}
          help={experimentText.picturesHelp}
          value={folder}
          onChange={(event) => setFolder(event.target.value)}
        />
      )}
      <div className={style.choices}>
        {!job.running && (
          <PlaceChoice
            label={text.train.place.label}
            workstations={workstations.data ?? []}
            workstation={workstation}
            onWorkstation={setWorkstation}
          />
        )}
        {job.running ? (
          <Button icon="stop" onClick={job.stop}>
            {text.common.stop}
          </Button>
        ) : (
          <Button tone="main" icon="play" disabled={left === 0} onClick={job.start}>
            {startText(left, runs.length)}
          </Button>
        )}
        <WrittenFiles choice={choice} />
      </div>
      {workstation !== null && <p className={style.quiet}>{experimentText.sends(workstation, learnsFrom)}</p>}
      {job.failure !== null && <FailureNote message={job.failure} />}
      {job.step !== null && <JobProgress title={text.job.kind.experiment} step={job.step} problems={job.problems} />}
      {status.error !== null && <FailureNote message={failureMessage(status.error)} />}
      {status.data !== undefined && <RunTable runs={runs} />}
      <ReportSection choice={choice} running={job.running} />
    </>
  );
}

function startText(left: number, all: number): string {
  if (left === all) return experimentText.start;
  return left === 0 ? experimentText.allFinished : experimentText.resume(left);
}

/** The job of the experiment, started on this page or found running. */
function useExperimentJob(choice: ExperimentChoice, workstation: string | null) {
  const { client, queries } = useWorkstation();
  const own = useJobRun('experiment');
  const stop = useMutation(queries.jobs.stop.mutationOptions());
  const found = useJobs().find(
    ({ kind, about, progress }) => kind === 'experiment' && about === choice.name && progress.state === 'running',
  );
  const step: Progress | null = own.step ?? found?.progress ?? null;
  return {
    step,
    running: own.running || step?.state === 'running',
    failure: own.step === null ? own.failure : null,
    problems: useJobProblems(step),
    start: () => void own.start(() => client.experiments.run({ ...choice, workstation })),
    stop: () => step !== null && stop.mutate({ jobId: step.jobId }),
  };
}
