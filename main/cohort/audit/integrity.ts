// Whether a study still holds what was stored in it: the database, the chain of its audit rows, every stored picture and report. Runs in
// steps of less than 50 ms, so that the workstation keeps responding.

import { join } from 'node:path';
import { setImmediate as yieldToOthers } from 'node:timers/promises';
import { readRegularFile } from '../../files/regular-file.ts';
import { auditChainInSteps, auditHead, type AuditHead } from '../../database/audit.ts';
import { DamagedDatabaseError } from '../../database/integrity/database-errors.ts';
import { referencedObjects } from '../../database/integrity/referenced-objects.ts';
import { listReports } from '../../database/reports.ts';
import type { AuditFinding } from '../../domain/study/audit-report.ts';
import { sha256Of, stateOf, storedObjects } from '../../files/object-store.ts';
import { checkOpenDatabaseFile } from '../safekeeping/database-files.ts';
import type { Study } from '../study-folder.ts';
import { auditText } from '../text/audits.ts';
import { findingOf } from './finding.ts';

export interface IntegrityReport {
  readonly findings: readonly AuditFinding[];
  readonly auditHead: AuditHead;
  readonly pictures: {
    /** How many different pictures the study refers to. */
    readonly referenced: number;
    /** How many of them were read and compared with their digest. */
    readonly compared: number;
  };
}

type CheckedStudy = Pick<Study, 'folder' | 'database' | 'readOnly' | 'whyReadOnly'>;

/** Checks everything. With a time limit, pictures that are not reached in time are only looked for, not compared. */
export async function auditIntegrity(
  study: CheckedStudy,
  { limitMs = Infinity, elapsedMs }: { readonly limitMs?: number; readonly elapsedMs: () => number },
): Promise<IntegrityReport> {
  const database = [...(await databaseFindings(study)), ...keyFindings(study)];
  const chain = await chainFindings(study);
  const pictures = await pictureFindings(study, () => elapsedMs() < limitMs);
  const reports = await reportFindings(study);
  return {
    findings: [...database, ...chain, ...pictures.findings, ...reports],
    auditHead: auditHead(study.database),
    pictures: pictures.counts,
  };
}

/** A study that can only be read was checked when its private copy was opened. */
async function databaseFindings({ folder, readOnly }: CheckedStudy): Promise<readonly AuditFinding[]> {
  if (readOnly) return [];
  try {
    await checkOpenDatabaseFile(join(folder, 'study.sqlite'));
    return [];
  } catch (error) {
    if (!(error instanceof DamagedDatabaseError)) throw error;
    return findingOf({ audit: 'database', severity: 'blocks', ...auditText.integrity.database }, [error.message]);
  }
}

/** The key table was checked when the study was opened. */
function keyFindings({ whyReadOnly }: CheckedStudy): readonly AuditFinding[] {
  const damaged = whyReadOnly?.code === 'key-damaged' ? ['identities.sqlite'] : [];
  return findingOf({ audit: 'database', severity: 'blocks', ...auditText.integrity.keys }, damaged);
}

async function chainFindings({ database }: CheckedStudy): Promise<readonly AuditFinding[]> {
  const steps = auditChainInSteps(database);
  for (let step = steps.next(); ; step = steps.next()) {
    if (step.done === true) {
      const broken = step.value === null ? [] : [auditText.integrity.auditRow(step.value)];
      return findingOf({ audit: 'audit-chain', severity: 'blocks', ...auditText.integrity.chain }, broken);
    }
    await yieldToOthers();
  }
}

async function pictureFindings(
  { folder, database }: CheckedStudy,
  inTime: () => boolean,
): Promise<{ readonly findings: readonly AuditFinding[]; readonly counts: IntegrityReport['pictures'] }> {
  const objects = join(folder, 'objects');
  const stored = await storedIn(objects);
  const states = new Map<string, 'whole' | 'damaged' | 'missing'>();
  const damaged: string[] = [];
  const missing: string[] = [];
  let compared = 0;
  for (const page of referencedObjects(database)) {
    for (const { sha256, usedBy } of page) {
      const known = states.get(sha256);
      const compare = known === undefined && (inTime() || !stored.has(sha256));
      const state = known ?? (compare ? await stateOf(objects, sha256) : 'whole');
      if (compare) compared += 1;
      states.set(sha256, state);
      if (state === 'damaged') damaged.push(usedBy);
      if (state === 'missing') missing.push(usedBy);
    }
    await yieldToOthers();
  }
  const unused = [...stored].filter((sha256) => !states.has(sha256));
  const text = auditText.integrity;
  return {
    findings: [
      ...findingOf({ audit: 'stored-pictures', severity: 'blocks', ...text.damagedPictures }, unique(damaged)),
      ...findingOf({ audit: 'stored-pictures', severity: 'blocks', ...text.missingPictures }, unique(missing)),
      ...findingOf({ audit: 'stored-pictures', severity: 'note', ...text.unusedPictures }, unused),
    ],
    counts: { referenced: states.size, compared },
  };
}

async function storedIn(folder: string): Promise<Set<string>> {
  const stored = new Set<string>();
  for await (const names of storedObjects(folder)) for (const name of names) stored.add(name);
  return stored;
}

async function reportFindings({ folder, database }: CheckedStudy): Promise<readonly AuditFinding[]> {
  const changed: string[] = [];
  for (const { reportId, files } of listReports(database)) {
    for (const { name, sha256 } of files) {
      const bytes = await readRegularFile(join(folder, 'reports', reportId, name)); // missing counts as changed
      if (!bytes.ok || sha256Of(bytes.value) !== sha256) changed.push(name);
      await yieldToOthers();
    }
  }
  return findingOf({ audit: 'saved-reports', severity: 'warning', ...auditText.integrity.reports }, changed);
}

function unique(names: readonly string[]): readonly string[] {
  return [...new Set(names)];
}
