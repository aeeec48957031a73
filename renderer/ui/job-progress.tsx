// The progress of one job: stage, bar, count, problems and a stop button.

import type { Progress } from '../../main/domain/study/job.ts';
import { text } from '../text/english.ts';
import { Button } from './button.tsx';
import style from './job-progress.module.css';
import { FailureNote } from './message.tsx';
import { ProgressBar } from './progress-bar.tsx';
import { saveProblems } from './save-problems.ts';

/** Only this many problems are listed. The saved list has all of them. */
const LISTED = 100;

interface JobProgressProps {
  readonly title: string;
  readonly step: Progress;
  /** Left out if the sheet has a stop button of its own. */
  readonly onStop?: () => void;
}

export function JobProgress({ title, step, onStop }: JobProgressProps) {
  const running = step.state === 'running';
  return (
    <div className={style.job}>
      <div className={style.head}>
        <strong>{title}</strong>
        <span className={style.state}>{running ? step.stage : text.job.state[step.state]}</span>
        <span className={style.count}>{text.job.progress(step.done, step.total)}</span>
        {running && onStop !== undefined && (
          <Button onClick={onStop} aria-label={text.job.stop(title)} icon="stop">
            {text.common.stop}
          </Button>
        )}
      </div>
      {running && <ProgressBar label={title} done={step.done} total={step.total} />}
      {step.state === 'failed' && step.failure !== null && <FailureNote message={step.failure.message} />}
      {step.state === 'stopped' && <p className={style.note}>{step.failure?.message ?? text.job.stoppedNote}</p>}
      {step.problems.length > 0 && <Problems problems={step.problems} />}
    </div>
  );
}

function Problems({ problems }: { readonly problems: Progress['problems'] }) {
  return (
    <details className={style.problems} open={problems.length <= 3}>
      <summary>{text.common.problems(problems.length)}</summary>
      <ul aria-label={text.job.problems}>
        {problems.slice(0, LISTED).map(({ file, failure }) => (
          <li key={`${file}|${failure.code}|${failure.message}`}>
            <code>{file}</code>
            <p>{failure.message}</p>
          </li>
        ))}
      </ul>
      <div className={style.more}>
        <span>{problems.length > LISTED ? text.job.more(problems.length - LISTED) : ''}</span>
        <Button tone="quiet" onClick={() => saveProblems(problems)}>
          {text.job.saveProblems}
        </Button>
      </div>
    </details>
  );
}
