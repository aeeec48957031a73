// Grades hips with the model and shows the progress. The job continues after the sheet is closed.

import { useEffect, useRef } from 'react';
import { useJobProblems } from '../api/job-problems.ts';
import { useJoint } from '../api/hips.ts';
import { useJobRun } from '../api/job-run.ts';
import { useWorkstation } from '../api/workstation.tsx';
import { text } from '../text/english.ts';
import { AskingButton } from '../ui/asking-button.tsx';
import { Button } from '../ui/button.tsx';
import { JobProgress } from '../ui/job-progress.tsx';
import { FailureNote } from '../ui/message.tsx';
import { ProgressBar } from '../ui/progress-bar.tsx';
import { Sheet } from '../ui/sheet.tsx';

export function GradeSheet({ hipIds, onClose }: { readonly hipIds: readonly string[]; readonly onClose: () => void }) {
  const { client } = useWorkstation();
  const run = useJobRun('predict');
  const problems = useJobProblems(run.step);
  const started = useRef(false);
  const { start } = run;
  useEffect(() => {
    // Opening the sheet starts the job, and only once even if React mounts twice.
    if (started.current) return;
    started.current = true;
    void start(() => client.grading.run({ hipIds: [...hipIds] }));
  }, [client, hipIds, start]);
  return (
    <Sheet
      title={text.job.gradeTitle[useJoint()]}
      onClose={onClose}
      actions={
        run.running ? (
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
      {run.step === null && run.failure === null && <ProgressBar label={text.job.kind.predict} done={0} total={0} />}
      {run.step === null && run.failure !== null && <FailureNote message={run.failure} />}
      {run.step !== null && <JobProgress title={text.job.kind.predict} step={run.step} problems={problems} />}
    </Sheet>
  );
}
