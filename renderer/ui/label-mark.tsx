// The imported label of a quadrant, with a dashed outline.

import type { KnownLabel } from '../../main/domain/hip-label.ts';
import { cohortText } from '../text/cohort.ts';
import { text } from '../text/english.ts';
import { classes } from './classes.ts';
import style from './grade-mark.module.css';

interface TableMarkProps {
  readonly label: KnownLabel;
  readonly name: string;
}

/** The label from an imported table. */
export function TableMark({ label, name }: TableMarkProps) {
  const description = `${name}: ${cohortText.label.kind(label)}`;
  return (
    <span
      role="img"
      aria-label={description}
      title={description}
      className={classes(
        style.mark,
        style.reading,
        label.kind === 'missing' ? style.unlabelled : style.table,
        label.kind === 'graded' && style[`outline${label.grade}`],
      )}
    >
      {symbolOf(label)}
    </span>
  );
}

function symbolOf(label: KnownLabel): string {
  switch (label.kind) {
    case 'graded':
      return String(label.grade);
    case 'missing':
      return '·';
    case 'binary':
      return label.present ? '+' : '−';
    case 'not-gradable':
      return text.grade.notGradableShort;
  }
}
