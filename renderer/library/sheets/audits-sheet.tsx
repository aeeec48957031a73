// What the audits found in the study: findings, each with examples and a remedy, then how far the stored pictures and the record of changes
// were checked.

import { useQuery } from '@tanstack/react-query';
import type { AuditFinding, AuditReport } from '../../../main/domain/study/audit-report.ts';
import { failureMessage } from '../../api/failure-message.ts';
import { useWorkstation } from '../../api/workstation.tsx';
import { cohortText } from '../../text/cohort.ts';
import { text } from '../../text/english.ts';
import { Button } from '../../ui/button.tsx';
import { classes } from '../../ui/classes.ts';
import { EmptyState, FailureNote } from '../../ui/message.tsx';
import { ProgressBar } from '../../ui/progress-bar.tsx';
import { Sheet } from '../../ui/sheet.tsx';
import style from './audits-sheet.module.css';

export function AuditsSheet({ onClose }: { readonly onClose: () => void }) {
  const { queries } = useWorkstation();
  const audits = useQuery({ ...queries.audits.run.queryOptions(), staleTime: 0, placeholderData: undefined });
  const summary = useQuery(queries.study.summary.queryOptions());
  const backupFailure = summary.data?.backupFailure ?? null;
  const findings = audits.data?.findings ?? [];
  const count = (severity: AuditFinding['severity']): number =>
    findings.filter((finding) => finding.severity === severity).length;
  return (
    <Sheet
      title={cohortText.audits.title}
      onClose={onClose}
      width="wide"
      actions={
        <>
          <Button disabled={audits.isFetching} onClick={() => void audits.refetch()}>
            {cohortText.audits.again}
          </Button>
          <Button tone="main" onClick={onClose}>
            {text.common.done}
          </Button>
        </>
      }
    >
      {audits.isFetching && <ProgressBar label={cohortText.audits.running} done={0} total={0} />}
      {backupFailure !== null && <FailureNote message={cohortText.audits.noBackup(backupFailure)} />}
      {audits.error !== null && <FailureNote message={failureMessage(audits.error)} />}
      {audits.data !== undefined && findings.length === 0 && (
        <EmptyState icon="check" title={cohortText.audits.clean}>
          {cohortText.audits.cleanHelp(audits.data.audits)}
        </EmptyState>
      )}
      {findings.length > 0 && (
        <>
          <p className={style.summary} role="status">
            {cohortText.audits.summary(count('blocks'), count('warning'), count('note'))}
          </p>
          <ul className={style.findings}>
            {findings.map((finding) => (
              <Finding key={`${finding.audit} ${finding.message}`} finding={finding} />
            ))}
          </ul>
        </>
      )}
      {audits.data !== undefined && <Checked report={audits.data} />}
    </Sheet>
  );
}

function Checked({ report: { auditHead, pictures } }: { readonly report: AuditReport }) {
  const labels = cohortText.audits;
  return (
    <dl className={style.checked}>
      <div>
        <dt>{labels.pictures}</dt>
        <dd>{labels.compared(pictures.compared, pictures.referenced)}</dd>
      </div>
      <div>
        <dt>{labels.record}</dt>
        <dd>
          {labels.changes(auditHead.rows)} <code>{auditHead.hash}</code>
          <p>{labels.headHelp}</p>
        </dd>
      </div>
    </dl>
  );
}

function Finding({ finding }: { readonly finding: AuditFinding }) {
  const { severity, message, count, examples, remedy } = finding;
  return (
    <li className={style.finding}>
      <p className={style.head}>
        <span className={classes(style.severity, style[severity])}>{cohortText.audits.severity[severity]}</span>
        <span className={style.count}>{cohortText.audits.cases(count)}</span>
      </p>
      <p>{message}</p>
      <p className={style.remedy}>{remedy}</p>
      <details>
        <summary>{cohortText.audits.examples}</summary>
        <ul className={style.examples}>
          {examples.map((example) => (
            <li key={example}>{example}</li>
          ))}
          {count > examples.length && <li>{cohortText.audits.more(count - examples.length)}</li>}
        </ul>
      </details>
    </li>
  );
}
