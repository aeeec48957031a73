// The audits of the open study's data.

import { setImmediate as breathe } from 'node:timers/promises';
import { auditStudyInSteps } from '../../cohort/audit/audit-study.ts';
import { openStudy } from '../../cohort/study-folder.ts';
import { AUDIT_NAMES, type AuditReport } from '../../domain/study/audit-report.ts';
import { valueOrThrow } from '../../domain/failure.ts';
import type { StudyDatabase } from '../../database/study-database.ts';
import { procedures } from '../procedures.ts';
import type { StudySession } from './study-session.ts';

export function auditProcedures(session: StudySession) {
  return { run: procedures.audits.run.handler(() => report(session.required().database)) };
}

/** The same for the command line: opens the study, looks, closes. Throws a `FailureError` when it cannot be opened. */
export async function auditFolder(folder: string): Promise<AuditReport> {
  const study = valueOrThrow(await openStudy(folder));
  try {
    return await report(study.database);
  } finally {
    study.close();
  }
}

async function report(database: StudyDatabase): Promise<AuditReport> {
  const findings = await auditStudyInSteps(database, () => breathe());
  return { audits: AUDIT_NAMES.length, findings: findings.map((finding) => ({ ...finding, examples: [...finding.examples] })) };
}
