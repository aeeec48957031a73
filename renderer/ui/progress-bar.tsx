// The progress of a job.

import { classes } from './classes.ts';
import style from './progress-bar.module.css';

export interface ProgressBarProps {
  readonly label: string;
  readonly done: number;
  /** Zero until the amount of work is known. */
  readonly total: number;
  readonly thin?: boolean;
}

export function ProgressBar({ label, done, total, thin = false }: ProgressBarProps) {
  const share = total > 0 ? Math.min(1, done / total) : null;
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={share === null ? undefined : Math.round(share * 100)}
      className={classes(style.track, thin && style.thin)}
    >
      <div
        className={classes(style.fill, share === null && style.unknown)}
        style={share === null ? undefined : { width: `${share * 100}%` }}
      />
    </div>
  );
}
