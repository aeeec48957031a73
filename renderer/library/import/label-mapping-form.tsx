// The form that maps the columns of an unrecognised label table.

import { useState } from 'react';
import type { ImportQuestion } from '../../../main/domain/study/import-plan.ts';
import { LABEL_NAMES } from '../../../main/domain/label.ts';
import { importText } from '../../text/import-text.ts';
import { Button } from '../../ui/button.tsx';
import style from './import-sheet.module.css';
import { guessMeaning, mappingText, type Meaning } from './label-mapping-text.ts';

const labels = importText.mapping;

const MEANINGS: readonly { readonly value: Meaning; readonly label: string }[] = [
  { value: 'other', label: labels.other },
  { value: 'keep', label: labels.keep },
  { value: 'subject', label: labels.subject },
  { value: 'visit', label: labels.visit },
  { value: 'side', label: labels.side },
  { value: 'cohort', label: labels.cohort },
  ...LABEL_NAMES.map((name) => ({ value: name, label: labels.label[name] })),
];

interface LabelMappingFormProps {
  readonly question: Extract<ImportQuestion, { kind: 'label-mapping' }>;
  readonly onMapping: (mapping: string) => void;
}

export function LabelMappingForm({ question, onMapping }: LabelMappingFormProps) {
  const [meanings, setMeanings] = useState<ReadonlyMap<string, Meaning>>(
    () => new Map(question.columns.map((column) => [column, guessMeaning(column)])),
  );
  const mapping = mappingText(question.file, meanings);
  return (
    <section className={style.question} aria-label={labels.title(question.file)}>
      <h3>{labels.title(question.file)}</h3>
      <p>{labels.lead}</p>
      <table className={style.columns}>
        <thead>
          <tr>
            <th>{labels.column}</th>
            <th>{labels.example}</th>
            <th>{labels.meaning}</th>
          </tr>
        </thead>
        <tbody>
          {question.columns.map((column) => (
            <tr key={column}>
              <td>
                {column}
                {question.identifying.includes(column) && meanings.get(column) === 'keep' && (
                  <p className={style.warning}>{labels.identifying}</p>
                )}
              </td>
              <td>{question.rows.map((row) => row[column]).find((cell) => cell !== '') ?? ''}</td>
              <td>
                <select
                  aria-label={labels.meaningOf(column)}
                  value={meanings.get(column) ?? 'other'}
                  onChange={(event) => {
                    const chosen = MEANINGS.find(({ value }) => value === event.target.value);
                    if (chosen !== undefined) setMeanings(new Map(meanings).set(column, chosen.value));
                  }}
                >
                  {MEANINGS.map(({ value, label }) => (
                    <option key={value} value={value}>
                      {label}
                    </option>
                  ))}
                </select>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <div className={style.choices}>
        <Button disabled={mapping === null} onClick={() => mapping !== null && onMapping(mapping)}>
          {labels.apply}
        </Button>
        {mapping === null && <span>{labels.needed}</span>}
      </div>
    </section>
  );
}
