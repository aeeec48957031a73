// Why a study cannot be opened, in words: its database is damaged, newer than this program or not made by it.

import { basename } from 'node:path';
import { DamagedDatabaseError, ForeignSchemaError } from '../../database/integrity/database-errors.ts';
import { NewerDatabaseError } from '../../database/migration.ts';
import { failed, FailureError, type Failure } from '../../domain/failure.ts';
import { codeOf, fileFailure } from '../../files/file-failure.ts';
import { safekeepingText } from '../text/safekeeping.ts';

/** Returns the failure for an error while a study was opened or read. Null if the error is a bug. */
export function studyFault(error: unknown, folder: string): Failure | null {
  const name = basename(folder);
  if (error instanceof FailureError) return error.failure;
  if (error instanceof NewerDatabaseError) return failed('study-newer', safekeepingText.newer(name)).failure;
  if (error instanceof ForeignSchemaError) {
    const [part] = [...error.foreign, ...error.missing];
    return failed('study-foreign', safekeepingText.foreignSchema(name, part ?? '')).failure;
  }
  const damage = error instanceof DamagedDatabaseError ? error.damage : damageOf(codeOf(error));
  if (damage !== null) return failed('study-damaged', safekeepingText.damaged(name, damage, folder)).failure;
  return fileFailure(error, folder);
}

/** Whether the error says that a database is damaged. */
export function isDamage(error: unknown): boolean {
  return error instanceof DamagedDatabaseError || damageOf(codeOf(error)) !== null;
}

function damageOf(code: string): 'pages' | 'not-a-database' | null {
  if (code.startsWith('SQLITE_CORRUPT')) return 'pages';
  return code.startsWith('SQLITE_NOTADB') ? 'not-a-database' : null;
}
