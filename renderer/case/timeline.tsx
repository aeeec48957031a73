// The subject's visits, both sides, with what the model says as small steps.

import type { HipRow } from '../../main/domain/study/hip-row.ts';
import { FINDING_GRADES, FINDINGS } from '../../main/domain/finding.ts';
import type { Grade } from '../../main/domain/grade.ts';
import { SIDES } from '../../main/domain/hip.ts';
import { QUADRANTS } from '../../main/domain/quadrant.ts';
import { text } from '../text/english.ts';
import style from './timeline.module.css';

interface TimelineProps {
  readonly current: string;
  readonly rows: readonly HipRow[];
  readonly onHip: (hipId: string) => void;
}

export function Timeline({ current, rows, onHip }: TimelineProps) {
  const visits = [...new Set(rows.map((row) => row.visit))].toSorted();
  return (
    <section className={style.timeline} aria-label={text.case.timeline}>
      <div className={style.sides}>
        <span className={style.title}>{text.case.timeline}</span>
        {SIDES.map((side) => (
          <span key={side}>{text.hip.letter[side]}</span>
        ))}
      </div>
      <div className={style.visits}>
        {visits.map((visit) => (
          <div key={visit} className={style.visit}>
            <span className={style.title}>{text.hip.visit(visit)}</span>
            {SIDES.map((side) => {
              const row = rows.find((candidate) => candidate.visit === visit && candidate.side === side);
              return row === undefined ? (
                <span key={side} className={style.gap} />
              ) : (
                <Step key={side} row={row} current={row.hipId === current} onHip={onHip} />
              );
            })}
          </div>
        ))}
        {visits.length === 1 && <span className={style.only}>{text.case.oneVisit}</span>}
      </div>
    </section>
  );
}

interface StepProps {
  readonly row: HipRow;
  readonly current: boolean;
  readonly onHip: (hipId: string) => void;
}

function Step({ row, current, onHip }: StepProps) {
  const steps = stepsOf(row);
  const grades = steps.every(({ words }) => words === null)
    ? text.library.ungraded
    : steps.map(({ name, words }) => `${name} ${words ?? ''}`).join(', ');
  return (
    <button
      type="button"
      className={style.step}
      aria-current={current ? 'true' : undefined}
      aria-label={`${text.hip.name(row.subject, row.visit, row.side)}: ${grades}`}
      title={grades}
      onClick={() => onHip(row.hipId)}
    >
      {steps.map(({ name, height, colour }) => (
        <span key={name} className={style.bar} style={{ height: 3 + height * 5, background: colour }} />
      ))}
    </button>
  );
}

interface Bar {
  readonly name: string;
  /** Null where no model has graded the hip. */
  readonly words: string | null;
  /** 0 to 3. */
  readonly height: number;
  readonly colour: string | undefined;
}

/** A bar a quadrant or finding. What is only present or absent is drawn without a grade's colour. */
function stepsOf({ model, presence, findings }: HipRow): readonly Bar[] {
  const graded = (name: string, grade: Grade): Bar => {
    return { name, words: String(grade), height: grade, colour: `var(--grade-${grade})` };
  };
  const there = (name: string, present: boolean): Bar => {
    const colour = present ? 'var(--ink-2)' : 'var(--grade-0)';
    return { name, words: present ? text.grade.present : text.grade.absent, height: present ? 2 : 0, colour };
  };
  if (findings !== null) {
    return FINDINGS.map((finding) =>
      FINDING_GRADES[finding] === 2
        ? there(text.finding[finding], findings[finding] > 0)
        : graded(text.finding[finding], findings[finding]),
    );
  }
  return QUADRANTS.map((quadrant) => {
    const name = text.quadrantShort[quadrant];
    if (presence !== null) return there(name, presence[quadrant]);
    return model === null ? { name, words: null, height: 0, colour: undefined } : graded(name, model[quadrant]);
  });
}
