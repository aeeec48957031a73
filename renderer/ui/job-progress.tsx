// The progress of one job: stage, bar, count, problems and a stop button.

import type { FileProblem } from '../../main/domain/failure.ts';
import type { Progress } from '../../main/domain/study/job.ts';
import { text } from '../text/english.ts';
import { AskingButton } from './asking-button.tsx';
import { Button } from './button.tsx';
import style from './job-progress.module.css';
import { FailureNote } from './message.tsx';
import { ProgressBar } from './progress-bar.tsx';

interface Problems {
  /** The first of the problems that `step` counts. */
  readonly listed: readonly FileProblem[];
  readonly save: () => void;
  /** Why they could not be fetched. Null if nothing failed. */
  readonly failure: string | null;
}

interface JobProgressProps {
  readonly title: string;
  readonly step: Progress;
  readonly problems: Problems;
  /** Left out if the sheet has a stop button of its own. */
  readonly onStop?: () => void;
}

export function JobProgress({ title, step, problems, onStop }: JobProgressProps) {
  const running = step.state === 'running';
  return (
    <div className={style.job}>
      <div className={style.head}>
        <strong>{title}</strong>
        <span className={style.state}>{running ? step.stage : text.job.state[step.state]}</span>
        <span className={style.count}>{text.job.progress(step.done, step.total)}</span>
        {running && onStop !== undefined && (
          <AskingButton
            icon="stop"
            label={text.common.stop}
            name={text.job.stop(title)}
            question={text.job.stopQuestion(title)}
            act={text.common.stop}
            onAct={onStop}
          />
        )}
      </div>
      {running && <ProgressBar label={title} done={step.done} total={step.total} />}
      {step.state === 'failed' && step.failure !== null && <FailureNote message={step.failure.message} />}
      {step.state === 'stopped' && <p className={style.note}>{step.failure?.message ?? text.job.stoppedNote}</p>}
      {step.problems > 0 && <ProblemList total={step.problems} {...problems} />}
    </div>
  );
}

function ProblemList({ total, listed, save, failure }: Problems & { readonly total: number }) {
  return (
    <details className={style.problems} open={total <= 3}>
      <summary>{text.common.problems(total)}</summary>
      <ul aria-label={text.job.problems}>
        {listed.map(({ file, failure }) => (
          <li key={`${file}|${failure.code}|${failure.message}`}>
            <code>{file}</code>
            <p>{failure.message}</p>
          </li>
        ))}
      </ul>
      <div className={style.more}>
        <span>{total > listed.length ? text.job.more(total - listed.length) : ''}</span>
        <Button tone="quiet" onClick={save}>
          {text.job.saveProblems}
        </Button>
      </div>
      {failure !== null && <FailureNote message={failure} />}
    </details>
  );
}
