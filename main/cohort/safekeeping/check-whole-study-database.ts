// The whole check of a study's database or of its key table, each against its own schema.

import { IDENTITY_MIGRATIONS } from '../../database/identity-database.ts';
import { checkWholeDatabase } from '../../database/integrity/check-whole.ts';
import { requireOwnNames } from '../../database/integrity/stored-names.ts';
import { STUDY_MIGRATIONS } from '../../database/migrations/study-migrations.ts';
import type { StudyDatabaseName } from './database-task.ts';

/** Throws as `checkWholeDatabase` does. Blocks its thread for seconds if the database is large. */
export function checkWholeStudyDatabase(path: string, database: StudyDatabaseName): void {
  if (database === 'identities.sqlite') checkWholeDatabase(path, IDENTITY_MIGRATIONS);
  // Whatever opening refuses must be damage here too, or nothing could be restored
  else checkWholeDatabase(path, STUDY_MIGRATIONS, requireOwnNames);
}
