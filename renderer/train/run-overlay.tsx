// Runs over one another in two charts. The pointer shows every run's values of an epoch.

import { useQueries } from '@tanstack/react-query';
import { useState } from 'react';
import type { Run, RunCurves } from '../../main/domain/training/run.ts';
import { useWorkstation } from '../api/workstation.tsx';
import { LineChart, type Line } from '../chart/line-chart.tsx';
import { text } from '../text/english.ts';
import { Checkbox } from '../ui/field.tsx';
import { mainFigure } from './run-lines.ts';
import style from './run-overlay.module.css';

const TONES = ['main', 'a', 'b', 'c', 'd', 'second'] as const;

export function RunOverlay({ runs }: { readonly runs: readonly Run[] }) {
  const { queries } = useWorkstation();
  const finished = runs.filter(({ last }) => last !== null);
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set());
  const shown = finished.filter(({ runId }) => !hidden.has(runId)).slice(0, TONES.length);
  const found = useQueries({
    queries: shown.map(({ runId }) => queries.training.run.queryOptions({ input: { runId } })),
  });
  if (finished.length < 2) return null;
  const curves = found.flatMap(({ data }) => (data === undefined ? [] : [data]));
  const figure = mainFigure(curves.flatMap(({ epochs }) => epochs));
  const last = Math.max(2, ...curves.map(({ run }) => run.epochs));
  const labels = text.train.runs;
  const toggle = (runId: string): void => {
    const next = new Set(hidden);
    if (!next.delete(runId)) next.add(runId);
    setHidden(next);
  };
  return (
    <section className={style.overlay} aria-label={labels.overlay}>
      <h3>{labels.overlay}</h3>
      <div className={style.choices}>
        {finished.map(({ runId, recipe }) => (
          <Checkbox key={runId} label={recipe.name} checked={!hidden.has(runId)} onChange={() => toggle(runId)} />
        ))}
      </div>
      <div className={style.charts}>
        <LineChart title={labels.validationLoss} lines={linesOf(curves, ({ loss }) => loss)} epochs={last} />
        {figure !== null && (
          <LineChart
            title={text.train.chart.figure(figure)}
            lines={linesOf(curves, ({ figures }) => figures[figure] ?? null)}
            epochs={last}
            includes={[0, 1]}
          />
        )}
      </div>
    </section>
  );
}

function linesOf(curves: readonly RunCurves[], valueOf: (epoch: RunCurves['epochs'][number]) => number | null): readonly Line[] {
  const names = curves.map(({ run }) => run.recipe.name);
  return curves.map(({ run, epochs }, at) => ({
    // Two runs of one recipe are told apart by their number.
    name:
      names.indexOf(run.recipe.name) === names.lastIndexOf(run.recipe.name) ? run.recipe.name : `${run.recipe.name} ${at + 1}`,
    tone: TONES[at] ?? 'second',
    points: epochs.flatMap((epoch) => {
      const value = valueOf(epoch);
      return value === null ? [] : [{ epoch: epoch.epoch, value }];
    }),
  }));
}
