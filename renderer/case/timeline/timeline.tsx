// The subject's visits on both sides: the model's grades as filled bars, the reader's outlined, imported labels dashed.

import type { HipRow } from '../../../main/domain/study/hip-row.ts';
import { SIDES } from '../../../main/domain/hip.ts';
import { text } from '../../text/english.ts';
import { visitBars, type Bar } from './timeline-bars.ts';
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
                <VisitButton key={side} row={row} current={row.hipId === current} onHip={onHip} />
              );
            })}
          </div>
        ))}
        {visits.length === 1 && <span className={style.only}>{text.case.oneVisit}</span>}
      </div>
    </section>
  );
}

interface VisitButtonProps {
  readonly row: HipRow;
  readonly current: boolean;
  readonly onHip: (hipId: string) => void;
}

function VisitButton({ row, current, onHip }: VisitButtonProps) {
  const { model, reading, imported, inWords } = visitBars(row);
  return (
    <button
      type="button"
      className={style.step}
      aria-current={current ? 'true' : undefined}
      aria-label={`${text.hip.nameOf(row)}: ${inWords}`}
      title={inWords}
      onClick={() => onHip(row.hipId)}
    >
      {model.map(({ name, height, colour }) => (
        <span key={name} className={style.bar} style={{ height: 3 + height * 5, background: colour }} />
      ))}
      <OutlinedBars bars={reading} className={style.read} />
      <OutlinedBars bars={imported} className={style.imported} />
    </button>
  );
}

function OutlinedBars({ bars, className }: { readonly bars: readonly Bar[]; readonly className: string | undefined }) {
  return (
    bars.length > 0 && (
      <>
        <span className={style.between} />
        {bars.map(({ name, height, colour }) => (
          <span key={name} className={className} style={{ height: 3 + height * 5, borderColor: colour }} />
        ))}
      </>
    )
  );
}
