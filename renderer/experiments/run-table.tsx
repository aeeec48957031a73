// The matrix of runs, which fills up: waiting, training, the figure of a finished run, or failed.

import type { RunStatus } from '../../main/domain/evaluation/experiment.ts';
import { experimentText } from '../text/experiments.ts';
import { classes } from '../ui/classes.ts';
import { DataTable } from '../ui/data-table.tsx';
import { ProgressBar } from '../ui/progress-bar.tsx';
import style from './experiments.module.css';
import { figureText } from './number-text.ts';
import { matrixOf, workstationsOf } from './run-rows.ts';

export function RunTable({ runs }: { readonly runs: readonly RunStatus[] }) {
  const { columns, rows } = matrixOf(runs);
  const figure = runs.find((run) => run.figure !== null)?.figure?.name;
  const elsewhere = workstationsOf(runs);
  const failed = runs.filter(({ state }) => state === 'failed');
  const finished = runs.filter(({ state }) => state === 'finished').length;
  return (
    <section aria-label={experimentText.runs}>
      <h2>{experimentText.runs}</h2>
      <p className={style.quiet}>
        {experimentText.finished(finished, runs.length)}
        {figure !== undefined && ` ${experimentText.shownFigure(figure)}`}
        {elsewhere.length > 0 && ` ${experimentText.elsewhere(elsewhere)}`}
      </p>
      <DataTable label={experimentText.runs} columns={[experimentText.setting, ...columns]}>
        {rows.map(({ label, runs: own }) => (
          <tr key={label}>
            <th scope="row">{label}</th>
            {columns.map((column, at) => (
              <RunCell key={column} run={own[at] ?? null} name={`${label}, ${column}`} />
            ))}
          </tr>
        ))}
      </DataTable>
      {failed.length > 0 && (
        <ul className={style.failures} aria-label={experimentText.failures}>
          {failed.map(({ hash, failure }) => (
            <li key={hash}>
              <code>{hash}</code> {failure?.message}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function RunCell({ run, name }: { readonly run: RunStatus | null; readonly name: string }) {
  if (run === null) return <td>{experimentText.notDefined}</td>;
  const { state, epochs, planned, figure, workstation } = run;
  if (state === 'finished')
    return (
      <td className={classes(style.number, style.finished)}>
        {figure === null ? experimentText.done : figureText(figure.value)}
      </td>
    );
  if (state === 'failed') return <td className={style.failed}>{experimentText.failed}</td>;
  if (epochs === 0) return <td className={style.quiet}>{experimentText.waiting}</td>;
  return (
    <td className={style.training}>
      <span>{experimentText.epochs(epochs, planned, workstation)}</span>
      <ProgressBar thin label={name} done={epochs} total={planned} />
    </td>
  );
}
