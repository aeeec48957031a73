// A grade as a small tile: colour for the eye, the number for certainty, a dash where there is none.

import type { Grade, QuadrantLabel } from '../../main/domain/grade.ts';
import { text } from '../text/english.ts';
import { classes } from './classes.ts';
import style from './grade-mark.module.css';

const TONES = [style.zero, style.one, style.two, style.three] as const;

export function GradeMark({
  grade,
  name,
  large = false,
  small = false,
}: {
  readonly grade: Grade | null;
  readonly name: string;
  readonly large?: boolean;
  readonly small?: boolean;
}) {
  const words = grade === null ? text.grade.none : text.grade.value(grade);
  return (
    <span
      role="img"
      aria-label={`${name}: ${words}`}
      title={`${name}: ${words}`}
      className={classes(style.mark, grade === null ? style.none : TONES[grade], large && style.large, small && style.small)}
    >
      {grade ?? '–'}
    </span>
  );
}

/** A reader's word: outlined, so that it is never taken for the model's. */
export function ReadingMark({ label, name }: { readonly label: QuadrantLabel; readonly name: string }) {
  const words = text.grade.label(label);
  const shown = label.kind === 'graded' ? label.grade : label.kind === 'missing' ? '·' : text.grade.notGradableShort;
  return (
    <span
      role="img"
      aria-label={`${name}: ${words}`}
      title={`${name}: ${words}`}
      className={classes(style.mark, style.reading, label.kind === 'graded' && style[`outline${label.grade}`])}
    >
      {shown}
    </span>
  );
}
