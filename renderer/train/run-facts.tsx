// How fast a run goes, how far it is, and what it takes.

import type { LiveRun } from '../../main/domain/training/live-run.ts';
import type { Run } from '../../main/domain/training/run.ts';
import { text } from '../text/english.ts';
import { ProgressBar } from '../ui/progress-bar.tsx';
import style from './run-facts.module.css';

export function RunFacts({ run, live }: { readonly run: Run; readonly live: LiveRun | null }) {
  const words = text.train.run;
  const { prepared, memory } = live ?? { prepared: null, memory: null };
  const done = prepared?.done ?? live?.step ?? 0;
  const total = prepared?.total ?? live?.steps ?? 0;
  const facts = [
    [words.epoch, words.ofTotal(live?.epoch ?? 0, live?.epochs ?? run.epochs)],
    [words.stepLoss, live?.loss === null || live === null ? words.notYet : live.loss.toFixed(4)],
    [words.throughput, orNone(live?.picturesPerSecond, words.perSecond)],
    [words.remaining, orNone(live?.remainingMs, text.train.duration)],
    [words.elapsed, orNone(live?.elapsedMs, text.train.duration)],
    [words.memory, memory === null ? words.notYet : words.memoryOf(memory.usedBytes, memory.totalBytes)],
    [words.engine, live?.engine ?? words.notYet],
  ] as const;
  return (
    <section className={style.facts} aria-label={words.live}>
      <div className={style.progress}>
        <span role="status">{words.stages[live?.stage ?? 'starting']}</span>
        <ProgressBar label={words.live} done={done} total={total} />
        <span className={style.count}>{total > 0 ? words.ofTotal(done, total) : ''}</span>
      </div>
      <dl>
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function orNone(value: number | null | undefined, words: (value: number) => string): string {
  return value === null || value === undefined ? text.train.run.notYet : words(value);
}
