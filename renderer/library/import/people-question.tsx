// The question about numbers that may belong to several people.

import type { ImportQuestion, SameNumber } from '../../../main/domain/study/import-plan.ts';
import { importText } from '../../text/import-text.ts';
import { Segments, TextField } from '../../ui/field.tsx';
import type { Answers } from './import-run.ts';
import style from './import-sheet.module.css';

interface PeopleOfOneNumberProps {
  readonly question: Extract<ImportQuestion, { kind: 'people' }>;
  readonly answers: Answers;
  readonly onAnswers: (answers: Answers) => void;
}

const labels = importText.people;

/** No answer is picked in advance. */
export function PeopleOfOneNumber({ question, answers, onAnswers }: PeopleOfOneNumberProps) {
  return (
    <section className={style.question} aria-label={labels.title}>
      <h3>{labels.title}</h3>
      <p>{labels.lead(question.numbers)}</p>
      <ul>
        {question.examples.map(({ number, why, people }) => (
          <li key={number}>{labels.example(number, labels.why[why], people.map(labels.person).join('; '))}</li>
        ))}
      </ul>
      <Segments<SameNumber | 'open'>
        label={labels.answer}
        options={[
          { value: 'open', label: labels.open },
          { value: 'one-person', label: labels.one },
          { value: 'different-people', label: labels.different },
        ]}
        value={answers.sameNumber ?? 'open'}
        onChange={(answer) => onAnswers({ ...answers, sameNumber: answer === 'open' ? null : answer })}
      />
      <TextField
        label={labels.cohort}
        help={labels.cohortHelp}
        maxLength={100}
        value={answers.cohort}
        onChange={(event) => onAnswers({ ...answers, cohort: event.target.value })}
      />
    </section>
  );
}
