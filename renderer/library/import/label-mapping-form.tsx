// Says what the columns of an unknown label table are.

import { useState } from 'react';
import type { ImportQuestion } from '../../../main/domain/study/import-plan.ts';
import { LABEL_NAMES } from '../../../main/domain/label.ts';
import { importText } from '../../text/import-text.ts';
import { Button } from '../../ui/button.tsx';
import style from './import-sheet.module.css';
import { guessedMeaning, mappingText, type Meaning } from './label-mapping-text.ts';

const words = importText.mapping;

const MEANINGS: readonly { readonly value: Meaning; readonly label: string }[] = [
  { value: 'other', label: words.other },
  { value: 'subject', label: words.subject },
  { value: 'visit', label: words.visit },
  { value: 'side', label: words.side },
  { value: 'cohort', label: words.cohort },
  ...LABEL_NAMES.map((name) => ({ value: name, label: words.label[name] })),
];

interface LabelMappingFormProps {
  readonly question: Extract<ImportQuestion, { kind: 'label-mapping' }>;
  readonly onMapping: (mapping: string) => void;
}

export function LabelMappingForm({ question, onMapping }: LabelMappingFormProps) {
  const [meanings, setMeanings] = useState<ReadonlyMap<string, Meaning>>(
    () => new Map(question.columns.map((column) => [column, guessedMeaning(column)])),
  );
  const mapping = mappingText(question.file, meanings);
  return (
    <section className={style.question} aria-label={words.title(question.file)}>
      <h3>{words.title(question.file)}</h3>
      <p>{words.lead}</p>
      <table className={style.columns}>
        <thead>
          <tr>
            <th>{words.column}</th>
            <th>{words.example}</th>
            <th>{words.meaning}</th>
          </tr>
        </thead>
        <tbody>
          {question.columns.map((column) => (
            <tr key={column}>
              <td>{column}</td>
              <td>{question.rows.map((row) => row[column]).find((cell) => cell !== '') ?? ''}</td>
              <td>
                <select
                  aria-label={words.meaningOf(column)}
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
          {words.apply}
        </Button>
        {mapping === null && <span>{words.needed}</span>}
      </div>
    </section>
  );
}
