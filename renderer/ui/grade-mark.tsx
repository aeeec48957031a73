// A grade as a small tile with its colour and number. A dash means that there is no grade.

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
  const description = grade === null ? text.grade.none : text.grade.value(grade);
  return (
    <span
      role="img"
      aria-label={`${name}: ${description}`}
      title={`${name}: ${description}`}
      className={classes(style.mark, grade === null ? style.none : TONES[grade], large && style.large, small && style.small)}
    >
      {grade ?? '–'}
    </span>
  );
}

/** A reader's grade. It is outlined, so nobody mistakes it for the model's. */
export function ReadingMark({ label, name }: { readonly label: QuadrantLabel; readonly name: string }) {
  const description = text.grade.label(label);
  const shown = label.kind === 'graded' ? label.grade : label.kind === 'missing' ? '·' : text.grade.notGradableShort;
  return (
    <span
      role="img"
      aria-label={`${name}: ${description}`}
      title={`${name}: ${description}`}
      className={classes(style.mark, style.reading, label.kind === 'graded' && style[`outline${label.grade}`])}
    >
      {shown}
    </span>
  );
}
