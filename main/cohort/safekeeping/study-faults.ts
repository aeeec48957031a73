// Why a study cannot be opened, in words: its database is damaged, newer than this program or not made by it.

import { basename } from 'node:path';
import { asDamage } from '../../database/integrity/check-database.ts';
import { DamagedDatabaseError, ForeignDatabaseError, type DatabaseDamage } from '../../database/integrity/database-errors.ts';
import { NewerDatabaseError } from '../../database/migration.ts';
import { failed, FailureError, type Failure } from '../../domain/failure.ts';
import { codeOf, fileFailure } from '../../files/file-failure.ts';
import { safekeepingText } from '../text/safekeeping.ts';

/** Returns the failure for an error while a study was opened or read. Null if the error is a bug. */
export function studyFault(error: unknown, folder: string): Failure | null {
  const name = basename(folder);
  if (error instanceof FailureError) return error.failure;
  if (error instanceof NewerDatabaseError) return failed('study-newer', safekeepingText.newer(name)).failure;
  if (error instanceof ForeignDatabaseError) {
    const [part] = [...error.foreign, ...error.missing];
    return failed('study-foreign', safekeepingText.foreignSchema(name, part ?? '', folder)).failure;
  }
  const damage = asDamage(error);
  if (damage instanceof DamagedDatabaseError) return damagedStudy(folder, damage.damage);
  return fileFailure(error, folder);
}

/** The same for errors of SQLite alone. Null for others, also of the file system, whose words depend on what was done. */
export function databaseFault(error: unknown, folder: string): Failure | null {
  return codeOf(error).startsWith('SQLITE_') ? studyFault(error, folder) : null;
}

export function damagedStudy(folder: string, damage: DatabaseDamage): Failure {
  const text = damage === 'audit' ? safekeepingText.auditDamaged : safekeepingText.damaged;
  return failed('study-damaged', text(basename(folder), damage, folder)).failure;
}
