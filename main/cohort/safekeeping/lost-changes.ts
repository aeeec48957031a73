// What a restored study lacks of the damaged one: changes after the backup. Readings among them are saved again from their sealed rows.

import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { appendAudit, auditHead, type SealedAuditRow } from '../../database/audit.ts';
import { hipById } from '../../database/hips.ts';
import { changesBehindDamage } from '../../database/integrity/journal.ts';
import { salvageAudit } from '../../database/integrity/salvage.ts';
import { putReading } from '../../database/readings.ts';
import { openStudyDatabase, type StudyDatabase } from '../../database/study-database.ts';
import { QuadrantLabelSchema } from '../../domain/grade.ts';
import { QuadrantSchema } from '../../domain/quadrant.ts';
import { codeOf } from '../../files/file-failure.ts';
import { safekeepingText } from '../text/safekeeping.ts';
import type { StudyBackup } from './backup-files.ts';

export interface LostChanges {
  /** The readings that were saved again. */
  readonly readingsSaved: number;
  /** How many other changes are known to be lost, by their action, such as `study.import`. */
  readonly lost: Readonly<Record<string, number>>;
  /** How many changes can no longer be read. Null if unknown. */
  readonly unreadable: number | null;
}

interface Places {
  readonly folder: string;
  /** Holds the whole `study.sqlite`. */
  readonly draft: string;
}

/** Finds the changes that the draft lacks, saves the readings among them in the draft again, and records the restoring in its audit. */
export async function saveLostReadings(
  { folder, draft }: Places,
  { who, now, backup }: { readonly who: string; readonly now: () => Date; readonly backup: StudyBackup | null },
): Promise<LostChanges> {
  const at = now().toISOString();
  const database = openStudyDatabase(join(draft, 'study.sqlite'));
  try {
    const behindDamage = changesBehindDamage(join(folder, 'study.sqlite-wal'));
    const { rows, unreadable: ofTable } = salvageAudit(await damagedCopy(folder, draft), auditHead(database).rows);
    const unreadable = ofTable === null ? null : ofTable + behindDamage;
    const saved = new Set<SealedAuditRow>();
    database.transaction(() => {
      for (const row of rows) if (saveAgain(database, row)) saved.add(row);
      const lost = countsOf(rows.filter((row) => !saved.has(row)));
      const detail = { backup: backup?.name ?? null, readingsSaved: saved.size, lost, unreadable };
      appendAudit(database, { at, actor: who, action: 'study.restore', target: 'study', detail });
    })();
    return { readingsSaved: saved.size, lost: countsOf(rows.filter((row) => !saved.has(row))), unreadable };
  } finally {
    database.close();
  }
}

/** A copy for SQLite to read, because reading a database with a journal can change it. */
async function damagedCopy(folder: string, draft: string): Promise<string> {
  const copy = join(draft, 'damaged.sqlite');
  for (const ending of ['', '-wal']) {
    await copyFile(join(folder, `study.sqlite${ending}`), `${copy}${ending}`).catch((error: unknown) => {
      if (codeOf(error) !== 'ENOENT') throw error;
    });
  }
  return copy;
}

const SavedReading = z.object({ quadrant: QuadrantSchema, label: QuadrantLabelSchema });

/** Saves the reading that the row records. False if it records something else, or the hip is not in the backup. */
function saveAgain(database: StudyDatabase, { action, actor, at, target, detail, sequence }: SealedAuditRow): boolean {
  const reading = action === 'reading.save' ? SavedReading.safeParse(detail).data : undefined;
  if (reading === undefined || hipById(database, target) === null) return false;
  const { quadrant, label } = reading;
  putReading(database, { hipId: target, quadrant, label, reader: actor, readAt: at, why: safekeepingText.readingSavedAgain });
  appendAudit(database, { at, actor, action, target, detail: { quadrant, label, savedAgainFrom: sequence } });
  return true;
}

function countsOf(rows: readonly SealedAuditRow[]): Readonly<Record<string, number>> {
  const actions = Map.groupBy(rows, ({ action }) => action);
  return Object.fromEntries([...actions].map(([action, own]) => [action, own.length]));
}
