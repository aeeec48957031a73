// What a restored study lacks of the damaged one: changes after the backup. Readings among them are saved again from their sealed rows.

import { copyFile, open } from 'node:fs/promises';
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
  await padCutDatabase(copy);
  return copy;
}

/** Enough for any study. A damaged header can claim more. */
const LARGEST_PADDED_BYTES = 4 * 1024 ** 3;

/** SQLite reads no row of a file that is shorter than its header says, so the pages that were cut off become empty ones. */
async function padCutDatabase(copy: string): Promise<void> {
  const file = await open(copy, 'r+').catch(() => null);
  if (file === null) return;
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(32), 0, 32, 0);
    if (bytesRead < 32) return;
    // https://www.sqlite.org/fileformat2.html#the_database_header: a page size of 1 stands for 65536
    const pageBytes = buffer.readUInt16BE(16) === 1 ? 65_536 : buffer.readUInt16BE(16);
    const bytes = pageBytes * buffer.readUInt32BE(28);
    if (bytes > (await file.stat()).size && bytes <= LARGEST_PADDED_BYTES) await file.truncate(bytes);
  } finally {
    await file.close();
  }
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
