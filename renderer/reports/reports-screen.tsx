// Every report written from this study, with its files.

import { useQuery } from '@tanstack/react-query';
import type { Report } from '../../main/domain/study/report.ts';
import { failureMessage } from '../api/failure-message.ts';
import { useJoint } from '../api/hips.ts';
import { useWorkstation } from '../api/workstation.tsx';
import { addressOf } from '../commands/navigation.ts';
import { text } from '../text/english.ts';
import { EmptyState, FailureNote } from '../ui/message.tsx';
import style from './reports-screen.module.css';
import { LeftOut, ReportLink } from './written-report.tsx';

export function ReportsScreen({ hasStudy }: { readonly hasStudy: boolean }) {
  const { queries } = useWorkstation();
  const joint = useJoint();
  const reports = useQuery({ ...queries.report.list.queryOptions(), enabled: hasStudy });
  const toLibrary = <a href={addressOf({ screen: 'library' })}>{text.case.toLibrary}</a>;
  if (!hasStudy) {
    return (
      <EmptyState screen icon="reports" title={text.reports.noStudy} actions={toLibrary}>
        {text.reports.noStudyHelp}
      </EmptyState>
    );
  }
  if (reports.error !== null) {
    return (
      <div className={style.reports}>
        <h1>{text.reports.title}</h1>
        <FailureNote message={failureMessage(reports.error)} />
      </div>
    );
  }
  if (reports.data === undefined) return null;
  if (reports.data.length === 0) {
    return (
      <EmptyState screen icon="reports" title={text.reports.empty} actions={toLibrary}>
        {text.reports.emptyHelp}
      </EmptyState>
    );
  }
  return (
    <div className={style.reports}>
      <header>
        <h1>{text.reports.title}</h1>
        <p>{text.reports.lead}</p>
      </header>
      <table className={style.table} aria-label={text.reports.list}>
        <thead>
          <tr>
            <th scope="col">{text.reports.written}</th>
            <th scope="col">{text.reports.hips[joint]}</th>
            <th scope="col">{text.reports.files}</th>
            <th scope="col">{text.reports.folder}</th>
          </tr>
        </thead>
        <tbody>
          {reports.data.map((report) => (
            <ReportRow key={report.reportId} report={report} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

const WRITTEN = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' });

function ReportRow({ report }: { readonly report: Report }) {
  return (
    <tr>
      <td>
        <time dateTime={report.createdAt}>{WRITTEN.format(new Date(report.createdAt))}</time>
      </td>
      <td>{report.hips}</td>
      <td>
        <div className={style.files}>
          {report.files.map((file) => (
            <ReportLink key={file.name} report={report} file={file} />
          ))}
        </div>
        <LeftOut report={report} />
      </td>
      <td className={style.folder}>
        <code>{folderOf(report)}</code>
      </td>
    </tr>
  );
}

function folderOf(report: Report): string {
  return report.files.at(0)?.path.replace(/[/\\][^/\\]*$/, '') ?? '';
}
