// The hips whose grades lie farthest from the truth, the surest mistakes first.

import type { ShownEvaluation } from '../../main/domain/evaluation/evaluation.ts';
import { worstCases } from '../../main/domain/evaluation/worst-cases.ts';
import { addressOf } from '../commands/navigation.ts';
import { text } from '../text/english.ts';
import { evaluationText } from '../text/evaluation.ts';
import style from './evaluate.module.css';
import { answerName } from './figure-text.ts';

const SHOWN = 12;

export function WorstCases({ rows }: { readonly rows: ShownEvaluation['rows'] }) {
  const cases = worstCases(rows).slice(0, SHOWN);
  if (cases.length === 0) return null;
  return (
    <section className={style.worst} aria-label={evaluationText.worst}>
      <h2>{evaluationText.worst}</h2>
      <p className={style.quiet}>{evaluationText.worstHelp}</p>
      <ul>
        {cases.map(({ hip, answer, truth, grade }) => (
          <li key={`${hip.hipId} ${answer}`}>
            <a href={addressOf({ screen: 'case', hipId: hip.hipId })}>{text.hip.name(hip.name, hip.visit, hip.side)}</a>
            <span className={style.quiet}>{`${answerName(answer)}: ${evaluationText.hipAnswer(truth, grade)}`}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
