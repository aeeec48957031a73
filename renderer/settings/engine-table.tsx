// The training engines: their speed, which one is chosen, and why.

import { useQuery } from '@tanstack/react-query';
import { failureMessage } from '../api/failure-message.ts';
import { useWorkstation } from '../api/workstation.tsx';
import { text } from '../text/english.ts';
import { FailureNote } from '../ui/message.tsx';
import style from './engine-table.module.css';

export function EngineTable() {
  const { queries } = useWorkstation();
  const engines = useQuery(queries.workstation.engines.queryOptions({ staleTime: Infinity }));
  if (engines.error !== null) return <FailureNote message={failureMessage(engines.error)} />;
  if (engines.data === undefined) return <p role="status">{text.settings.measuring}</p>;
  return (
    <table className={style.engines} aria-label={text.settings.engines}>
      <thead>
        <tr>
          <th scope="col">{text.settings.engine}</th>
          <th scope="col">{text.settings.device}</th>
          <th scope="col" className={style.number}>
            {text.settings.threads}
          </th>
          <th scope="col" className={style.number}>
            {text.settings.speed}
          </th>
          <th scope="col">{text.settings.reason}</th>
        </tr>
      </thead>
      <tbody>
        {engines.data.map((engine) => (
          <tr key={`${engine.name} ${engine.device ?? ''}`} className={engine.available ? undefined : style.missing}>
            <th scope="row">
              {engine.name} <span>{engine.version}</span>
              {engine.chosen && <em>{text.settings.chosen}</em>}
            </th>
            <td>{engine.available ? (engine.device ?? '') : text.settings.unavailable}</td>
            <td className={style.number}>{engine.threads ?? ''}</td>
            <td className={style.number}>{engine.gflops === null ? '' : engine.gflops.toFixed(1)}</td>
            <td>{engine.reason}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
