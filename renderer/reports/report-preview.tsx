// What the report will say of each hip: the final grades, which are the reader's if there are any, and where reader and model differ.

import { useQueries } from '@tanstack/react-query';
import { QUADRANTS, type Quadrant } from '../../main/domain/quadrant.ts';
import type { HipRow } from '../../main/domain/study/hip-row.ts';
import { useJoint } from '../api/hips.ts';
import { useWorkstation } from '../api/workstation.tsx';
import { text } from '../text/english.ts';
import { kneeLabelInWords, kneeText } from '../text/knee.ts';
import { GradeMark, ReadingMark } from '../ui/grade-mark.tsx';
import { ModelMarks } from '../ui/model-marks.tsx';
import style from './report-preview.module.css';

/** More hips are only counted. */
const SHOWN = 20;

export function ReportPreview({ hipIds }: { readonly hipIds: readonly string[] }) {
  const { queries } = useWorkstation();
  const found = useQueries({
    queries: hipIds.slice(0, SHOWN).map((hipId) => queries.hips.case.queryOptions({ input: { hipId } })),
  });
  const rows = found.flatMap(({ data }) => (data === undefined ? [] : [data.row]));
  const labels = text.export.preview;
  return (
    <section aria-label={labels.title}>
      <h3>{labels.title}</h3>
      {/* A long list scrolls, so the keyboard must reach it. */}
      <div className={style.scroller} tabIndex={0} role="region" aria-label={labels.title}>
        <table className={style.preview}>
          <thead>
            <tr>
              <th scope="col">{labels.hip[useJoint()]}</th>
              <th scope="col">{labels.final}</th>
              <th scope="col">{labels.model}</th>
              <th scope="col">{labels.differs}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <Line key={row.hipId} row={row} />
            ))}
          </tbody>
        </table>
      </div>
      {hipIds.length > SHOWN && <p className={style.more}>{labels.more(hipIds.length - SHOWN)}</p>}
    </section>
  );
}

function Line({ row }: { readonly row: HipRow }) {
  return row.knee === undefined ? <HipLine row={row} /> : <KneeLine row={row} knee={row.knee} />;
}

function KneeLine({ row, knee: { model, reading } }: { readonly row: HipRow; readonly knee: NonNullable<HipRow['knee']> }) {
  const apart = reading.kind === 'graded' && model !== null && reading.grade !== model;
  return (
    <tr>
      <th scope="row">{text.hip.nameOf(row)}</th>
      <td>{reading.kind === 'missing' ? <ModelMarks row={row} /> : kneeLabelInWords(reading)}</td>
      <td>
        <ModelMarks row={row} />
      </td>
      <td className={apart ? style.differs : undefined}>{apart ? kneeText.grades : text.export.preview.none}</td>
    </tr>
  );
}

function HipLine({ row }: { readonly row: HipRow }) {
  const apart = QUADRANTS.filter((quadrant) => differs(row, quadrant));
  return (
    <tr>
      <th scope="row">{text.hip.nameOf(row)}</th>
      <td>
        <span className={style.marks}>
          {QUADRANTS.map((quadrant) =>
            row.reading[quadrant].kind === 'missing' ? (
              <GradeMark
                key={quadrant}
                grade={row.model?.[quadrant] ?? null}
                name={`${text.preview.model}, ${text.quadrant[quadrant]}`}
              />
            ) : (
              <ReadingMark
                key={quadrant}
                label={row.reading[quadrant]}
                name={`${text.preview.reader}, ${text.quadrant[quadrant]}`}
              />
            ),
          )}
        </span>
      </td>
      <td>
        <span className={style.marks}>
          <ModelMarks row={row} />
        </span>
      </td>
      <td className={apart.length > 0 ? style.differs : undefined}>
        {apart.length === 0 ? text.export.preview.none : apart.map((quadrant) => text.quadrantShort[quadrant]).join(', ')}
      </td>
    </tr>
  );
}

function differs({ reading, model }: HipRow, quadrant: Quadrant): boolean {
  const label = reading[quadrant];
  return label.kind === 'graded' && model !== null && model[quadrant] !== label.grade;
}
