// A model's grades of a hip as a row of small tiles: quadrant grades, presence of osteophytes, or five findings.

import type { HipRow } from '../../main/domain/study/hip-row.ts';
import { FINDING_GRADES, FINDINGS, type Finding } from '../../main/domain/finding.ts';
import type { Grade } from '../../main/domain/grade.ts';
import { QUADRANTS } from '../../main/domain/quadrant.ts';
import { text } from '../text/english.ts';
import { kneeText } from '../text/knee.ts';
import { classes } from './classes.ts';
import style from './grade-mark.module.css';
import { GradeMark } from './grade-mark.tsx';

type ModelGrades = Pick<HipRow, 'model' | 'presence' | 'findings' | 'knee'>;

/** Empty if no model has graded the hip. */
export function ModelMarks({ row }: { readonly row: ModelGrades }) {
  const { model, presence, findings, knee } = row;
  if (knee !== undefined) return knee.model === null ? null : <KneeMark grade={knee.model} name={kneeText.model} />;
  if (findings !== null)
    return FINDINGS.map((finding) => <FindingMark key={finding} finding={finding} grade={findings[finding]} small />);
  if (presence !== null)
    return QUADRANTS.map((quadrant) => (
      <PresenceMark key={quadrant} present={presence[quadrant]} name={text.quadrant[quadrant]} />
    ));
  if (model === null) return null;
  return QUADRANTS.map((quadrant) => <GradeMark key={quadrant} grade={model[quadrant]} name={text.quadrant[quadrant]} />);
}

export function isGraded({ model, presence, findings, knee }: ModelGrades): boolean {
  return (knee !== undefined && knee.model !== null) || model !== null || presence !== null || findings !== null;
}

/** A Kellgren-Lawrence grade. It has no grade colour, because its scale is another one. */
export function KneeMark({ grade, name }: { readonly grade: number; readonly name: string }) {
  return (
    <span className={classes(style.mark, style.knee)} title={`${name}: ${kneeText.gradeInFull(grade)}`}>
      {kneeText.grade(grade)}
    </span>
  );
}

/** Presence or absence, as a sign. It has no grade colour because it is not a grade. */
export function PresenceMark({
  present,
  name,
  small = false,
}: {
  readonly present: boolean;
  readonly name: string;
  readonly small?: boolean;
}) {
  const description = `${name}: ${present ? text.grade.present : text.grade.absent}`;
  return (
    <span
      role="img"
      aria-label={description}
      title={description}
      className={classes(style.mark, present ? style.present : style.zero, small && style.small)}
    >
      {present ? '+' : '−'}
    </span>
  );
}

/** A finding's grade. Sclerosis and cysts are only present or absent. */
export function FindingMark({
  finding,
  grade,
  small = false,
}: {
  readonly finding: Finding;
  readonly grade: Grade;
  readonly small?: boolean;
}) {
  const name = text.finding[finding];
  if (FINDING_GRADES[finding] === 2) return <PresenceMark present={grade > 0} name={name} small={small} />;
  return <GradeMark grade={grade} name={name} small={small} />;
}
