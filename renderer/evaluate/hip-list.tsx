// The hips behind a count. Each opens its case.

import type { ShownEvaluation } from '../../main/domain/evaluation/evaluation.ts';
import { addressOf } from '../commands/navigation.ts';
import { text } from '../text/english.ts';
import { evaluationText } from '../text/evaluation.ts';
import { IconButton } from '../ui/button.tsx';
import style from './evaluate.module.css';

export interface HipChoice {
  /** What the hips have in common, in words. */
  readonly what: string;
  readonly answer: string;
  readonly rows: ShownEvaluation['rows'];
}

export function HipList({
  choice: { what, answer, rows },
  setOf,
  onClose,
}: {
  readonly choice: HipChoice;
  readonly setOf: (hipId: string, answer: string) => readonly number[] | undefined;
  readonly onClose: () => void;
}) {
  return (
    <section className={style.hips} aria-label={what}>
      <header>
        <h2>{what}</h2>
        <IconButton icon="close" label={evaluationText.closeHips} onClick={onClose} />
      </header>
      <ul>
        {rows.map((hip) => (
          <li key={hip.hipId}>
            <a href={addressOf({ screen: 'case', hipId: hip.hipId })}>{text.hip.name(hip.name, hip.visit, hip.side)}</a>
            <span className={style.quiet}>{answerText(hip, answer, setOf(hip.hipId, answer))}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function answerText(hip: HipChoice['rows'][number], answer: string, set: readonly number[] | undefined): string {
  const own = evaluationText.hipAnswer(hip.truth[answer] ?? null, hip.grade[answer] ?? 0);
  return set === undefined ? own : own + evaluationText.gradeSet(set);
}
