// Every model's grades of the hip, newest first, each with its model and date. Nothing is shown while there is only one.

import type { GradingVersion } from '../../main/domain/study/case.ts';
import { text } from '../text/english.ts';
import { ModelMarks } from '../ui/model-marks.tsx';
import style from './gradings.module.css';

const GRADED = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' });

export function Gradings({ gradings }: { readonly gradings: readonly GradingVersion[] }) {
  if (gradings.length < 2) return null;
  return (
    <section className={style.gradings} aria-label={text.case.gradings}>
      <h2>{text.case.gradings}</h2>
      <p>{text.case.gradingsLead}</p>
      <ul>
        {gradings.map((grading) => (
          <li key={`${grading.gradedAt} ${grading.model.name}`}>
            <span className={style.marks}>
              <ModelMarks row={{ model: grading.grades, presence: grading.presence, findings: grading.findings }} />
            </span>
            <span className={style.model}>
              {grading.model.name} {grading.model.version}
              <small>
                <time dateTime={grading.gradedAt}>{GRADED.format(new Date(grading.gradedAt))}</time>
                {grading.inForce && <strong>{text.case.inForce}</strong>}
              </small>
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
