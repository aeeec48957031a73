// Whether a study's key table can be used. A damaged one is left as it is: the study then opens for reading only, because new pseudonyms
// for known patients would split them in two.

import { stat } from 'node:fs/promises';
import { IDENTITY_MIGRATIONS } from '../../database/identity-database.ts';
import { DamagedDatabaseError, ForeignDatabaseError } from '../../database/integrity/database-errors.ts';
import { checkSchema } from '../../database/integrity/schema.ts';
import { failed, type Failure } from '../../domain/failure.ts';
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
    throw error;
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
