// The audits of a study: for the open study as a procedure, for the command line by its folder.

import { setImmediate as yieldToOthers } from 'node:timers/promises';
import { auditStudyInSteps, bySeverity } from '../../cohort/audit/audit-study.ts';
import { auditIntegrity } from '../../cohort/audit/integrity.ts';
import { ownerNames } from '../../cohort/identity/owner-names.ts';
import { requireStillThere } from '../../cohort/safekeeping/write-to-study.ts';
import { openStudy, type Study } from '../../cohort/study-folder.ts';
import { AUDIT_NAMES, type AuditReport } from '../../domain/study/audit-report.ts';
import { valueOrThrow } from '../../domain/failure.ts';
import { inStudy } from '../procedures.ts';

/** A page waits this long for pictures to be compared. The command line compares all of them. */
const PAGE_LIMIT_MS = 15_000;

export function auditProcedures() {
  return {
    run: inStudy.audits.run.handler(({ context }) => audit(context.session.study, { limitMs: PAGE_LIMIT_MS, pseudonyms: false })),
  };
}

/** Audits the study in a folder. Names subjects as its owner knows them, or by pseudonyms. Throws a `FailureError` if it cannot be opened. */
export async function auditStudyFolder(folder: string, naming: { readonly pseudonyms: boolean }): Promise<AuditReport> {
  const study = valueOrThrow(await openStudy(folder));
  try {
    return await audit(study, { limitMs: Infinity, ...naming });
  } finally {
    study.close();
  }
}

interface AuditOrder {
  readonly limitMs: number;
  readonly pseudonyms: boolean;
}

async function audit(study: Study, { limitMs, pseudonyms }: AuditOrder): Promise<AuditReport> {
  requireStillThere(study);
  const start = performance.now();
  const { findings, auditHead, pictures } = await auditIntegrity(study, { limitMs, elapsedMs: () => performance.now() - start });
  const names = ownerNames(study);
  const all = bySeverity([...findings, ...(await auditStudyInSteps(study.database, names.person, () => yieldToOthers()))]);
  return {
    audits: AUDIT_NAMES.length,
    findings: all.map((finding) => ({
      ...finding,
      examples: finding.examples.map((example) => (pseudonyms ? example : names.sentence(example))),
    })),
    auditHead,
    pictures,
  };
}
