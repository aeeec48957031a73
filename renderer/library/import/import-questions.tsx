// The questions that the files leave open, each with pictures that help to answer it.

import type { ImportPlan, ImportQuestion } from '../../../main/domain/study/import-plan.ts';
import { useSigned } from '../../api/signed.ts';
import { useWorkstation } from '../../api/workstation.tsx';
import { importText } from '../../text/import-text.ts';
import { Segments, TextField } from '../../ui/field.tsx';
import { LabelMappingForm } from './label-mapping-form.tsx';
import { OtherColumns, ReplacedLabels } from './label-questions.tsx';
import { PeopleOfOneNumber } from './people-question.tsx';
import type { Answers } from './import-run.ts';
import style from './import-sheet.module.css';

interface QuestionsProps {
  readonly plan: ImportPlan;
  readonly answers: Answers;
  /** The spacing as typed. */
  readonly spacing: string;
  readonly onSpacing: (text: string) => void;
  readonly onAnswers: (answers: Answers) => void;
  /** Previews the import again with this mapping. */
  readonly onMapping: (mapping: string) => void;
}

export function Questions({ plan, answers, spacing, onSpacing, onAnswers, onMapping }: QuestionsProps) {
  return plan.questions.map((question) => {
    switch (question.kind) {
      case 'mirrored':
        return (
          <Mirrored
            key={question.kind}
            planId={plan.planId}
            question={question}
            value={answers.mirrored}
            onChange={(mirrored) => onAnswers({ ...answers, mirrored })}
          />
        );
      case 'numbering':
        return (
          <Numbering
            key={question.kind}
            planId={plan.planId}
            question={question}
            value={answers.numbering}
            onChange={(numbering) => onAnswers({ ...answers, numbering })}
          />
        );
      case 'spacing':
        return (
          <TextField
            key={question.kind}
            label={importText.spacing.label}
            help={
              answers.spacingMm === null && spacing.trim() !== ''
                ? importText.spacing.wrong
                : importText.spacing.asked(question.files, question.estimable)
            }
            inputMode="decimal"
            value={spacing}
            onChange={(event) => onSpacing(event.target.value)}
          />
        );
      case 'label-mapping':
        return <LabelMappingForm key={question.file} question={question} onMapping={onMapping} />;
      case 'other-columns':
        return (
          <OtherColumns
            key={question.file}
            question={question}
            kept={answers.keep}
            onKept={(keep) => onAnswers({ ...answers, keep })}
          />
        );
      case 'replaced-labels':
        return (
          <ReplacedLabels
            key={question.kind}
            question={question}
            reason={answers.replaceReason}
            onReason={(replaceReason) => onAnswers({ ...answers, replaceReason })}
          />
        );
      case 'people':
        return <PeopleOfOneNumber key={question.kind} question={question} answers={answers} onAnswers={onAnswers} />;
    }
  });
}

type Of<Kind extends ImportQuestion['kind']> = Extract<ImportQuestion, { kind: Kind }>;

interface QuestionProps<Kind extends ImportQuestion['kind'], Value> {
  readonly planId: string;
  readonly question: Of<Kind>;
  readonly value: Value;
  readonly onChange: (value: Value) => void;
}

function QuestionPicture({ path, name }: { readonly path: string; readonly name: string }) {
  return <img src={useSigned(path)} alt={name} width={224} height={224} />;
}

function Mirrored({ planId, question, value, onChange }: QuestionProps<'mirrored', boolean>) {
  const { bytes } = useWorkstation();
  const labels = importText.mirrored;
  return (
    <section className={style.question} aria-label={labels.title}>
      <h3>{labels.title}</h3>
      <p>{labels.lead(question.file)}</p>
      <div className={style.pair}>
        {(['right', 'left'] as const).map((side) => (
          <figure key={side}>
            <QuestionPicture path={bytes.importPicture(planId, question.pictures[side])} name={labels[side]} />
            <figcaption>{labels[side]}</figcaption>
          </figure>
        ))}
      </div>
      <Segments
        label={labels.title}
        options={[
          { value: 'yes', label: labels.yes },
          { value: 'no', label: labels.no },
        ]}
        value={value ? 'yes' : 'no'}
        onChange={(answer) => onChange(answer === 'yes')}
      />
    </section>
  );
}

function Numbering({ planId, question, value, onChange }: QuestionProps<'numbering', Answers['numbering']>) {
  const { bytes } = useWorkstation();
  const labels = importText.numbering;
  const { size, heads } = question;
  const picture = useSigned(bytes.importPicture(planId, question.picture));
  return (
    <section className={style.question} aria-label={labels.title}>
      <h3>{labels.title}</h3>
      <p>{labels.lead(question.file, question.films)}</p>
      <div className={style.pair}>
        {(['original', 'renumbered'] as const).map((numbering) => (
          <label key={numbering} className={value === numbering ? style.taken : undefined}>
            <svg viewBox={`0 0 ${size} ${size}`} width={224} height={224} role="img" aria-label={labels.alt(labels[numbering])}>
              <image href={picture} width={size} height={size} />
              <circle cx={heads[numbering].circle.x} cy={heads[numbering].circle.y} r={heads[numbering].circle.radius} />
              {heads[numbering].arc.map(({ x, y }) => (
                <circle key={`${x},${y}`} className={style.point} cx={x} cy={y} r={2.5} />
              ))}
            </svg>
            <span>
              <input type="radio" name="numbering" checked={value === numbering} onChange={() => onChange(numbering)} />
              {labels[numbering]}
            </span>
          </label>
        ))}
      </div>
    </section>
  );
}
