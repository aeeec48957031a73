// `osteograde audit`: what is wrong with a study's data, before a training finds out.

import { resolve } from 'node:path';
import { auditStudyFolder } from '../../services/study/audit-procedures.ts';
import type { Say } from './terminal.ts';

const WORDS = { blocks: 'BLOCKS TRAINING', warning: 'warning', note: 'note' } as const;

/** True when nothing that was found blocks a training. */
export async function audit(study: string, choices: { readonly json?: boolean }, say: Say): Promise<boolean> {
  const report = await auditStudyFolder(resolve(study));
  const passes = report.findings.every((finding) => finding.severity !== 'blocks');
  if (choices.json === true) {
    say.line(JSON.stringify({ passes, ...report }, null, 2));
    return passes;
  }
  for (const { severity, message, count, examples, remedy } of report.findings) {
    say.line(`${WORDS[severity]}: ${message} ${count} ${count === 1 ? 'case' : 'cases'}: ${examples.join('; ')}`);
    say.line(`  ${remedy}`);
  }
  say.line(`${report.audits} audits, ${report.findings.length} ${report.findings.length === 1 ? 'finding' : 'findings'}.`);
  return passes;
}
