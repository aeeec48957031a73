// `osteograde audit`: finds errors in a study's data before training.

import { resolve } from 'node:path';
import { auditStudyFolder } from '../../services/study/audit-procedures.ts';
import type { Terminal } from './terminal.ts';

const SEVERITIES = { blocks: 'BLOCKS TRAINING', warning: 'warning', note: 'note' } as const;

/** True if no finding blocks training. */
export async function audit(study: string, choices: { readonly json?: boolean }, terminal: Terminal): Promise<boolean> {
  const report = await auditStudyFolder(resolve(study));
  const passes = report.findings.every((finding) => finding.severity !== 'blocks');
  if (choices.json === true) {
    terminal.line(JSON.stringify({ passes, ...report }, null, 2));
    return passes;
  }
  for (const { severity, message, count, examples, remedy } of report.findings) {
    terminal.line(`${SEVERITIES[severity]}: ${message} ${count} ${count === 1 ? 'case' : 'cases'}: ${examples.join('; ')}`);
    terminal.line(`  ${remedy}`);
  }
  terminal.line(`${report.audits} audits, ${report.findings.length} ${report.findings.length === 1 ? 'finding' : 'findings'}.`);
  return passes;
}
