// A written report: links to its files, and the hips that it leaves out.

import type { Report } from '../../main/domain/study/report.ts';
import { useJoint } from '../api/hips.ts';
import { useSigned } from '../api/signed.ts';
import { desktop } from '../api/desktop.ts';
import { useWorkstation } from '../api/workstation.tsx';
import { text } from '../text/english.ts';
import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { WarningNote } from '../ui/message.tsx';
import style from './written-report.module.css';

export function WrittenReport({ report }: { readonly report: Report }) {
  return (
    <div className={style.report}>
      <p className={style.lead} role="status">
        <Icon name="check" />
        {text.export.writtenLead(report.hips, useJoint())}
      </p>
      <ul className={style.files}>
        {report.files.map((file) => (
          <li key={file.name}>
            <ReportLink report={report} file={file} />
            <code>{file.path}</code>
          </li>
        ))}
      </ul>
      <LeftOut report={report} />
    </div>
  );
}

export function LeftOut({ report }: { readonly report: Report }) {
  if (report.left.length === 0) return null;
  return (
    <WarningNote>
      {text.export.left}: {report.left.map(({ failure }) => failure.message).join(' ')}
    </WarningNote>
  );
}

interface ReportLinkProps {
  readonly report: Report;
  readonly file: Report['files'][number];
}

/** Opens a file of the report in a new browser tab, or with the system's default program on the desktop. */
export function ReportLink({ report, file }: ReportLinkProps) {
  const { bytes } = useWorkstation();
  const shell = desktop();
  const address = useSigned(bytes.report(report.reportId, file.name));
  const label = text.export.open(text.export.formatNames[file.format]);
  if (shell !== null) {
    return (
      <span className={style.link}>
        {shell.openPath !== undefined && (
          <Button icon="open" title={text.reports.open(file.name)} onClick={() => void shell.openPath?.(file.path)}>
            {label}
          </Button>
        )}
        <Button icon="folder" onClick={() => void shell.revealInFolder(file.path)}>
          {text.export.reveal}
        </Button>
      </span>
    );
  }
  return (
    <a className={style.open} href={address} target="_blank" rel="noopener" title={text.reports.open(file.name)}>
      <Icon name="open" />
      {label}
      <small>{text.reports.size(file.bytes)}</small>
    </a>
  );
}
