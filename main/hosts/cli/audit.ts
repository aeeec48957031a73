// `osteograde audit`: finds damage and errors in a study.

import { resolve } from 'node:path';
import { auditStudyFolder } from '../../services/study/audit-procedures.ts';
import type { Terminal } from './terminal.ts';
import { outputText } from '../text/output.ts';

interface AuditChoices {
  readonly pseudonyms?: boolean;
  readonly json?: boolean;
}

/** True if no finding blocks training. */
export async function audit(study: string, choices: AuditChoices, terminal: Terminal): Promise<boolean> {
  const report = await auditStudyFolder(resolve(study), { pseudonyms: choices.pseudonyms === true });
  const passes = report.findings.every((finding) => finding.severity !== 'blocks');
  if (choices.json === true) {
    terminal.json({ passes, ...report }, 2);
    return passes;
  }
  for (const { severity, message, count, examples, remedy } of report.findings) {
    const cases = outputText.audit.cases(count, examples.join('; '));
    terminal.line(outputText.audit.finding(outputText.audit.severity[severity], message, cases));
    terminal.line(`  ${remedy}`);
  }
  const { referenced, compared } = report.pictures;
  terminal.line(outputText.audit.pictures(compared, referenced));
  terminal.line(outputText.audit.head(report.auditHead.rows, report.auditHead.hash));
  terminal.line(outputText.audit.total(report.audits, report.findings.length));
  return passes;
}
