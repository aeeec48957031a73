// Whether a study's key table can be used. A damaged one is left as it is: the study then opens for reading only, because new pseudonyms
// for known patients would split them in two.

import { stat } from 'node:fs/promises';
import { IDENTITY_MIGRATIONS } from '../../database/identity-database.ts';
import { DamagedDatabaseError, ForeignDatabaseError } from '../../database/integrity/database-errors.ts';
import { checkSchema } from '../../database/integrity/schema.ts';
import { failed, type Failure } from '../../domain/failure.ts';
import { codeOf } from '../../files/file-failure.ts';
import { safekeepingText } from '../text/safekeeping.ts';
import { checkDatabaseFile } from './database-files.ts';

/** Returns why the key table at `path` cannot be used. Null if it can, or if there is none. */
export async function keyFault(path: string, studyFolder: string): Promise<Failure | null> {
  if (!(await exists(path))) return null;
  try {
    await checkDatabaseFile(path, 'quick');
    checkSchema(path, IDENTITY_MIGRATIONS);
    return null;
  } catch (error) {
    if (error instanceof DamagedDatabaseError) return failed('key-damaged', safekeepingText.keyDamaged(studyFolder)).failure;
    if (error instanceof ForeignDatabaseError) return failed('key-damaged', safekeepingText.keyForeign).failure;
    if (NOT_PERMITTED.includes(codeOf(error))) return closedKey();
    throw error;
  }
}

const NOT_PERMITTED = ['EACCES', 'EPERM', 'SQLITE_CANTOPEN'];

/** The failure of a key table that this user may not read. */
export function closedKey(): Failure {
  return failed('study-read-only', safekeepingText.keyClosed).failure;
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
