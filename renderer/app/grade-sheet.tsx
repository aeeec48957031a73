// Grades hips with the model, watched and stoppable; closing the sheet lets the work go on.

import { useEffect, useRef } from 'react';
import { useJobRun } from '../api/job-run.ts';
import { useWorkstation } from '../api/workstation.tsx';
import { text } from '../text/english.ts';
import { Button } from '../ui/button.tsx';
import { JobProgress } from '../ui/job-progress.tsx';
import { FailureNote } from '../ui/message.tsx';
import { ProgressBar } from '../ui/progress-bar.tsx';
import { Sheet } from '../ui/sheet.tsx';

export function GradeSheet({ hipIds, onClose }: { readonly hipIds: readonly string[]; readonly onClose: () => void }) {
  const { client } = useWorkstation();
  const run = useJobRun('predict');
  const begun = useRef(false);
  const { start } = run;
  useEffect(() => {
    // Asking for the sheet is asking for the work: once, even where React mounts twice.
    if (begun.current) return;
    begun.current = true;
    void start(() => client.grading.run({ hipIds: [...hipIds] }));
  }, [client, hipIds, start]);
  return (
    <Sheet
      title={text.job.gradeTitle}
      onClose={onClose}
      actions={
        run.running ? (
          <Button icon="stop" onClick={run.stop} disabled={run.step === null}>
            {text.common.stop}
          </Button>
        ) : (
          <Button tone="main" onClick={onClose}>
            {text.common.done}
          </Button>
        )
      }
    >
      {run.step === null && run.failure === null && <ProgressBar label={text.job.kind.predict} done={0} total={0} />}
      {run.step === null && run.failure !== null && <FailureNote message={run.failure} />}
      {run.step !== null && <JobProgress title={text.job.kind.predict} step={run.step} />}
    </Sheet>
  );
}
