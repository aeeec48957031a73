// The study's runs side by side: best and last figures, and the settings that differ.

import type { Epoch, Run } from '../../main/domain/training/run.ts';
import { addressOf } from '../commands/navigation.ts';
import { text } from '../text/english.ts';
import { differingSettings } from './differences.ts';
import { mainFigure } from './run-lines.ts';
import style from './run-table.module.css';

export function RunTable({ runs }: { readonly runs: readonly Run[] }) {
  const labels = text.train.runs;
  if (runs.length === 0) return <p className={style.none}>{labels.none}</p>;
  const settings = differingSettings(runs);
  const figure = mainFigure(runs.flatMap(({ last }) => (last === null ? [] : [last])));
  return (
    <div className={style.frame}>
      <table className={style.table} aria-label={labels.list}>
        <thead>
          <tr>
            <th scope="col">{labels.columns.run}</th>
            <th scope="col">{labels.columns.state}</th>
            <th scope="col" className={style.number}>
              {labels.columns.epochs}
            </th>
            {figure !== null && <FigureHead name={text.train.chart.figure(figure)} />}
            <FigureHead name={labels.loss} />
            {settings.map((setting) => (
              <th key={setting} scope="col" className={style.setting}>
                {setting}
              </th>
            ))}
            <th scope="col">{labels.columns.model}</th>
            <th scope="col">{labels.columns.started}</th>
          </tr>
        </thead>
        <tbody>
          {runs.map((run) => (
            <RunRow key={run.runId} run={run} figure={figure} settings={settings} />
          ))}
        </tbody>
      </table>
      {settings.length > 0 && <p className={style.none}>{labels.differences}</p>}
    </div>
  );
}

function FigureHead({ name }: { readonly name: string }) {
  const { best, last } = text.train.runs;
  return (
    <>
      <th scope="col" className={style.number}>
        {name}, {best}
      </th>
      <th scope="col" className={style.number}>
        {last}
      </th>
    </>
  );
}

const STARTED = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' });

interface RunRowProps {
  readonly run: Run;
  readonly figure: string | null;
  readonly settings: readonly string[];
}

function RunRow({ run, figure, settings }: RunRowProps) {
  const { recipe, runId, state, last, best, epochs, models, startedAt } = run;
  const kappa = (epoch: Epoch | null | undefined): string => formatFigure(figure === null ? null : epoch?.figures[figure]);
  return (
    <tr>
      <th scope="row">
        <a href={addressOf({ screen: 'train', runId })} aria-label={text.train.runs.open(recipe.name)}>
          {recipe.name}
        </a>
      </th>
      <td>
        <StateMark state={state} />
      </td>
      <td className={style.number}>{`${last?.epoch ?? 0}/${epochs}`}</td>
      {figure !== null && (
        <>
          <td className={style.number}>
            <b>{kappa(best['best-kappa'] ?? best[`best-${figure}`])}</b>
          </td>
          <td className={style.number}>{kappa(last)}</td>
        </>
      )}
      <td className={style.number}>
        <b>{formatFigure(best['best-loss']?.loss)}</b>
      </td>
      <td className={style.number}>{formatFigure(last?.loss)}</td>
      {settings.map((setting) => (
        <td key={setting} className={style.setting}>
          {run.settings[setting] ?? text.train.run.notYet}
        </td>
      ))}
      <td>{models.map(({ name }) => name).join(', ')}</td>
      <td>
        <time dateTime={startedAt}>{STARTED.format(new Date(startedAt))}</time>
      </td>
    </tr>
  );
}

/** A run's state with its colour. */
export function StateMark({ state }: { readonly state: Run['state'] }) {
  return <span className={`${style.state} ${style[state]}`}>{text.train.states[state]}</span>;
}

function formatFigure(value: number | null | undefined): string {
  return value === null || value === undefined ? text.train.run.notYet : value.toFixed(3);
}
