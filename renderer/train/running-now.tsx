// The running training in one line at the top of the overview.

import type { Run } from '../../main/domain/training/run.ts';
import { useLiveRun } from '../api/live-run.ts';
import { addressOf } from '../commands/navigation.ts';
import { text } from '../text/english.ts';
import { ProgressBar } from '../ui/progress-bar.tsx';
import style from './running-now.module.css';

export function RunningNow({ run }: { readonly run: Run }) {
  const live = useLiveRun(run.runId, true);
  const labels = text.train.run;
  const prepared = live?.prepared ?? null;
  const stage = live === null ? labels.stages.starting : labels.stages[live.stage];
  return (
    <section className={style.now} aria-label={labels.live}>
      <strong>{run.recipe.name}</strong>
      <span>{live?.stage === 'training' ? `${labels.epoch} ${labels.ofTotal(live.epoch, live.epochs)}` : stage}</span>
      <span className={style.bar}>
        <ProgressBar label={labels.live} done={prepared?.done ?? live?.step ?? 0} total={prepared?.total ?? live?.steps ?? 0} />
      </span>
      {live?.remainingMs !== null && live?.remainingMs !== undefined && (
        <span>
          {labels.remaining} {text.train.duration(live.remainingMs)}
        </span>
      )}
      <a href={addressOf({ screen: 'train', runId: run.runId })}>{labels.open}</a>
    </section>
  );
}
