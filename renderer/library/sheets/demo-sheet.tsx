// Creates the demo study: starts at once, shows the progress, can be stopped, and closes when the study is ready.

import { useCallback, useEffect, useRef } from 'react';
import { useJobRun } from '../../api/job-run.ts';
import { useWorkstation } from '../../api/workstation.tsx';
import { go } from '../../commands/navigation.ts';
import { text } from '../../text/english.ts';
import { Button } from '../../ui/button.tsx';
import { FailureNote } from '../../ui/message.tsx';
import { ProgressBar } from '../../ui/progress-bar.tsx';
import { Sheet } from '../../ui/sheet.tsx';
import style from './demo-sheet.module.css';

export function DemoSheet({ onClose }: { readonly onClose: () => void }) {
  const { client } = useWorkstation();
  const { step, running, failure, start, stop } = useJobRun('demo');
  const started = useRef(false);
  const begin = useCallback(async () => {
    const last = await start(() => client.study.demo());
    if (last?.state !== 'done') return;
    go({ screen: 'library' });
    onClose();
  }, [client, start, onClose]);
  useEffect(() => {
    // Opening the sheet starts the demo, and only once even if React mounts twice.
    if (started.current) return;
    started.current = true;
    void begin();
  }, [begin]);
  return (
    <Sheet
      title={text.demo.title}
      onClose={onClose}
      actions={
        running ? (
          <Button icon="stop" onClick={stop} disabled={step === null}>
            {text.common.stop}
          </Button>
        ) : (
          <>
            <Button onClick={onClose}>{text.common.close}</Button>
            <Button tone="main" onClick={() => void begin()}>
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
