// The subject's visits on both sides, with the model's grades as filled bars and the reader's as outlined ones.

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
  const bars = barsOf(row);
  const grades = bars.every(({ label }) => label === null)
    ? text.library.ungraded
    : bars.map(({ name, label }) => `${name} ${label ?? ''}`).join(', ');
  const read = readingBars(row);
  const description = [
    row.gradedBy === null ? grades : `${row.gradedBy}: ${grades}`,
    ...(read.length === 0
      ? []
      : [`${text.case.timelineReading}: ${read.map(({ name, label }) => `${name} ${label}`).join(', ')}`]),
  ].join('; ');
  return (
    <button
      type="button"
      className={style.step}
      aria-current={current ? 'true' : undefined}
      aria-label={`${text.hip.nameOf(row)}: ${description}`}
      title={description}
      onClick={() => onHip(row.hipId)}
    >
      {bars.map(({ name, height, colour }) => (
        <span key={name} className={style.bar} style={{ height: 3 + height * 5, background: colour }} />
      ))}
      {read.length > 0 && <span className={style.between} />}
      {read.map(({ name, height, colour }) => (
        <span key={`read ${name}`} className={style.read} style={{ height: 3 + height * 5, borderColor: colour }} />
      ))}
    </button>
  );
}

interface Bar {
  readonly name: string;
  /** Null if no model has graded the hip. */
  readonly label: string | null;
  /** 0 to 3. */
  readonly height: number;
  readonly colour: string | undefined;
}

/** Returns one bar per quadrant that the reader has read. Empty for a hip never read. */
function readingBars({ reading }: HipRow): readonly Bar[] {
  return QUADRANTS.flatMap((quadrant): readonly Bar[] => {
    const label = reading[quadrant];
    if (label.kind === 'missing') return [];
    const name = text.quadrantShort[quadrant];
    return label.kind === 'graded'
      ? [{ name, label: String(label.grade), height: label.grade, colour: `var(--grade-${label.grade}-line)` }]
      : [{ name, label: text.grade.notGradableShort, height: 0, colour: undefined }];
  });
}

/** Returns one bar per quadrant or finding. Presence alone is drawn without a grade colour. */
function barsOf({ model, presence, findings }: HipRow): readonly Bar[] {
  const gradeBar = (name: string, grade: Grade): Bar => {
    return { name, label: String(grade), height: grade, colour: `var(--grade-${grade})` };
  };
  const presenceBar = (name: string, present: boolean): Bar => {
    const colour = present ? 'var(--ink-2)' : 'var(--grade-0)';
    return { name, label: present ? text.grade.present : text.grade.absent, height: present ? 2 : 0, colour };
  };
  if (findings !== null) {
    return FINDINGS.map((finding) =>
      FINDING_GRADES[finding] === 2
        ? presenceBar(text.finding[finding], findings[finding] > 0)
        : gradeBar(text.finding[finding], findings[finding]),
    );
  }
  return QUADRANTS.map((quadrant) => {
    const name = text.quadrantShort[quadrant];
    if (presence !== null) return presenceBar(name, presence[quadrant]);
    return model === null ? { name, label: null, height: 0, colour: undefined } : gradeBar(name, model[quadrant]);
  });
}
