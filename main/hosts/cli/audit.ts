// `osteograde audit`: finds errors in a study's data before training.

import { resolve } from 'node:path';
import { auditStudyFolder } from '../../services/study/audit-procedures.ts';
import type { Terminal } from './terminal.ts';
import { outputText } from '../text/output.ts';

/** True if no finding blocks training. */
export async function audit(study: string, choices: { readonly json?: boolean }, terminal: Terminal): Promise<boolean> {
  const report = await auditStudyFolder(resolve(study));
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
  terminal.line(outputText.audit.total(report.audits, report.findings.length));
  return passes;
}
