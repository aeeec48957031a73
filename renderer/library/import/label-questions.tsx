// The questions about known label tables: which other columns to keep, and why labels of the study change.

import type { ImportQuestion } from '../../../main/domain/study/import-plan.ts';
import { importText } from '../../text/import-text.ts';
import { Checkbox, TextField } from '../../ui/field.tsx';
import style from './import-sheet.module.css';

interface OtherColumnsProps {
  readonly question: Extract<ImportQuestion, { kind: 'other-columns' }>;
  readonly kept: readonly string[];
  readonly onKept: (columns: readonly string[]) => void;
}

/** No column is picked in advance. */
export function OtherColumns({ question, kept, onKept }: OtherColumnsProps) {
  const labels = importText.otherColumns;
  return (
    <section className={style.question} aria-label={labels.title(question.file)}>
      <h3>{labels.title(question.file)}</h3>
      <p>{labels.lead}</p>
      <div className={style.keep}>
        {question.columns.map((column) => (
          <Checkbox
            key={column}
            label={question.identifying.includes(column) ? labels.identifying(column) : column}
            checked={kept.includes(column)}
            onChange={() => onKept(kept.includes(column) ? kept.filter((one) => one !== column) : [...kept, column])}
          />
        ))}
      </div>
    </section>
  );
}

interface ReplacedLabelsProps {
  readonly question: Extract<ImportQuestion, { kind: 'replaced-labels' }>;
  readonly reason: string;
  readonly onReason: (reason: string) => void;
}

export function ReplacedLabels({ question, reason, onReason }: ReplacedLabelsProps) {
  const labels = importText.replaced;
  return (
    <section className={style.question} aria-label={labels.title}>
      <h3>{labels.title}</h3>
      <p>{labels.lead(question.labels)}</p>
      <ul>
        {question.examples.map(({ subject, visit, side, label, before, after }) => (
          <li key={`${subject}|${visit}|${side}|${label}`}>
            {labels.example({
              hip: [subject, visit, side].filter((part) => part !== '').join(' '),
              label: importText.mapping.label[label],
              before: labels.value(before),
              after: labels.value(after),
            })}
          </li>
        ))}
      </ul>
      <TextField
        label={labels.reason}
        help={reason.trim() === '' ? labels.kept : undefined}
        maxLength={500}
        value={reason}
        onChange={(event) => onReason(event.target.value)}
      />
    </section>
  );
}
