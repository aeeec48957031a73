// The subject's visits, both sides, with the model's four grades as small steps.

import type { HipRow } from '../../main/contract/hip-schemas.ts';
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
  const { model } = row;
  const grades =
    model === null
      ? text.library.ungraded
      : QUADRANTS.map((quadrant) => `${text.quadrantShort[quadrant]} ${model[quadrant]}`).join(', ');
  return (
    <button
      type="button"
      className={style.step}
      aria-current={current ? 'true' : undefined}
      aria-label={`${text.hip.name(row.subject, row.visit, row.side)}: ${grades}`}
      title={grades}
      onClick={() => onHip(row.hipId)}
    >
      {QUADRANTS.map((quadrant) => (
        <span
          key={quadrant}
          className={style.bar}
          style={model === null ? undefined : { height: 3 + model[quadrant] * 5, background: `var(--grade-${model[quadrant]})` }}
        />
      ))}
    </button>
  );
}
