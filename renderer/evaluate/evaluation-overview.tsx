// Measures a model, lists what was measured, and compares the chosen evaluations.

import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { EvaluationEntry } from '../../main/domain/evaluation/evaluation.ts';
import { failureMessage } from '../api/failure-message.ts';
import { useWorkstation } from '../api/workstation.tsx';
import { addressOf } from '../commands/navigation.ts';
import { evaluationText } from '../text/evaluation.ts';
import { Button } from '../ui/button.tsx';
import { DataTable } from '../ui/data-table.tsx';
import { FailureNote } from '../ui/message.tsx';
import { ComparisonView } from './comparison-view.tsx';
import style from './evaluate.module.css';
import { figureText, intervalText } from './figure-text.ts';
import { MeasureForm } from './measure-form.tsx';

export function EvaluationOverview() {
  const { queries } = useWorkstation();
  const list = useQuery(queries.evaluation.list.queryOptions());
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [compared, setCompared] = useState<readonly string[] | null>(null);
  const toggle = (id: string): void => {
    setChosen(chosen.includes(id) ? chosen.filter((one) => one !== id) : [...chosen, id]);
  };
  return (
    <div className={style.screen}>
      <header>
        <h1>{evaluationText.title}</h1>
        <p>{evaluationText.lead}</p>
      </header>
      <MeasureForm />
      <h2>{evaluationText.list}</h2>
      {list.error !== null && <FailureNote message={failureMessage(list.error)} />}
      {list.data?.length === 0 && <p className={style.quiet}>{evaluationText.none}</p>}
      {list.data !== undefined && list.data.length > 0 && (
        <>
          <EvaluationTable entries={list.data} chosen={chosen} onToggle={toggle} />
          <Button disabled={chosen.length < 2} onClick={() => setCompared(chosen)}>
            {evaluationText.compare}
          </Button>
        </>
      )}
      {compared !== null && <ComparisonView evaluationIds={compared} />}
    </div>
  );
}

interface EvaluationTableProps {
  readonly entries: readonly EvaluationEntry[];
  readonly chosen: readonly string[];
  readonly onToggle: (evaluationId: string) => void;
}

function EvaluationTable({ entries, chosen, onToggle }: EvaluationTableProps) {
  const { columns } = evaluationText;
  return (
    <DataTable label={evaluationText.list} columns={Object.values(columns)}>
      {entries.map((entry) => (
        <EntryRow key={entry.evaluationId} entry={entry} chosen={chosen.includes(entry.evaluationId)} onToggle={onToggle} />
      ))}
    </DataTable>
  );
}

const MEASURED = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' });

interface EntryRowProps {
  readonly entry: EvaluationEntry;
  readonly chosen: boolean;
  readonly onToggle: (evaluationId: string) => void;
}

function EntryRow({ entry, chosen, onToggle }: EntryRowProps) {
  const { evaluationId, model, split, truth, hips, figures, measuredAt, earlierModels } = entry;
  const part = evaluationText.parts[split];
  const kappa = figures['meanQuadraticKappa'];
  return (
    <tr>
      <td>
        <label className={style.check}>
          <input
            type="checkbox"
            checked={chosen}
            onChange={() => onToggle(evaluationId)}
            aria-label={evaluationText.choose(model.name, part)}
          />
        </label>
      </td>
      <th scope="row">
        <a href={addressOf({ screen: 'evaluate', evaluationId })} aria-label={evaluationText.open(model.name, part)}>
          {model.name}
        </a>
      </th>
      <td>{part}</td>
      <td>{evaluationText.truths[truth]}</td>
      <td className={style.number}>{hips}</td>
      <td className={style.number}>
        {kappa === undefined ? evaluationText.notDefined : `${figureText(kappa.value)} (${intervalText(kappa)})`}
      </td>
      <td>
        <time dateTime={measuredAt}>{MEASURED.format(new Date(measuredAt))}</time>
      </td>
      <td>{earlierModels.join(', ')}</td>
    </tr>
  );
}
