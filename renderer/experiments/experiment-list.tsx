// The experiments that ship with the program and the user's own. Each opens its runs and its report.

import { useQuery } from '@tanstack/react-query';
import type { ExperimentEntry } from '../../main/domain/evaluation/experiment.ts';
import { failureMessage } from '../api/failure-message.ts';
import { useWorkstation } from '../api/workstation.tsx';
import { addressOf } from '../commands/navigation.ts';
import { text } from '../text/english.ts';
import { experimentText } from '../text/experiments.ts';
import { DataTable } from '../ui/data-table.tsx';
import { FailureNote } from '../ui/message.tsx';
import style from './experiments.module.css';

export function ExperimentList() {
  const { queries } = useWorkstation();
  const list = useQuery(queries.experiments.list.queryOptions());
  const { title, lead, ownHelp, columns } = experimentText;
  return (
    <div className={style.screen}>
      <header>
        <h1>{title}</h1>
        <p>{lead}</p>
        <p className={style.quiet}>{ownHelp}</p>
      </header>
      {list.error !== null && <FailureNote message={failureMessage(list.error)} />}
      {list.data === undefined && list.error === null && <p role="status">{text.common.loading}</p>}
      {list.data !== undefined && (
        <DataTable label={title} columns={columns.list}>
          {list.data.map((entry) => (
            <EntryRow key={entry.name} entry={entry} />
          ))}
        </DataTable>
      )}
    </div>
  );
}

function EntryRow({ entry: { name, about, own, runs, learnsFrom, problem } }: { readonly entry: ExperimentEntry }) {
  return (
    <tr>
      <th scope="row">
        {problem === null ? <a href={addressOf({ screen: 'experiments', name })}>{name}</a> : name}
        {own && <span className={style.quiet}> {experimentText.own}</span>}
      </th>
      <td className={style.number}>{problem === null ? runs : ''}</td>
      <td>{problem === null ? experimentText.learnsFrom[learnsFrom] : ''}</td>
      <td className={style.about}>{problem === null ? about : problem.message}</td>
    </tr>
  );
}
