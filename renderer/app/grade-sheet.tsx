// Grades hips with the model and shows the progress. With paired workstations, asks first where, and shows what would leave. The job continues after the sheet is closed.

import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { failureMessage } from '../api/failure-message.ts';
import { useJobProblems } from '../api/job-problems.ts';
import { useJoint } from '../api/hips.ts';
import { useJobRun } from '../api/job-run.ts';
import { useWorkstation } from '../api/workstation.tsx';
import { text } from '../text/english.ts';
import { AskingButton } from '../ui/asking-button.tsx';
import { Button } from '../ui/button.tsx';
import { JobProgress } from '../ui/job-progress.tsx';
import { FailureNote } from '../ui/message.tsx';
import { PlaceChoice } from '../ui/place-choice.tsx';
import { ProgressBar } from '../ui/progress-bar.tsx';
import { SendingFacts } from '../ui/sending-facts.tsx';
import { Sheet } from '../ui/sheet.tsx';

export function GradeSheet({ hipIds, onClose }: { readonly hipIds: readonly string[]; readonly onClose: () => void }) {
  const { client, queries } = useWorkstation();
  const run = useJobRun('predict');
  const problems = useJobProblems(run.step);
  const { isPending, data: workstations = [] } = useQuery({ ...queries.workstations.list.queryOptions(), retry: false });
  const [workstation, setWorkstation] = useState<string | null>(null);
  const [isChosen, setChosen] = useState(false);
  const isThere = workstation !== null;
  const sends = useQuery({
    ...queries.grading.sends.queryOptions({ input: { hipIds: [...hipIds], workstation: workstation ?? '' } }),
    enabled: isThere && !isChosen,
    retry: false,
  });
  const isUntouched = !run.running && run.step === null && run.failure === null;
  const isAsking = workstations.length > 0 && !isChosen && isUntouched;
  const begins = !isPending && !isAsking;
  const started = useRef(false);
  const { start } = run;
  useEffect(() => {
    // Without a choice of the place, opening the sheet starts the job, and only once even if React mounts twice.
    if (!begins || started.current) return;
    started.current = true;
    void start(() => client.grading.run({ hipIds: [...hipIds], workstation }));
  }, [begins, client, hipIds, start, workstation]);
  return (
    <Sheet
      title={text.job.gradeTitle[useJoint()]}
      onClose={onClose}
      actions={
        isAsking ? (
          <Button tone="main" icon="play" disabled={isThere && !sends.isSuccess} onClick={() => setChosen(true)}>
            {text.job.grade}
          </Button>
        ) : run.running ? (
          <AskingButton
            icon="stop"
            label={text.common.stop}
            question={text.job.stopQuestion(text.job.kind.predict)}
            act={text.common.stop}
            disabled={run.step === null}
            onAct={run.stop}
          />
        ) : (
          <Button tone="main" onClick={onClose}>
            {text.common.done}
          </Button>
        )
      }
    >
      {isAsking && (
        <PlaceChoice
          label={text.job.gradeOn}
          workstations={workstations}
          workstation={workstation}
          onWorkstation={setWorkstation}
        />
      )}
      {isAsking && isThere && sends.isSuccess && <SendingFacts sending={sends.data} />}
      {isAsking && isThere && sends.error !== null && <FailureNote message={failureMessage(sends.error)} />}
      {!isAsking && run.step === null && run.failure === null && <ProgressBar label={text.job.kind.predict} done={0} total={0} />}
      {run.step === null && run.failure !== null && <FailureNote message={run.failure} />}
      {run.step !== null && <JobProgress title={text.job.kind.predict} step={run.step} problems={problems} />}
    </Sheet>
  );
}
