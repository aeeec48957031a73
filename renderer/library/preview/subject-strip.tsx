// A subject's visits side by side, right hips above left ones, with the chosen hip marked.

import { useQuery } from '@tanstack/react-query';
import type { HipRow } from '../../../main/domain/study/hip-row.ts';
import { SIDES } from '../../../main/domain/hip.ts';
import { QUADRANTS } from '../../../main/domain/quadrant.ts';
import { useWorkstation } from '../../api/workstation.tsx';
import { cohortText } from '../../text/cohort.ts';
import { text } from '../../text/english.ts';
import { GradeMark } from '../../ui/grade-mark.tsx';
import { ModelMarks, PresenceMark } from '../../ui/model-marks.tsx';
import style from './subject-strip.module.css';
import { Thumbnail } from '../list/thumbnail.tsx';

interface SubjectStripProps {
  readonly chosen: HipRow;
  readonly onChoose: (row: HipRow) => void;
}

export function SubjectStrip({ chosen, onChoose }: SubjectStripProps) {
  const { queries } = useWorkstation();
  const rows = useQuery(queries.hips.subject.queryOptions({ input: { subject: chosen.subject } })).data ?? [];
  const subjectRows = rows.filter((row) => row.subject === chosen.subject);
  const visits = [...new Set(subjectRows.map((row) => row.visit))];
  if (subjectRows.length < 2) return null;
  return (
    <section className={style.strip} aria-label={cohortText.strip.title}>
      <h3>{cohortText.strip.title}</h3>
      <div className={style.visits}>
        <div className={style.visit}>
          <span />
          {SIDES.map((side) => (
            <span key={side} className={style.letter}>
              {text.hip.letter[side]}
            </span>
          ))}
        </div>
        {visits.map((visit) => (
          <div key={visit} className={style.visit}>
            <span className={style.name} title={text.hip.visit(visit)}>
              {text.hip.visit(visit)}
            </span>
            {SIDES.map((side) => {
              const row = subjectRows.find((candidate) => candidate.visit === visit && candidate.side === side);
              return row === undefined ? (
                <span key={side} className={style.gap} />
              ) : (
                <Visit key={side} row={row} current={row.hipId === chosen.hipId} onChoose={onChoose} />
              );
            })}
          </div>
        ))}
      </div>
    </section>
  );
}

interface VisitProps {
  readonly row: HipRow;
  readonly current: boolean;
  readonly onChoose: (row: HipRow) => void;
}

function Visit({ row, current, onChoose }: VisitProps) {
  const name = text.hip.nameOf(row);
  return (
    <button
      type="button"
      className={style.hip}
      aria-label={cohortText.strip.open(name)}
      aria-current={current ? 'true' : undefined}
      onClick={() => onChoose(row)}
    >
      <Thumbnail row={row} className={style.picture} />
      <span className={style.grade}>
        <HighestMark row={row} />
      </span>
    </button>
  );
}

/** The highest osteophyte grade. If only presence is known, whether there is any osteophyte. Of a knee, its grade. */
function HighestMark({ row }: { readonly row: HipRow }) {
  const { model, presence, findings, knee } = row;
  if (knee !== undefined) return <ModelMarks row={row} />;
  if (presence !== null) {
    return <PresenceMark present={QUADRANTS.some((quadrant) => presence[quadrant])} name={text.library.anyOsteophyte} />;
  }
  const grades =
    findings === null
      ? QUADRANTS.flatMap((quadrant) => (model === null ? [] : [model[quadrant]]))
      : [findings['femoral-osteophytes'], findings['acetabular-osteophytes']];
  const highest = grades.length === 0 ? null : grades.reduce((a, b) => (a > b ? a : b));
  return <GradeMark grade={highest} name={text.library.highestGrade} />;
}
