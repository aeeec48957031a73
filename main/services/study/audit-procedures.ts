// The audits of a study's data: for the open study as a procedure, for the command line by its folder.

import { setImmediate as yieldToOthers } from 'node:timers/promises';
import { auditStudyInSteps } from '../../cohort/audit/audit-study.ts';
import { openStudy } from '../../cohort/study-folder.ts';
import { AUDIT_NAMES, type AuditReport } from '../../domain/study/audit-report.ts';
import { valueOrThrow } from '../../domain/failure.ts';
import type { StudyDatabase } from '../../database/study-database.ts';
import { inStudy } from '../procedures.ts';

export function auditProcedures() {
  return { run: inStudy.audits.run.handler(({ context }) => audit(context.session.study.database)) };
}

/** Audits the study in a folder. Throws a `FailureError` if it cannot be opened. */
export async function auditStudyFolder(folder: string): Promise<AuditReport> {
  const study = valueOrThrow(await openStudy(folder));
  try {
    return await audit(study.database);
  } finally {
    study.close();
  }
}

async function audit(database: StudyDatabase): Promise<AuditReport> {
  const findings = await auditStudyInSteps(database, () => yieldToOthers());
  return { audits: AUDIT_NAMES.length, findings: findings.map((finding) => ({ ...finding, examples: [...finding.examples] })) };
}
