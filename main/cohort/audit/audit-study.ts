// All audits of a study's data, and the audit before a training, which can stop it.

import { splitByName, splitInForce } from '../../database/splits.ts';
import type { StudyDatabase } from '../../database/study-database.ts';
import { failed, success, type Result } from '../../domain/failure.ts';
import { DATA_AUDITS, SEVERITIES, type AuditFinding, type DataAudit } from '../../domain/study/audit-report.ts';
import { duplicatePictures } from './duplicate-pictures.ts';
import { auditedStudy, type Audit, type SplitAssignment } from './finding.ts';
import { landmarks, repeatedVisits, unlabelled } from './hips.ts';
import { labelConflict, labelGaps, labelRange, orphanLabels } from './labels.ts';
import { laterality } from './laterality.ts';
import { splitCoverage } from './split-coverage.ts';
import { subjectLeak } from './subject-leak.ts';
import { warnings } from './warnings.ts';
import { auditText } from '../text/audits.ts';

const AUDITS: Readonly<Record<DataAudit, Audit>> = {
  'subject-leak': subjectLeak,
  'duplicate-pictures': duplicatePictures,
  laterality,
  warnings,
  'label-range': labelRange,
  'label-conflict': labelConflict,
  'label-gaps': labelGaps,
  unlabelled,
  landmarks,
  'split-coverage': splitCoverage,
  'orphan-labels': orphanLabels,
  'repeated-visits': repeatedVisits,
};

/** All findings, the most severe first. Checks the split in force unless another is given. */
export function auditStudy(
  database: StudyDatabase,
  split: SplitAssignment = assignmentInForce(database),
): readonly AuditFinding[] {
  const study = auditedStudy(database, split);
  return bySeverity(DATA_AUDITS.flatMap((name) => AUDITS[name](study)));
}

/** The same with a pause after each audit, so that the workstation keeps responding during the audit of a large study. */
export async function auditStudyInSteps(
  database: StudyDatabase,
  personOf: (subject: string) => string,
  pause: () => Promise<unknown>,
): Promise<readonly AuditFinding[]> {
  const study = auditedStudy(database, assignmentInForce(database), personOf);
  const findings: AuditFinding[] = [];
  for (const name of DATA_AUDITS) {
    findings.push(...AUDITS[name](study));
    await pause();
  }
  return bySeverity(findings);
}

export function bySeverity(findings: readonly AuditFinding[]): readonly AuditFinding[] {
  return findings.toSorted((a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity));
}

/**
 * The audit before a training, with the subjects and parts that the training will use. Fails with `split-leak` if a subject is in two
 * parts, by name, spelling or picture, and with `labels-malformed` if labels lie outside their scale. Otherwise returns the findings.
 */
export function auditForTraining(database: StudyDatabase, split: SplitAssignment): Result<readonly AuditFinding[]> {
  const findings = auditStudy(database, split);
  const blocking = findings.find((finding) => finding.severity === 'blocks');
  if (blocking === undefined) return success(findings);
  const { audit, examples, count } = blocking;
  const shown = examples.slice(0, 3);
  const code = audit === 'label-range' ? 'labels-malformed' : 'split-leak';
  return failed(code, auditText.blocked(blocking, shown, count - shown.length));
}

export function assignmentInForce(database: StudyDatabase): SplitAssignment {
  const name = splitInForce(database);
  return name === null ? [] : [...splitByName(database, name)].map(([subject, part]) => ({ subject, part }));
}
