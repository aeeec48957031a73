// A live run's progress, speed and memory.

import { useEffect, useState } from 'react';
import type { LiveRun } from '../../main/domain/training/live-run.ts';
import type { Run } from '../../main/domain/training/run.ts';
import { text } from '../text/english.ts';
import { FactList } from '../ui/fact-list.tsx';
import { ProgressBar } from '../ui/progress-bar.tsx';
import { everySecond } from './every-second.ts';
import style from './run-facts.module.css';

export function RunFacts({ run, live }: { readonly run: Run; readonly live: LiveRun | null }) {
  const labels = text.train.run;
  const sinceMs = useSince(live);
  const { prepared, memory } = live ?? { prepared: null, memory: null };
  const done = prepared?.done ?? live?.step ?? 0;
  const total = prepared?.total ?? live?.steps ?? 0;
  const facts = [
    [labels.epoch, labels.ofTotal(live?.epoch ?? 0, live?.epochs ?? run.epochs)],
    [labels.stepLoss, live?.loss === null || live === null ? labels.notYet : live.loss.toFixed(4)],
    [labels.throughput, formatOrDash(live?.picturesPerSecond, labels.perSecond)],
    [labels.remaining, formatOrDash(live?.remainingMs, text.train.duration)],
    [labels.elapsed, formatOrDash(live === null ? null : live.elapsedMs + sinceMs, text.train.duration)],
    [labels.memory, memory === null ? labels.notYet : labels.memoryOf(memory.usedBytes, memory.totalBytes)],
    [labels.engine, live?.engine ?? labels.notYet],
  ] as const;
  return (
    <section className={style.facts} aria-label={labels.live}>
      <div className={style.progress}>
        <span role="status">{labels.stages[live?.stage ?? 'starting']}</span>
        <ProgressBar label={labels.live} done={done} total={total} />
        <span className={style.count}>{total > 0 ? labels.ofTotal(done, total) : ''}</span>
      </div>
      <FactList facts={facts} />
    </section>
  );
}

/** Milliseconds since the newest message, every second, so that the time moves within an epoch too. */
function useSince(live: LiveRun | null): number {
  const [since, setSince] = useState<{ readonly live: LiveRun | null; readonly ms: number }>({ live: null, ms: 0 });
  useEffect(() => {
    if (live?.state !== 'running') return undefined;
    return everySecond((ms) => setSince({ live, ms }));
  }, [live]);
  return since.live === live ? since.ms : 0;
}

function formatOrDash(value: number | null | undefined, format: (value: number) => string): string {
  return value === null || value === undefined ? text.train.run.notYet : format(value);
}
