// The audits of a study: for the open study as a procedure, for the command line by its folder.

import { setImmediate as yieldToOthers } from 'node:timers/promises';
import { auditStudyInSteps, bySeverity } from '../../cohort/audit/audit-study.ts';
import { auditIntegrity } from '../../cohort/audit/integrity.ts';
import { openStudy, type Study } from '../../cohort/study-folder.ts';
import { AUDIT_NAMES, type AuditReport } from '../../domain/study/audit-report.ts';
import { valueOrThrow } from '../../domain/failure.ts';
import { inStudy } from '../procedures.ts';

/** A page waits this long for pictures to be compared. The command line compares all of them. */
const PAGE_LIMIT_MS = 15_000;

export function auditProcedures() {
  return { run: inStudy.audits.run.handler(({ context }) => audit(context.session.study, PAGE_LIMIT_MS)) };
}

/** Audits the study in a folder. Throws a `FailureError` if it cannot be opened. */
export async function auditStudyFolder(folder: string): Promise<AuditReport> {
  const study = valueOrThrow(await openStudy(folder));
  try {
    return await audit(study, Infinity);
  } finally {
    study.close();
  }
}

async function audit(study: Study, limitMs: number): Promise<AuditReport> {
  const start = performance.now();
  const { findings, auditHead, pictures } = await auditIntegrity(study, { limitMs, elapsedMs: () => performance.now() - start });
  const all = bySeverity([...findings, ...(await auditStudyInSteps(study, () => yieldToOthers()))]);
  return {
    audits: AUDIT_NAMES.length,
    findings: all.map((finding) => ({ ...finding, examples: [...finding.examples] })),
    auditHead,
    pictures,
  };
}
