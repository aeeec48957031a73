// Opens the demo study, then shows in that study how it is filled. It can be stopped, and closes when the study is ready.

import { useCallback, useEffect, useRef } from 'react';
import { useMutation } from '@tanstack/react-query';
import { failureMessage } from '../../api/failure-message.ts';
import { useJobRun } from '../../api/job-run.ts';
import { useWorkstation } from '../../api/workstation.tsx';
import { useEnterStudy } from '../../commands/sheets.ts';
import { text } from '../../text/english.ts';
import { AskingButton } from '../../ui/asking-button.tsx';
import { Button } from '../../ui/button.tsx';
import { FailureNote } from '../../ui/message.tsx';
import { ProgressBar } from '../../ui/progress-bar.tsx';
import { Sheet } from '../../ui/sheet.tsx';
import style from './demo-sheet.module.css';

interface DemoSheetProps {
  /** The job that fills the demo study, which is the study of this page. Null before it was started. */
  readonly jobId: string | null;
  readonly onClose: () => void;
}

export function DemoSheet({ jobId, onClose }: DemoSheetProps) {
  const { client, queries } = useWorkstation();
  const enterStudy = useEnterStudy();
  const {
    mutate: begin,
    isPending: opening,
    error,
  } = useMutation(
    queries.studies.demo.mutationOptions({
      onSuccess: ({ study, jobId: started }) => enterStudy(study.id, { kind: 'demo', jobId: started }),
    }),
  );
  const { step, running: filling, failure: stepFailure, start, stop } = useJobRun('demo');
  // Opening the sheet starts the demo, and only once even if React mounts twice.
  const started = useRef(false);
  const followed = useRef<string | null>(null);
  useEffect(() => {
    if (jobId !== null || started.current) return;
    started.current = true;
    begin();
  }, [begin, jobId]);
  const follow = useCallback(
    async (job: string) => {
      const last = await start(() => client.jobs.follow({ jobId: job }));
      if (last?.state === 'done') onClose();
    },
    [client, onClose, start],
  );
  useEffect(() => {
    if (jobId === null || followed.current === jobId) return;
    followed.current = jobId;
    void follow(jobId);
  }, [follow, jobId]);
  const running = opening || filling;
  const failure = error === null ? stepFailure : failureMessage(error);
  return (
    <Sheet
      title={text.demo.title}
      onClose={onClose}
      actions={
        running ? (
          <AskingButton
            icon="stop"
            label={text.common.stop}
            question={text.job.stopQuestion(text.job.kind.demo)}
            act={text.common.stop}
            disabled={step === null}
            onAct={stop}
          />
        ) : (
          <>
            <Button onClick={onClose}>{text.common.close}</Button>
            <Button tone="main" onClick={() => begin()}>
              {text.demo.again}
            </Button>
          </>
        )
      }
    >
      <p className={style.lead}>{text.demo.lead}</p>
      {failure !== null && <FailureNote message={failure} />}
      {step?.state === 'stopped' && <p role="status">{text.demo.stopped}</p>}
      {running && (
        <div className={style.progress}>
          <div className={style.line} role="status">
            <strong>{step?.stage ?? text.demo.starting}</strong>
            <span>{step === null ? '' : text.job.progress(step.done, step.total)}</span>
          </div>
          <ProgressBar label={text.demo.title} done={step?.done ?? 0} total={step?.total ?? 0} />
        </div>
      )}
    </Sheet>
  );
}
