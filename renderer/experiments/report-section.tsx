// What the finished runs say: where each published claim stands, and the paper's tables.

import { useQuery } from '@tanstack/react-query';
import type { ExperimentChoice, ReportClaim, ReportTable } from '../../main/domain/evaluation/experiment.ts';
import { failureMessage } from '../api/failure-message.ts';
import { useWorkstation } from '../api/workstation.tsx';
import { experimentText } from '../text/experiments.ts';
import { classes } from '../ui/classes.ts';
import { DataTable } from '../ui/data-table.tsx';
import { FailureNote } from '../ui/message.tsx';
import style from './experiments.module.css';
import { estimateText, numberText } from './number-text.ts';

const REFRESH_MS = 5000;

export function ReportSection({ choice, running }: { readonly choice: ExperimentChoice; readonly running: boolean }) {
  const { queries } = useWorkstation();
  const report = useQuery({
    ...queries.experiments.report.queryOptions({ input: choice }),
    refetchInterval: running ? REFRESH_MS : false,
  });
  if (report.error !== null) return <FailureNote message={failureMessage(report.error)} />;
  if (report.data === undefined) return <p role="status">{experimentText.reading}</p>;
  const { claims, tables, notes, finished, planned } = report.data;
  return (
    <>
      <section aria-label={experimentText.claims}>
        <h2>{experimentText.claims}</h2>
        <p className={style.quiet}>
          {finished < planned ? `${experimentText.preliminary} ${experimentText.intervals}` : experimentText.intervals}
        </p>
        {notes.map((note) => (
          <p key={note} className={style.quiet}>
            {note}
          </p>
        ))}
        {claims.length === 0 ? <p>{experimentText.noClaims}</p> : <ClaimTable claims={claims} />}
      </section>
      {tables.map((table) => (
        <PaperTable key={table.name} table={table} />
      ))}
    </>
  );
}

const MARKS = { 'same direction': style.same, opposite: style.opposite, undecided: style.quiet } as const;

function ClaimTable({ claims }: { readonly claims: readonly ReportClaim[] }) {
  const { columns, verdicts } = experimentText;
  return (
    <DataTable label={experimentText.claims} columns={columns.claims}>
      {claims.map(({ says, published, figure, here, seeds, verdict }) => (
        <tr key={says}>
          <th scope="row" className={style.about}>
            {says}
          </th>
          <td className={MARKS[verdict]}>{verdicts[verdict]}</td>
          <td className={style.about}>
            {figure}
            <span className={style.estimate}>{estimateText(here)}</span>
          </td>
          <td className={style.number}>{seeds}</td>
          <td>{published}</td>
        </tr>
      ))}
    </DataTable>
  );
}

type Cell = ReportTable['rows'][number][number];

function cellText(cell: Cell): string {
  if (cell === null) return experimentText.notDefined;
  if (typeof cell === 'string') return cell;
  return typeof cell === 'number' ? numberText(cell) : estimateText(cell);
}

function PaperTable({ table: { name, columns, rows } }: { readonly table: ReportTable }) {
  return (
    <section aria-label={name}>
      <h2>{name}</h2>
      <DataTable label={name} columns={columns}>
        {rows.map((row) => (
          <tr key={JSON.stringify(row)}>
            {columns.map((column, at) => {
              const cell = row[at] ?? null;
              return (
                <td key={column} className={classes(typeof cell !== 'string' && style.number)}>
                  {cellText(cell)}
                </td>
              );
            })}
          </tr>
        ))}
      </DataTable>
    </section>
  );
}
