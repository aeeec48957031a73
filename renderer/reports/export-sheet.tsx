// Writes a report of one or more hips and shows where it went.

import { REPORT_FORMATS, type ReportFormat } from '../../main/domain/study/report.ts';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { failureMessage } from '../api/failure-message.ts';
import { isRunning, useJobs, useRefreshStudy } from '../api/jobs.ts';
import { useJoint } from '../api/hips.ts';
import { useWorkstation } from '../api/workstation.tsx';
import { countJoints } from '../text/count.ts';
import { text } from '../text/english.ts';
import { AskingButton } from '../ui/asking-button.tsx';
import { Button } from '../ui/button.tsx';
import { Checkbox, Segments } from '../ui/field.tsx';
import { FailureNote } from '../ui/message.tsx';
import { ProgressBar } from '../ui/progress-bar.tsx';
import { Sheet } from '../ui/sheet.tsx';
import style from './export-sheet.module.css';
import { FirstPage } from './first-page.tsx';
import { ReportPreview } from './report-preview.tsx';
import { WrittenReport } from './written-report.tsx';

interface ExportSheetProps {
  readonly hipIds: readonly string[];
  readonly onClose: () => void;
}

export function ExportSheet({ hipIds, onClose }: ExportSheetProps) {
  const { queries } = useWorkstation();
  const refresh = useRefreshStudy();
  const [formats, setFormats] = useState<readonly ReportFormat[]>(['pdf']);
  const [both, setBoth] = useState(false);
  const [perSubject, setPerSubject] = useState(false);
  const joint = useJoint();
  const otherHipId = useOtherHip(hipIds);
  const write = useMutation(queries.report.export.mutationOptions({ onSuccess: refresh }));
  const chosen = both && otherHipId !== null ? [...hipIds, otherHipId] : [...hipIds];
  if (write.data !== undefined) {
    return (
      <Sheet title={text.export.written} onClose={onClose} actions={<Button onClick={onClose}>{text.common.done}</Button>}>
        <WrittenReport report={write.data} />
      </Sheet>
    );
  }
  return (
    <Sheet
      title={text.export.title}
      onClose={onClose}
      width="columns"
      actions={
        <>
          <Button onClick={onClose}>{text.common.cancel}</Button>
          <Button
            tone="main"
            icon="export"
            data-first
            disabled={formats.length === 0 || write.isPending}
            onClick={() => write.mutate({ hipIds: chosen, formats: [...formats], perSubject })}
          >
            {text.export.write}
          </Button>
        </>
      }
    >
      <div className={style.columns}>
        <div className={style.form}>
          <section className={style.row}>
            <h3>{text.export.hips[joint]}</h3>
            {hipIds.length === 1 && otherHipId !== null ? (
              <Segments
                label={text.export.hips[joint]}
                value={both ? 'both' : 'this'}
                onChange={(value) => setBoth(value === 'both')}
                options={[
                  { value: 'this', label: text.export.thisHip[joint] },
                  { value: 'both', label: text.export.bothHips[joint] },
                ]}
              />
            ) : (
              <span>{countJoints(hipIds.length, joint)}</span>
            )}
          </section>
          {chosen.length > 1 && (
            <section className={style.row}>
              <h3>{text.export.filesFor}</h3>
              <Segments
                label={text.export.filesFor}
                value={perSubject ? 'subject' : 'all'}
                onChange={(value) => setPerSubject(value === 'subject')}
                options={[
                  { value: 'all', label: text.export.oneFile },
                  { value: 'subject', label: text.export.filePerSubject },
                ]}
              />
            </section>
          )}
          <FormatChoice formats={formats} onFormats={setFormats} />
          <ReportPreview hipIds={chosen} />
          {write.isPending && <Writing />}
          {write.error !== null && <FailureNote message={failureMessage(write.error)} />}
        </div>
        {formats.includes('pdf') && <FirstPage hipIds={chosen} perSubject={perSubject} />}
      </div>
    </Sheet>
  );
}

/** Progress of the report and a stop button. Writing a report is a job like any other. */
function Writing() {
  const { queries } = useWorkstation();
  const stop = useMutation(queries.jobs.stop.mutationOptions());
  const job = useJobs(true).find((candidate) => candidate.kind === 'report' && isRunning(candidate));
  return (
    <div className={style.row}>
      <ProgressBar label={text.export.writing} done={job?.progress.done ?? 0} total={job?.progress.total ?? 0} />
      {job !== undefined && (
        <AskingButton
          icon="stop"
          label={text.common.stop}
          question={text.job.stopQuestion(text.job.kind.report)}
          act={text.common.stop}
          onAct={() => stop.mutate({ jobId: job.jobId })}
        />
      )}
    </div>
  );
}

interface FormatChoiceProps {
  readonly formats: readonly ReportFormat[];
  readonly onFormats: (formats: readonly ReportFormat[]) => void;
}

function FormatChoice({ formats, onFormats }: FormatChoiceProps) {
  return (
    <fieldset aria-label={text.export.formats}>
      <h3>{text.export.formats}</h3>
      {REPORT_FORMATS.map((format) => (
        <Checkbox
          key={format}
          label={text.export.formatNames[format]}
          help={text.export.formatHelp[format]}
          checked={formats.includes(format)}
          onChange={(event) =>
            onFormats(REPORT_FORMATS.filter((other) => (other === format ? event.target.checked : formats.includes(other))))
          }
        />
      ))}
      {formats.length === 0 && <p role="alert">{text.export.needFormat}</p>}
    </fieldset>
  );
}

/** Returns the other graded hip or knee of the same radiograph if exactly one is exported. */
function useOtherHip(hipIds: readonly string[]): string | null {
  const { queries } = useWorkstation();
  const [only = null] = hipIds.length === 1 ? hipIds : [];
  const found = useQuery({ ...queries.hips.case.queryOptions({ input: { hipId: only ?? '' } }), enabled: only !== null });
  const isKnee = found.data?.row.knee !== undefined;
  const knees = useQuery({
    ...queries.knees.case.queryOptions({ input: { hipId: only ?? '' } }),
    enabled: only !== null && isKnee,
  });
  const both: readonly { readonly hipId: string; readonly grading: object | null }[] =
    (isKnee ? knees.data?.knees : found.data?.hips) ?? [];
  return both.find(({ hipId, grading }) => hipId !== only && grading !== null)?.hipId ?? null;
}
