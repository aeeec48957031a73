// Runs over one another in two charts. The pointer shows every run's values of an epoch.

import { useQueries } from '@tanstack/react-query';
import { useState } from 'react';
import type { Run, RunCurves } from '../../main/domain/training/run.ts';
import { useWorkstation } from '../api/workstation.tsx';
import { LineChart, type Line } from '../chart/line-chart.tsx';
import { text } from '../text/english.ts';
import { Checkbox } from '../ui/field.tsx';
import { mainFigure, runNames } from './run-lines.ts';
import style from './run-overlay.module.css';

const TONES = ['main', 'a', 'b', 'c', 'd', 'second'] as const;

export function RunOverlay({ runs }: { readonly runs: readonly Run[] }) {
  const { queries } = useWorkstation();
  const finished = runs.filter(({ last }) => last !== null);
  /** Null until the reader chooses: then the newest are drawn. */
  const [chosen, setChosen] = useState<ReadonlySet<string> | null>(null);
  const drawn = chosen ?? new Set(finished.slice(0, TONES.length).map(({ runId }) => runId));
  const shown = finished.filter(({ runId }) => drawn.has(runId));
  const isFull = shown.length === TONES.length;
  const names = runNames(finished);
  const found = useQueries({
    queries: shown.map(({ runId }) => queries.training.run.queryOptions({ input: { runId } })),
  });
  if (finished.length < 2) return null;
  const curves = found.flatMap(({ data }) => (data === undefined ? [] : [data]));
  const figure = mainFigure(curves.flatMap(({ epochs }) => epochs));
  const last = Math.max(2, ...curves.map(({ run }) => run.epochs));
  const labels = text.train.runs;
  const nameOf = ({ runId }: Run): string => names[finished.findIndex((run) => run.runId === runId)] ?? runId;
  const toggle = (runId: string): void => {
    const next = new Set(drawn);
    if (!next.delete(runId)) next.add(runId);
    setChosen(next);
  };
  return (
    <section className={style.overlay} aria-label={labels.overlay}>
      <h3>{labels.overlay}</h3>
      <div className={style.choices}>
        {finished.map(({ runId }, at) => (
          <Checkbox
            key={runId}
            label={names[at] ?? runId}
            checked={drawn.has(runId)}
            disabled={isFull && !drawn.has(runId)}
            onChange={() => toggle(runId)}
          />
        ))}
      </div>
      {finished.length > TONES.length && <p className={style.note}>{labels.overlayMost(TONES.length)}</p>}
      <div className={style.charts}>
        <LineChart title={labels.validationLoss} lines={linesOf(curves, nameOf, ({ loss }) => loss)} epochs={last} />
        {figure !== null && (
          <LineChart
            title={text.train.chart.figure(figure)}
            lines={linesOf(curves, nameOf, ({ figures }) => figures[figure] ?? null)}
            epochs={last}
            includes={[0, 1]}
          />
        )}
      </div>
    </section>
  );
}

function linesOf(
  curves: readonly RunCurves[],
  nameOf: (run: Run) => string,
  valueOf: (epoch: RunCurves['epochs'][number]) => number | null,
): readonly Line[] {
  return curves.map(({ run, epochs }, at) => ({
    name: nameOf(run),
    tone: TONES[at] ?? 'second',
    points: epochs.flatMap((epoch) => {
      const value = valueOf(epoch);
      return value === null ? [] : [{ epoch: epoch.epoch, value }];
    }),
  }));
}
