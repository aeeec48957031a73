// The status bar at the bottom: the grading device, running jobs, readings in the study, and the research-use notice.

import { useQuery } from '@tanstack/react-query';
import type { Job } from '../../main/domain/study/job.ts';
import type { StudySummary } from '../../main/domain/study/study-summary.ts';
import { isRunning } from '../api/jobs.ts';
import { useUnsavedReadings } from '../api/unsaved-readings.ts';
import { useWorkstation } from '../api/workstation.tsx';
import { useShowSheet } from '../commands/sheets.ts';
import { go } from '../commands/navigation.ts';
import { countJoints, jointIn } from '../text/count.ts';
import { text } from '../text/english.ts';
import { classes } from '../ui/classes.ts';
import { Icon } from '../ui/icon.tsx';
import { ProgressBar } from '../ui/progress-bar.tsx';
import style from './status-bar.module.css';

interface StatusBarProps {
  readonly study: StudySummary | null;
  /** False while the workstation does not answer. */
  readonly reachable: boolean;
  readonly jobs: readonly Job[];
  readonly onJobs: () => void;
}

export function StatusBar({ study, reachable, jobs, onJobs }: StatusBarProps) {
  const { queries } = useWorkstation();
  const about = useQuery(queries.workstation.about.queryOptions({ staleTime: Infinity }));
  const running = jobs.filter(isRunning);
  const first = running.at(0);
  return (
    <footer className={style.bar} aria-label={text.frame.status}>
      <span className={style.item}>
        {!reachable || about.isError ? (
          <strong className={style.problem} role="alert">
            <Icon name="warning" size={14} />
            {text.frame.offline}
          </strong>
        ) : about.data === undefined ? (
          text.frame.connecting
        ) : (
          `${about.data.inference.runtime} · ${about.data.inference.device}`
        )}
      </span>
      <button
        type="button"
        className={style.jobs}
        onClick={onJobs}
        aria-keyshortcuts="Control+J"
        title={`${text.command.jobs} (Ctrl J)`}
      >
        {first === undefined ? (
          text.frame.jobs(0)
        ) : (
          <>
            <span>{running.length > 1 ? text.frame.jobs(running.length) : first.progress.stage}</span>
            <span className={style.progress}>
              <ProgressBar thin label={text.job.kind[first.kind]} done={first.progress.done} total={first.progress.total} />
            </span>
            <span>{text.job.progress(first.progress.done, first.progress.total)}</span>
          </>
        )}
      </button>
      <span className={style.space} />
      {study !== null && study.backupFailure !== null && <NoBackup reason={study.backupFailure} />}
      <UnsavedReadings />
      {study !== null && (
        <span className={style.item} title={text.frame.studyHelp[jointIn(study)]}>
          {text.frame.study(countJoints(study.hips, jointIn(study)), study.read, study.partlyRead)}
        </span>
      )}
      <strong className={style.notice}>
        <Icon name="info" size={14} />
        {text.researchUse}
      </strong>
    </footer>
  );
}

/** The last backup failed. The checks of the data say why. */
function NoBackup({ reason }: { readonly reason: string }) {
  const show = useShowSheet();
  return (
    <button type="button" className={classes(style.jobs, style.problem)} title={reason} onClick={() => show({ kind: 'audits' })}>
      <Icon name="warning" size={14} />
      {text.frame.noBackup}
    </button>
  );
}

/** Readings on their way, and failed ones with the way to their hip. */
function UnsavedReadings() {
  const unsaved = useUnsavedReadings();
  const failed = unsaved.filter(({ state }) => state === 'failed');
  const first = failed.at(0);
  if (first !== undefined) {
    return (
      <button
        type="button"
        className={classes(style.jobs, style.problem)}
        title={text.frame.notSavedHelp}
        onClick={() => go({ screen: 'case', hipId: first.hipId })}
      >
        <Icon name="warning" size={14} />
        {text.frame.notSaved(failed.length)}
      </button>
    );
  }
  return unsaved.length === 0 ? null : <span className={classes(style.item, style.saving)}>{text.frame.saving}</span>;
}
